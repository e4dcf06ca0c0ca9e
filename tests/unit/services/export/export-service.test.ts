import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createExportService } from '../../../../src/services/export/export-service.js';
import type { Exported } from '../../../../src/services/export/export-service.js';
import { fileNamed, fileNameOf } from '../../../../src/services/export/export-format.js';
import { newId } from '../../../testkit/seed.js';
import { judgedRun } from '../../../testkit/judged-run.js';
import { runReference } from '../../../testkit/run-python.js';

type Row = Readonly<Record<string, string>>;
type Values = Readonly<Record<string, Readonly<Record<string, number>>>>;

async function textOf(content: Exported): Promise<string> {
  let text = '';
  for await (const piece of content) text += piece;
  return text;
}

const rowsOf = (csv: string): readonly Row[] => parse<Row>(csv, { columns: true });

let scratch: string;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'voxseek-export-'));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

/** What pytrec_eval says of the files of TREC, topic by topic. */
async function judge(run: string, qrels: string): Promise<Values> {
  const paths = ['run.trec', 'qrels.trec', 'measures.json'].map((name) => join(scratch, name)) as [string, string, string];
  await writeFile(paths[0], run);
  await writeFile(paths[1], qrels);
  await writeFile(paths[2], JSON.stringify({ pytrecEval: ['success_1', 'P_5', 'map', 'ndcg_cut_10', 'recip_rank'], irMeasures: ['AP'], ranx: ['mrr'], struck: [10] }));
  return (JSON.parse(await runReference('trec_judges.py', paths)) as { readonly pytrecEval: Values }).pytrecEval;
}

describe('the files of a run', () => {
  it.each(['VOLUME', 'REGION'] as const)('are judged by pytrec_eval as the figures in the CSV say (%s)', async (mode) => {
    const { team, objects, loadLabelled, run } = await judgedRun(mode);
    const exports = createExportService({ objects, loadLabelled });
    const rows = rowsOf(await textOf(await exports.exportRun(team, run.id, { format: 'CSV' })));
    const taxonomy = 'FINE_104';
    const [lists, qrels] = [await textOf(await exports.exportRun(team, run.id, { format: 'TREC_RUN', taxonomy })), await textOf(await exports.exportRun(team, run.id, { format: 'TREC_QRELS', taxonomy }))];
    const theirs = await judge(lists, qrels);
    const topics = [...new Set(qrels.trim().split('\n').map((line) => line.split(' ')[0]!))];
    const names = { success_1: 'successAt(1)', P_5: 'precisionAt(5)', map: 'averagePrecision', ndcg_cut_10: 'ndcgAt(10)', recip_rank: 'reciprocalRank' };
    for (const [name, ours] of Object.entries(names)) {
      const average = (of: readonly string[]): number => of.reduce((sum, topic) => sum + (theirs[name]![topic] ?? 0), 0) / of.length;
      const figures = rows.filter((row) => row.taxonomy === taxonomy && row.measure === ours);
      expect(Number(figures.find(({ over }) => over === 'TOPICS')!.value)).toBeCloseTo(average(topics), 9);
      const classes = figures.filter(({ over }) => over === 'CLASS');
      expect(classes.length).toBeGreaterThan(10);
      for (const row of classes) {
        const own = topics.filter((topic) => topic.endsWith(`/${row.class!}`));
        expect(Number(row.queries)).toBe(own.length);
        expect(Number(row.value), `${ours} of ${row.class!}`).toBeCloseTo(average(own), 9);
      }
    }
  }, 120_000);

  it('hold every class with its interval, and names as they were given', async () => {
    const { team, objects, loadLabelled, run, judged } = await judgedRun('VOLUME');
    const rows = rowsOf(await textOf(await createExportService({ objects, loadLabelled }).exportRun(team, run.id, { format: 'CSV' })));
    expect(new Set(rows.map(({ name }) => name))).toEqual(new Set(['a run, with "marks"']));
    for (const { taxonomy, recallMean, chanceMean, interval, classes } of judged.metrics.taxonomies) {
      const recall = rows.filter((row) => row.taxonomy === taxonomy && row.measure === 'recall');
      const mean = recall.find(({ over }) => over === 'CLASSES')!;
      expect([mean.value, mean.chance, mean.low, mean.high].map(Number)).toEqual([recallMean, chanceMean, interval!.low, interval!.high]);
      expect(recall.filter(({ over }) => over === 'CLASS').map((row) => [row.class, Number(row.value), Number(row.queries)])).toEqual(classes.map((one) => [one.region, one.recall, one.queries]));
    }
  });

  it('give all of a record but its lists as JSON, alone and in its benchmark', async () => {
    const { team, objects, loadLabelled, run, judged } = await judgedRun('REGION');
    const exports = createExportService({ objects, loadLabelled });
    const record = JSON.parse(await textOf(await exports.exportRun(team, run.id, { format: 'JSON' }))) as Record<string, unknown>;
    expect(record).toMatchObject({ id: run.id, state: 'SUCCEEDED', config: run.config, version: run.version, metrics: JSON.parse(JSON.stringify(judged.metrics)) as object });
    const whole = JSON.parse(await textOf(await exports.exportBenchmark(team, newId('BenchmarkRun'), { format: 'JSON' }))) as { name: string; runs: readonly unknown[] };
    expect(whole).toMatchObject({ name: 'a benchmark', runs: [record] });
    expect(await textOf(await exports.exportBenchmark(team, newId('BenchmarkRun'), { format: 'CSV' }))).toBe(await textOf(await exports.exportRun(team, run.id, { format: 'CSV' })));
  });

  it('are refused where there are none', async () => {
    const { team, objects, loadLabelled, run } = await judgedRun('VOLUME');
    const exports = createExportService({ objects, loadLabelled });
    const trec = { format: 'TREC_RUN', taxonomy: 'COARSE_29' } as const;
    const slices = { ...run, config: { ...run.config, mode: 'SLICE' as const } };
    const withRun = (found: typeof run | null) => ({ ...team, runs: { ...team.runs, get: () => Promise.resolve(found) } });
    await expect(exports.exportRun(withRun(null), run.id, trec)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(exports.exportRun(withRun({ ...run, state: 'RUNNING' }), run.id, { format: 'CSV' })).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(exports.exportRun(withRun(slices), run.id, trec)).rejects.toMatchObject({ code: 'INVALID_INPUT', path: 'file' });
    await expect(exports.exportBenchmark(team, newId('BenchmarkRun'), trec)).rejects.toMatchObject({ code: 'INVALID_INPUT', path: 'file' });
    expect(exports.filesOf(run).map(fileNameOf)).toEqual(['figures.csv', 'record.json', 'run.coarse.trec', 'qrels.coarse.trec', 'run.fine.trec', 'qrels.fine.trec']);
    expect(exports.filesOf(slices).map(fileNameOf)).toEqual(['figures.csv', 'record.json']);
    expect(exports.filesOf({ ...run, state: 'FAILED' })).toEqual([]);
  });

  it('are found by their names, and by no others', () => {
    expect(fileNamed('qrels.coarse.trec')).toEqual({ format: 'TREC_QRELS', taxonomy: 'COARSE_29' });
    expect(fileNamed('record.json')).toEqual({ format: 'JSON' });
    expect(fileNamed('report.html')).toBeNull();
  });
});
