import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { asId } from '../../../src/domain/ids.js';
import { FIGURES_VERSION } from '../../../src/domain/evaluation/evaluation-version.js';
import { objectKeys } from '../../../src/services/object-keys.js';
import { judgedRun } from '../../testkit/judged-run.js';
import { newId, record } from '../../testkit/seed.js';
import type { TestApi } from '../../testkit/api.js';
import { startTestApi } from '../../testkit/api.js';

let api: TestApi;
let benchmarkRunId: string;
let unlookedId: string;
let own: string;
let foreign: string;
let finishedId: string;
let datasetId: string;

beforeAll(async () => {
  api = await startTestApi(inject('stack').postgresAdminUrl);
  const [team, others] = [await api.team(), await api.team()];
  [own, foreign] = [await team.token('READ'), await others.token('READ')];
  const volume = await team.volume();
  const dataset = await team.dataset([volume], { name: 'archive of <b>bold</b> names' });
  const snapshotId = await team.snapshotOf(dataset.id);
  const { job } = await team.team.jobs.request({ id: newId('Job'), kind: 'RUN_BENCHMARK', input: {} });
  const run = record.run(snapshotId, { jobId: job.id, name: 'RANDOM VOLUME', state: 'FAILED', error: { code: 'EMPTY_GALLERY', message: 'Nothing is left.', path: null, correlationId: null } });
  await team.team.runs.insert(run);
  const benchmark = record.benchmark(snapshotId, { name: 'of this team' });
  await team.team.benchmarks.put(benchmark);
  const benchmarkRun = record.benchmarkRun(benchmark.id, { jobId: job.id, runIds: [run.id] });
  await team.team.benchmarks.insertRun(benchmarkRun);
  const overlap = { state: 'FAILED', error: { code: 'DEPENDENCY_UNAVAILABLE', message: 'The <store> did not answer.', path: null, correlationId: null } } as const;
  const unlooked = record.benchmarkRun(benchmark.id, { jobId: job.id, overlap });
  await team.team.benchmarks.insertRun(unlooked);
  [benchmarkRunId, unlookedId] = [benchmarkRun.id, unlooked.id];
  datasetId = dataset.id;
  const { run: finished, objects } = await judgedRun('REGION');
  const rows = record.run(snapshotId, { name: finished.name, control: null, version: FIGURES_VERSION, config: finished.config });
  finishedId = rows.id;
  await team.team.runs.insert(rows);
  const resultsKey = objectKeys.rankedLists(team.team.teamId, rows.id);
  await api.objects.put(resultsKey, await objects.get(finished.resultsKey!));
  await api.objects.put(objectKeys.depth(team.team.teamId, rows.id), await objects.get(objectKeys.depth(asId('Team', 'team_1'), finished.id)));
  const time = { p50: 20, p95: 30, p99: 40, total: 280, cold: 90, warm: { p50: 19, p95: 20, p99: 21 } };
  await team.team.runs.update(rows.id, { state: 'SUCCEEDED', metrics: finished.metrics, times: { total: time }, resultsKey, finishedAt: new Date() });
});
afterAll(() => api.close());

const urlOf = async (secret: string): Promise<string | undefined> => {
  const { data } = await api.askText('query ($id: ID!) { benchmarkRun(id: $id) { reportUrl } }', { variables: { id: benchmarkRunId }, secret });
  return (data as { benchmarkRun: { reportUrl: string } | null } | null)?.benchmarkRun?.reportUrl;
};
const fetchReport = (url: string, secret?: string): Promise<Response> => fetch(url, secret === undefined ? {} : { headers: { authorization: `Bearer ${secret}` } });

describe('the report of a benchmark', () => {
  it('is one page at a signed address, with every name escaped and failed cells with their reason', async () => {
    const response = await fetchReport((await urlOf(own)) ?? '');
    expect([response.status, response.headers.get('content-type'), response.headers.get('cache-control')]).toEqual([200, 'text/html; charset=utf-8', 'private, no-store']);
    const html = await response.text();
    expect(html).toMatch(/^<!doctype html>/iu);
    expect(html).toContain('of this team');
    expect(html).toContain('archive of &lt;b&gt;bold&lt;/b&gt; names');
    expect(html).toContain('Nothing is left.');
    expect(html).not.toMatch(/(?:src|href)="https?:/u);
  });

  it('says that overlap could not be looked for, and why', async () => {
    const { data } = await api.askText('query ($id: ID!) { benchmarkRun(id: $id) { overlap { looked { found } } overlapError { code message correlationId } reportUrl } }', { variables: { id: unlookedId }, secret: own });
    const { reportUrl, ...told } = (data as { benchmarkRun: { reportUrl: string } }).benchmarkRun;
    expect(told).toEqual({ overlap: null, overlapError: { code: 'DEPENDENCY_UNAVAILABLE', message: 'The <store> did not answer.', correlationId: null } });
    expect(await (await fetchReport(reportUrl)).text()).toContain('Overlap could not be looked for: DEPENDENCY_UNAVAILABLE</span> The &lt;store&gt; did not answer.');
  });

  it('opens to a token of its team, and to no other', async () => {
    const plain = `${api.url}/benchmark-runs/${benchmarkRunId}/report.html`;
    expect((await fetchReport(plain, own)).status).toBe(200);
    expect((await fetchReport(plain)).status).toBe(401);
    expect(await urlOf(foreign)).toBeUndefined();
    const refused = await fetchReport(plain, foreign);
    const absent = await fetchReport(`${api.url}/benchmark-runs/${newId('BenchmarkRun')}/report.html`, foreign);
    expect(refused.status).toBe(404);
    expect(absent.status).toBe(404);
  });

  it('is not shown at an address that was changed, or is past its time', async () => {
    const signed = new URL((await urlOf(own)) ?? '');
    for (const [name, value] of [['signature', 'AAAA'], ['expires', '1'], ['expires', '99999999999'], ['team', newId('Team')]] as const) {
      const forged = new URL(signed);
      forged.searchParams.set(name, value);
      expect((await fetchReport(forged.href)).status, name).toBe(404);
    }
  });
});

describe('the results of a run', () => {
  const RUN = /* GraphQL */ `
    query ($id: ID!) {
      retrievalRun(id: $id) {
        throughput
        record { product }
        times { stage p50 p99 cold warm { p99 } }
        depthByClass(taxonomy: FINE_104, measures: ["averagePrecision"]) { measure region topics value chance }
        exports { format taxonomy url }
      }
    }
  `;
  interface Run {
    readonly throughput: number;
    readonly times: readonly object[];
    readonly depthByClass: readonly { readonly measure: string; readonly region: string; readonly value: number }[];
    readonly exports: readonly { readonly format: string; readonly taxonomy: string | null; readonly url: string }[];
  }
  const runOf = async (secret: string): Promise<Run | null> => {
    const { data } = await api.askText(RUN, { variables: { id: finishedId }, secret });
    return (data as { retrievalRun: Run | null } | null)?.retrievalRun ?? null;
  };

  it('are its times cold and warm, its depth by class, and files at signed addresses', async () => {
    const run = (await runOf(own))!;
    expect(run).toMatchObject({ throughput: 50, record: null, times: [{ stage: 'total', p50: 20, p99: 40, cold: 90, warm: { p99: 21 } }] });
    expect(run.depthByClass.length).toBeGreaterThan(10);
    expect(new Set(run.depthByClass.map(({ measure }) => measure))).toEqual(new Set(['averagePrecision']));
    expect(run.exports.map(({ format, taxonomy }) => [format, taxonomy])).toEqual([
      ['CSV', null],
      ['JSON', null],
      ...['COARSE_29', 'FINE_104'].flatMap((taxonomy) => [['TREC_RUN', taxonomy], ['TREC_QRELS', taxonomy]]),
    ]);
    const types: string[] = [];
    for (const { url, format } of run.exports) {
      const response = await fetchReport(url);
      expect([response.status, response.headers.get('cache-control')], format).toEqual([200, 'private, no-store']);
      types.push(response.headers.get('content-type')!.split(';')[0]!);
      const text = await response.text();
      if (format === 'CSV') expect(text).toContain(`averagePrecision,${run.depthByClass[0]!.value}`);
      if (format === 'JSON') expect(JSON.parse(text)).toMatchObject({ id: finishedId, throughput: 50 });
    }
    expect(types.slice(0, 3)).toEqual(['text/csv', 'application/json', 'text/plain']);
  });

  it('are for their team alone, and only as they were signed', async () => {
    expect(await runOf(foreign)).toBeNull();
    const url = new URL((await runOf(own))!.exports[0]!.url);
    const plain = `${url.origin}${url.pathname}`;
    expect((await fetchReport(plain, own)).status).toBe(200);
    expect((await fetchReport(plain)).status).toBe(401);
    expect((await fetchReport(plain, foreign)).status).toBe(404);
    const other = new URL(url);
    other.pathname = other.pathname.replace('figures.csv', 'record.json');
    expect((await fetchReport(other.href)).status).toBe(404);
    expect((await fetchReport(`${url.origin}/retrieval-runs/${finishedId}/nothing.txt`, own)).status).toBe(404);
    for (const [name, value] of [['signature', 'AAAA'], ['expires', '99999999999'], ['team', newId('Team')]] as const) {
      const forged = new URL(url);
      forged.searchParams.set(name, value);
      expect((await fetchReport(forged.href)).status, name).toBe(404);
    }
  });

  it('of all cells of a benchmark are one table and one record, failed ones with their reason', async () => {
    const { data } = await api.askText('query ($id: ID!) { benchmarkRun(id: $id) { exports { format url } } }', { variables: { id: benchmarkRunId }, secret: own });
    const { exports } = (data as { benchmarkRun: { exports: readonly { format: string; url: string }[] } }).benchmarkRun;
    expect(exports.map(({ format }) => format)).toEqual(['CSV', 'JSON']);
    const [csv, json] = await Promise.all(exports.map(async ({ url }) => (await fetchReport(url)).text()));
    expect(csv!.split('\r\n').filter((line) => line.includes('RANDOM VOLUME'))).toHaveLength(1);
    expect(JSON.parse(json!)).toMatchObject({ id: benchmarkRunId, runs: [{ state: 'FAILED', error: { message: 'Nothing is left.' } }] });
  });

  it('stand on the leaderboard of their data set', async () => {
    const BOARD = 'query ($snapshot: ID, $dataset: ID) { leaderboard(snapshotId: $snapshot, datasetId: $dataset, mode: REGION) { totalCount nodes { board comparable rank recall interval { low } queries patients milliseconds run { id version } } } }';
    const { data } = await api.askText(BOARD, { variables: { dataset: datasetId }, secret: own });
    const { nodes } = (data as { leaderboard: { nodes: readonly { recall: number; interval: { low: number } }[] } }).leaderboard;
    expect(nodes).toMatchObject([{ board: 1, comparable: true, rank: 1, queries: 14, patients: 7, milliseconds: 20, run: { id: finishedId, version: FIGURES_VERSION } }]);
    expect(nodes[0]!.interval.low).toBeLessThanOrEqual(nodes[0]!.recall);
    for (const [variables, code] of [[{ dataset: newId('Dataset') }, 'NOT_FOUND'], [{}, 'INVALID_INPUT'], [{ dataset: datasetId, snapshot: newId('Snapshot') }, 'INVALID_INPUT']] as const) {
      const { errors } = await api.askText(BOARD, { variables, secret: own });
      expect(errors?.[0]?.extensions.code).toBe(code);
    }
  });
});
