import { compareCell, outcomeOf } from '../../domain/schedules/run-outcome.js';
import type { CellOutcome, ComparedCell } from '../../domain/schedules/run-outcome.js';
import { giveWay } from '../in-turns.js';
import type { TeamCatalogue } from '../ports/catalogue.js';
import type { ObjectStore } from '../ports/object-store.js';
import type { BenchmarkRunRecord, RetrievalRunRecord } from '../ports/run-records.js';
import { measuresOf, trialsBehind } from './cell-measures.js';

type Objects = Pick<ObjectStore, 'get' | 'head'>;

/** Every cell that ranks by an encoder, in both taxonomies or in the measures of its label, against the cell of the same name of the run before. */
export async function compareRunsOfSchedule(objects: Objects, team: TeamCatalogue, now: BenchmarkRunRecord, before: BenchmarkRunRecord): Promise<readonly CellOutcome[]> {
  const cellsBefore = await cellsOf(team, before);
  const compared: ComparedCell[] = [];
  for (const [cell, run] of await cellsOf(team, now)) {
    // RANDOM and WIDEST follow from the labels alone: they fall when the data do.
    if (run.control !== null) continue;
    const earlier = cellsBefore.get(cell) ?? null;
    const [ofNow, ofBefore] = earlier === null || earlier.id === run.id || earlier.version !== run.version ? [null, null] : [await trialsBehind(objects, team, run), await trialsBehind(objects, team, earlier)];
    for (const measured of measuresOf(run)) {
      const { measure, taxonomy } = measured;
      const previous = earlier === null ? undefined : measuresOf(earlier).find((one) => one.measure === measure && one.taxonomy === taxonomy);
      const [trials = null, trialsBefore = null] = [ofNow?.(measured), ofBefore?.(measured)];
      compared.push(
        compareCell({
          ...{ cell, ...measured },
          previousValue: previous?.value ?? null,
          trials: earlier?.id === run.id ? 'SAME' : trials === null || trialsBefore === null ? null : { now: trials, before: trialsBefore },
        }),
      );
      await giveWay();
    }
  }
  return outcomeOf(compared);
}

/** The cells of a run by their names; the second and later cells of one name are numbered. */
async function cellsOf(team: TeamCatalogue, { benchmarkId, runIds }: BenchmarkRunRecord): Promise<ReadonlyMap<string, RetrievalRunRecord>> {
  const runs = new Map((await team.runs.getMany([...new Set(runIds)])).map((run) => [run.id, run]));
  const [benchmark] = await team.benchmarks.getMany([benchmarkId]);
  const cells = new Map<string, RetrievalRunRecord>();
  const met = new Map<string, number>();
  runIds.forEach((id, place) => {
    const run = runs.get(id);
    if (run === undefined) return;
    // A run that another benchmark had measured first bears that one's name.
    const name = benchmark?.definition.cells[place]?.name ?? run.name;
    const count = (met.get(name) ?? 0) + 1;
    met.set(name, count);
    cells.set(count === 1 ? name : `${name} (${count})`, run);
  });
  return cells;
}
