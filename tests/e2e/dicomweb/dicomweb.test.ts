import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { groupBy } from '../../../src/domain/group-by.js';
import { ensureDataset, importFromDicomWeb, volumesOf } from '../../../src/cli/client/operations.js';
import { waitForJob } from '../../../src/cli/client/wait-for-job.js';
import type { Gate } from '../../testkit/gate.js';
import { startGate } from '../../testkit/gate.js';
import type { Orthanc } from '../../testkit/orthanc.js';
import { orthancIsMissing, startOrthanc } from '../../testkit/orthanc.js';
import { writeSeries } from '../../testkit/pydicom-series.js';
import { makeTestHome, repository, spawnVoxseek, startVoxseek, until } from '../../testkit/running-voxseek.js';
import type { RunningVoxseek } from '../../testkit/running-voxseek.js';

const missing = await orthancIsMissing();
const SERIES = 6;

interface JobSeen {
  readonly state: string;
  readonly attempt: number;
  readonly stage: string;
  readonly unit: string;
  readonly done: number;
  readonly total: number | null;
  readonly error: { readonly code: string } | null;
  readonly imported: { readonly created: number; readonly existing: number; readonly bytes: number } | null;
}

describe.skipIf(missing !== null)('imports from a DICOMweb server', () => {
  let voxseek: RunningVoxseek;
  let orthanc: Orthanc;
  let gate: Gate;
  let home: string;
  let directory: string;

  const common = { slices: 5, size: 24, spacing: 2 };
  const series = (seed: number, patient: string) => ({ ...common, directory: join(directory, String(seed)), seed, tags: { PatientID: patient, StudyDate: `202${seed % 10}0110` } });

  async function command(...parameters: string[]): Promise<string> {
    const run = spawnVoxseek(home, parameters);
    expect(await run.ended, run.output()).toBe(0);
    return run.output();
  }
  const jobOf = async (id: string): Promise<JobSeen> =>
    (await voxseek.client.query<{ job: JobSeen }>(/* GraphQL */ `query Job($id: ID!) { job(id: $id) { state attempt stage unit done total error { code } imported { created existing bytes } } }`, { id })).job;
  async function request(dataset: string, value: string): Promise<string> {
    const datasetId = await ensureDataset(voxseek.client, dataset, null);
    return importFromDicomWeb(voxseek.client, { datasetId, server: 'pacs', query: [{ key: 'PatientID', value }] });
  }
  const ended = (id: string): Promise<unknown> => waitForJob(voxseek.client, id, () => undefined).catch((error: unknown) => error);
  const countIn = async (dataset: string): Promise<number> => (await volumesOf(voxseek.client, await ensureDataset(voxseek.client, dataset, null))).length;

  beforeAll(async () => {
    home = await makeTestHome();
    await mkdir(join(repository, '.voxseek', 'tmp'), { recursive: true });
    directory = await mkdtemp(join(repository, '.voxseek', 'tmp', 'dicomweb-'));
    orthanc = await startOrthanc();
    gate = await startGate(orthanc.url);
    const seeds = Array.from({ length: SERIES }, (_, index) => index + 1);
    await orthanc.store((await writeSeries([...seeds.map((seed) => series(seed, `A${seed % 2}`)), ...seeds.map((seed) => series(seed + 10, `B${seed}`)), series(21, 'C1'), series(31, 'D1')])).flat());
    const servers = join(directory, 'servers.json');
    await writeFile(servers, JSON.stringify({ servers: { pacs: { url: gate.url, auth: { kind: 'basic', ...orthanc.credentials }, teams: 'all' } } }));
    voxseek = await startVoxseek({ home, variables: { VOXSEEK_DICOMWEB_FILE: servers } });
  });
  beforeEach(() => {
    Object.assign(gate, { mode: 'OPEN', passing: null });
    gate.series.length = 0;
  });
  afterAll(async () => {
    await voxseek.stop();
    gate.close();
    await orthanc.stop();
    for (const path of [home, directory]) await rm(path, { recursive: true, force: true });
  });

  it('at the command line: what a query finds, once, and what the server got since', async () => {
    const request = ['import', '--from', 'pacs', '--query', 'PatientID=A*', '--dataset', 'a'];
    const first = await command(...request);
    expect(first).toMatch(/6\s+imported\n\s+0\s+already there\n\s+0\s+skipped/u);
    expect(first).toContain(`Not kept of the headers of ${SERIES * common.slices} files:`);
    expect(first).toContain('PatientName (30)');
    expect(new Set(gate.series).size).toBe(SERIES);
    const volumes = await voxseek.client.query<{ volumes: { nodes: readonly { patientId: string; origin: { shiftedStudyDate: string } | null; viewerUrl: string | null }[] } }>(/* GraphQL */ `{ volumes(first: 100) { nodes { patientId origin { shiftedStudyDate } viewerUrl } } }`, {});
    // Two patients; of each the years between studies are true, the dates are not.
    const dates = groupBy(volumes.volumes.nodes, ({ patientId }) => patientId);
    expect(dates.size).toBe(2);
    for (const own of dates.values()) {
      const times = own.map(({ origin }) => Date.parse(origin?.shiftedStudyDate ?? '')).sort((one, other) => one - other);
      expect(times.slice(1).map((time, index) => (time - (times[index] ?? 0)) / 86_400_000)).toEqual([730, 731]);
    }
    expect(volumes.volumes.nodes.every(({ viewerUrl }) => viewerUrl === null)).toBe(true);

    gate.series.length = 0;
    expect(await command(...request)).toMatch(/0\s+imported\n\s+6\s+already there/u);
    expect(gate.series).toEqual([]);
    await orthanc.store((await writeSeries([series(7, 'A1')])).flat());
    expect(await command(...request)).toMatch(/1\s+imported\n\s+6\s+already there/u);
    expect(new Set(gate.series).size).toBe(1);
  });

  it('goes on where a server that went away had left it', async () => {
    gate.passing = 2;
    const id = await request('b', 'B*');
    expect(await ended(id)).toMatchObject({ code: 'DICOMWEB_UNAVAILABLE' });
    expect(await countIn('b')).toBe(2);
    Object.assign(gate, { mode: 'OPEN', passing: null });
    gate.series.length = 0;
    expect(await request('b', 'B*')).toBe(id);
    await ended(id);
    expect(await jobOf(id)).toMatchObject({ state: 'SUCCEEDED', attempt: 2, unit: 'series', done: SERIES, total: SERIES, imported: { created: SERIES - 2, existing: 2 } });
    expect(new Set(gate.series).size).toBe(SERIES - 2);
    // Slices of 24 × 24 pixels of two bytes, and their headers.
    expect((await jobOf(id)).imported?.bytes).toBeGreaterThan((SERIES - 2) * common.slices * 24 * 24 * 2);
  });

  it('goes on when its worker is killed while a series comes', async () => {
    gate.mode = 'WAITING';
    const id = await request('c', 'C1');
    await until('the series to be asked for', () => gate.series.length > 0);
    await voxseek.kill('worker');
    gate.mode = 'OPEN';
    await ended(id);
    expect(await jobOf(id)).toMatchObject({ state: 'SUCCEEDED', imported: { created: 1, existing: 0 } });
    expect(await readdir(join(home, 'scratch'))).toEqual([]);
  });

  it('stops when it is cancelled, and leaves no file behind', async () => {
    gate.mode = 'WAITING';
    const id = await request('d', 'D1');
    await until('the series to be asked for', () => gate.series.length > 0);
    await voxseek.client.mutate(/* GraphQL */ `mutation Cancel($id: ID!) { cancelJob(id: $id) { job { id } userErrors { code message path } } }`, { id });
    await ended(id);
    expect(await jobOf(id)).toMatchObject({ state: 'CANCELLED' });
    expect(await countIn('d')).toBe(0);
    expect(await readdir(join(home, 'scratch'))).toEqual([]);
  });

  it('fails at once where no try can help', async () => {
    expect(await ended(await request('e', 'NOBODY'))).toMatchObject({ code: 'NOTHING_TO_IMPORT' });
    const run = spawnVoxseek(home, ['import', '--from', 'elsewhere', '--query', 'PatientID=A1', '--dataset', 'e']);
    expect(await run.ended).toBe(1);
    expect(run.output()).toContain('NOT_FOUND');
  });
});
