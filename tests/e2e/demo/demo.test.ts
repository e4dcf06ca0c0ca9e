import { readFile, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WorkedQuery } from '../../../src/cli/demo/worked-query.js';
import type { BenchmarkTableRow, TableFigures } from '../../../src/services/evaluation/benchmark-table.js';
import { makeTestHome, spawnVoxseek } from '../../testkit/running-voxseek.js';

interface Report {
  readonly query: WorkedQuery;
  readonly rows: readonly BenchmarkTableRow[];
  readonly skipped: readonly object[];
}

interface DemoRun {
  readonly status: number | null;
  readonly output: string;
  readonly report: Report;
  /** When each file of embeddings was last written, by its path in the home. */
  readonly embeddings: ReadonlyMap<string, number>;
  readonly seconds: number;
}

let home: string;
let first: DemoRun;

async function runDemo(): Promise<DemoRun> {
  const started = performance.now();
  const file = join(home, 'report.json');
  const demo = spawnVoxseek(home, ['demo', '--exit', '--json', file]);
  const status = await demo.ended;
  const output = demo.output();
  if (status !== 0) throw new Error(`The demo ended with ${status}:\n${output}`);
  const embeddings = new Map<string, number>();
  for (const path of await readdir(home, { recursive: true })) {
    if (path.endsWith('.npy')) embeddings.set(path, (await stat(join(home, path))).mtimeMs);
  }
  return { status, output, report: JSON.parse(await readFile(file, 'utf8')) as Report, embeddings, seconds: (performance.now() - started) / 1000 };
}

const PIXELS = 'PIXELS 32×32';
const MODES = ['SLICE', 'VOLUME', 'REGION'] as const;
const TAXONOMIES = ['COARSE_29', 'FINE_104'] as const;

const rowsOf = (report: Report, encoder: string, mode: string, reRanking?: string): readonly BenchmarkTableRow[] =>
  report.rows.filter((row) => row.encoder === encoder && row.config.mode === mode && row.index !== 'HNSW' && (reRanking === undefined || row.config.reRanking === reRanking));

function figuresOf(row: BenchmarkTableRow, taxonomy: (typeof TAXONOMIES)[number]): TableFigures {
  if (row.figures === null) throw new Error(`${row.name} has no figures`);
  return row.figures[taxonomy];
}

beforeAll(async () => {
  home = await makeTestHome();
  first = await runDemo();
  console.log(`The first run took ${first.seconds.toFixed(0)} s.`);
}, 600_000);
afterAll(() => rm(home, { recursive: true, force: true }));

describe('the demo', () => {
  it('succeeds in every step and cell', () => {
    expect(first.status).toBe(0);
    expect(first.report.skipped).toEqual([]);
    expect(first.report.rows.filter(({ state, figures }) => state !== 'SUCCEEDED' || figures === null)).toEqual([]);
  });

  it('fills the table: encoders × modes × rankings, and the controls', () => {
    const cells = first.report.rows.map(({ encoder, index, config, control }) => [encoder, index, config.mode, control === null ? config.reRanking : '—'].join(' '));
    const ranked = (encoder: string, index: string): readonly string[] => [
      `${encoder} ${index} SLICE NONE`,
      ...['VOLUME', 'REGION'].flatMap((mode) => ['NONE', 'LATE_INTERACTION'].map((reRanking) => `${encoder} ${index} ${mode} ${reRanking}`)),
    ];
    const encoders = [...new Set(first.report.rows.filter(({ index }) => index === 'HNSW').map(({ encoder }) => encoder))];
    expect(encoders).toHaveLength(2);
    expect([...cells].sort()).toEqual(
      [
        ...encoders.flatMap((encoder) => [...ranked(encoder, 'EXACT'), ...ranked(encoder, 'HNSW')]),
        ...ranked(PIXELS, 'EXACT'),
        ...['RANDOM', 'WIDEST'].flatMap((control) => MODES.map((mode) => `${control}  ${mode} —`)),
      ].sort(),
    );
    for (const row of first.report.rows) {
      if (row.config.mode === 'VOLUME') expect(figuresOf(row, 'FINE_104')).toMatchObject({ precision: expect.any(Number) as number, jaccard: expect.any(Number) as number });
      if (row.control === null) expect(Object.keys(row.times ?? {})).not.toEqual([]);
    }
    expect(first.output).toMatch(/ of 29\b/u);
    expect(first.output).toMatch(/ of 104\b/u);
  });

  it.each(MODES.flatMap((mode) => TAXONOMIES.map((taxonomy) => [mode, taxonomy] as const)))('has PIXELS and WIDEST well below the better encoder: %s, %s', (mode, taxonomy) => {
    const { report } = first;
    const recall = (row: BenchmarkTableRow): number => figuresOf(row, taxonomy).recallMean;
    const encoders = [...new Set(report.rows.filter(({ control, encoder }) => control === null && encoder !== PIXELS).map(({ encoder }) => encoder))];
    const widest = Math.max(...rowsOf(report, 'WIDEST', mode).map(recall));
    for (const reRanking of mode === 'SLICE' ? ['NONE'] : ['NONE', 'LATE_INTERACTION']) {
      const better = Math.max(...encoders.flatMap((encoder) => rowsOf(report, encoder, mode, reRanking).map(recall)));
      const pixels = Math.max(...rowsOf(report, PIXELS, mode, reRanking).map(recall));
      expect(pixels).toBeLessThan(better - 0.03);
      expect(widest).toBeLessThan(better - 0.03);
    }
  });

  it('has no cell that is right on all classes', () => {
    const perfect = first.report.rows.filter((row) => TAXONOMIES.some((taxonomy) => figuresOf(row, taxonomy).recallMean >= 1));
    expect(perfect).toEqual([]);
  });

  it('shows the five nearest volumes of one scan, and which slices of the first matched', () => {
    const { volumes, matches, querySlices, query } = first.report.query;
    expect(volumes.map(({ rank }) => rank)).toEqual([1, 2, 3, 4, 5]);
    const scores = volumes.map(({ score }) => score);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
    expect(volumes.map(({ name }) => name)).not.toContain(query);
    expect(matches.map(({ querySlice }) => querySlice)).toEqual(Array.from({ length: querySlices }, (_, index) => index));
    for (const { slice, similarity } of matches) {
      expect(slice).toBeLessThan(volumes[0]!.sliceCount);
      expect(Math.abs(similarity)).toBeLessThanOrEqual(1.000001);
    }
    for (const { name } of volumes) expect(first.output).toContain(name);
  });

  it('calls the cohort what it is', () => {
    expect(first.output).toMatch(/virtual patients derived from one real scan/u);
    expect(first.output).toContain('measures the machinery, not medicine');
  });

  it('reuses all of it when it runs again', async () => {
    const again = await runDemo();
    expect(first.embeddings.size).toBeGreaterThan(60);
    expect(again.embeddings).toEqual(first.embeddings);
    const results = ({ rows }: Report): readonly object[] => rows.map(({ runId, name, figures, times }) => ({ runId, name, figures, times }));
    expect(results(again.report)).toEqual(results(first.report));
    expect(again.report.query.volumes).toEqual(first.report.query.volumes);
    expect(again.seconds).toBeLessThan(first.seconds / 2);
  });
});
