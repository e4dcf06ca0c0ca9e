import { describe, expect, it } from 'vitest';
import { VoxseekError } from '../../../../src/domain/errors/voxseek-error.js';
import type { VolumeId } from '../../../../src/domain/ids.js';
import { confusionsOf } from '../../../../src/services/report/confusions-of.js';
import { bestRankedCells } from '../../../../src/services/report/ranked-cells.js';
import type { ReportCell } from '../../../../src/services/report/report-input.js';
import { worstQueriesOf } from '../../../../src/services/report/worst-queries-of.js';
import type { SlicePlace } from '../../../../src/services/thumbnails/thumbnail-service.js';
import type { TeamCatalogue } from '../../../../src/services/ports/catalogue.js';
import type { JudgedTestRun } from '../../../testkit/judged-run.js';
import { judgedRun } from '../../../testkit/judged-run.js';
import { record } from '../../../testkit/seed.js';

function cellOf({ run, judged }: JudgedTestRun): ReportCell {
  const [COARSE_29, FINE_104] = judged.metrics.taxonomies;
  return { runId: run.id, name: run.name, state: run.state, encoder: 'Encoder', index: 'EXACT', control: null, config: run.config, figures: { COARSE_29: COARSE_29!, FINE_104: FINE_104! }, winnerSliceRatio: null, times: null, throughput: null, error: null, record: null, depth: null };
}

/** Volumes by name; that of the last one was deleted. */
const named = (team: TeamCatalogue, gone: VolumeId): TeamCatalogue =>
  ({ ...team, volumes: { getMany: (ids: readonly VolumeId[]) => Promise.resolve(ids.filter((id) => id !== gone).map((id) => record.volume({ id, name: `name of ${id}` }))) } }) as unknown as TeamCatalogue;

describe('the best cell of each mode', () => {
  it('counts as wrong what its recall counts as wrong', async () => {
    const made = await judgedRun('REGION');
    const ranked = await bestRankedCells(made, made.team, [made.run], [cellOf(made)]);
    const confusions = confusionsOf(ranked);
    expect(confusions.map(({ taxonomy }) => taxonomy)).toEqual(['COARSE_29', 'FINE_104']);
    for (const [at, { asked, mode, cell }] of confusions.entries()) {
      expect([mode, cell]).toEqual(['REGION', 'Encoder · EXACT · COUNT']);
      const { classes } = made.judged.metrics.taxonomies[at]!;
      expect(asked.map(({ region, right, missed }) => [region, right, right + missed])).toEqual(classes.map(({ region, truePositives, queries }) => [region, truePositives, queries]));
    }
  });

  it('is the one of highest recall, and one of an encoder', async () => {
    const made = await judgedRun('VOLUME');
    const cell = cellOf(made);
    const worse = { ...cell, encoder: 'Worse', figures: { ...cell.figures!, COARSE_29: { ...cell.figures!.COARSE_29, recallMean: -0.5 } } };
    const control = { ...cell, encoder: 'WIDEST', control: 'WIDEST' as const, figures: { ...cell.figures!, COARSE_29: { ...cell.figures!.COARSE_29, recallMean: 1 } } };
    const failed = { ...cell, figures: null };
    const ranked = await bestRankedCells(made, made.team, [made.run], [failed, worse, cell, control]);
    expect(ranked.map(({ name }) => name)).toEqual(['Encoder · EXACT · COUNT']);
    expect(confusionsOf(ranked)).toEqual([]);
    expect(await bestRankedCells(made, made.team, [made.run], [failed])).toEqual([]);
  });

  it('shows the queries whose first result lacks most, with a picture of each that is still there', async () => {
    const made = await judgedRun('VOLUME');
    const asked: [VolumeId, number][] = [];
    const [gone] = made.volumes.gallery.map(({ member }) => member.volumeId);
    const thumbnails = {
      render: (_: TeamCatalogue, id: VolumeId, { slice }: SlicePlace) => {
        asked.push([id, slice]);
        return id === gone ? Promise.reject(new VoxseekError('NOT_FOUND', 'gone')) : Promise.resolve(Buffer.from(`picture of ${id}`));
      },
    };
    const worst = await worstQueriesOf(thumbnails, named(made.team, gone!), await bestRankedCells(made, made.team, [made.run], [cellOf(made)]));
    // One list is empty: nothing was found, and all is missed.
    expect(worst.find(({ result }) => result === null)).toMatchObject({ recall: 0, region: null, taxonomy: 'FINE_104' });
    expect(worst).toHaveLength(6);
    expect(worst.map(({ recall }) => recall)).toEqual(worst.map(({ recall }) => recall).sort((a, b) => a - b));
    const shown = new Map(made.volumes.gallery.map(({ member, judged }) => [`name of ${member.volumeId}`, judged.FINE_104]));
    for (const { query, result, missed, recall } of worst) {
      if (query.name === gone || result === null || result.name === gone) continue;
      const [of, found] = [shown.get(query.name)!, shown.get(result.name)!];
      const tried = [...of.shows.keys()].filter((region) => found.covers.has(region));
      expect(missed).toEqual(tried.filter((region) => !found.shows.has(region)));
      expect(recall).toBeCloseTo(1 - missed.length / tried.length, 12);
      expect(query.thumbnail).toBe(`data:image/png;base64,${Buffer.from(`picture of ${query.name.slice(8)}`).toString('base64')}`);
    }
    for (const picture of worst.flatMap(({ query, result }) => [query, ...(result === null ? [] : [result])])) expect(picture.thumbnail === null).toBe(picture.name === gone);
    expect(asked.every(([, slice]) => slice === 2)).toBe(true);
  });

  it('shows misses of regions that are otherwise found, on a slice of the query that shows them', async () => {
    const made = await judgedRun('REGION');
    const thumbnails = { render: () => Promise.resolve(Buffer.from('png')) };
    const worst = await worstQueriesOf(thumbnails, named(made.team, '' as VolumeId), await bestRankedCells(made, made.team, [made.run], [cellOf(made)]));
    expect(worst).toHaveLength(6);
    const recallOf = new Map(made.judged.metrics.taxonomies[1]!.classes.map(({ region, recall }) => [region, recall]));
    const recalls = worst.map(({ region }) => recallOf.get(region!)!);
    expect(recalls).toEqual([...recalls].sort((a, b) => b - a));
    for (const { missed, region, recall, query } of worst) {
      expect([missed, recall]).toEqual([[region], 0]);
      const { shows } = made.volumes.queries.find(({ member }) => `name of ${member.volumeId}` === query.name)!.judged.FINE_104;
      expect(shows.get(region!)!.has(query.slice!)).toBe(true);
    }
  });
});
