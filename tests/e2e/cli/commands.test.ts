import { copyFile, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BenchmarkTableRow } from '../../../src/services/evaluation/benchmark-table.js';
import type { Found } from '../../../src/cli/search-text.js';
import { makeCohort } from '../../../src/cli/demo/make-cohort.js';
import { repository, spawnVoxseek, startVoxseek } from '../../testkit/running-voxseek.js';
import type { RunningVoxseek } from '../../testkit/running-voxseek.js';

const samples = join(repository, 'samples');
const LABELLED = 8;

interface Result {
  readonly status: number | null;
  readonly output: string;
}

let voxseek: RunningVoxseek;
let directory: string;

/** A command as a user types it; its output is both streams. */
async function run(...parameters: string[]): Promise<Result> {
  return runWith({}, ...parameters);
}
async function runWith(variables: NodeJS.ProcessEnv, ...parameters: string[]): Promise<Result> {
  const command = spawnVoxseek(voxseek.home, parameters, variables);
  return { status: await command.ended, output: command.output() };
}
async function succeed(...parameters: string[]): Promise<string> {
  const { status, output } = await run(...parameters);
  expect(status, output).toBe(0);
  return output;
}
/** The scan with one voxel changed: other voxels on the same grid. */
async function altered(scan: string): Promise<Buffer> {
  const bytes = gunzipSync(await readFile(join(samples, scan, 'ct.nii.gz')));
  const last = bytes.length - 2;
  bytes.writeUInt8(bytes.readUInt8(last) ^ 1, last);
  return gzipSync(bytes, { level: 1 });
}
const jsonOf = (output: string): unknown => JSON.parse(output.slice(output.indexOf('{')));

beforeAll(async () => {
  voxseek = await startVoxseek();
  directory = await mkdtemp(join(repository, '.voxseek', 'cli-test-'));
});
afterAll(async () => {
  await voxseek.stop();
  await rm(directory, { recursive: true, force: true });
});

describe('a user at the command line', () => {
  it('imports scans, once', async () => {
    // From the working directory, as a user names it.
    const request = ['import', relative(repository, samples), '--dataset', 'archive', '--manifest', relative(repository, join(samples, 'manifest.csv'))];
    const first = await succeed(...request);
    expect(first).toMatch(/5\s+imported\n\s+0\s+already there\n\s+0\s+skipped/u);
    expect(first).not.toContain('patient of its own');
    expect(await succeed(...request)).toContain('Nothing has changed in the directory');
    expect(await succeed(...request.map((word) => (word === 'archive' ? 'archive-2' : word)))).toMatch(/0\s+imported\n\s+5\s+already there/u);
  });

  it('learns which command makes an index, makes one and searches it', async () => {
    const missing = await run('search', '--dataset', 'archive', '--name', 'lung1');
    expect(missing).toMatchObject({ status: 1, output: expect.stringMatching(/NOT_FOUND.*voxseek index --dataset archive\b/u) as string });

    expect(await succeed('index', '--dataset', 'archive', '--encoder', 'pixels-32')).toContain('is ready');
    const text = await succeed('search', '--dataset', 'archive', '--name', 'ts-abdomen', '--region', 'liver');
    expect(text).toMatch(/Volumes like "ts-abdomen" \("liver": \d+ slices\)/u);
    expect(text).toMatch(/\d+ ms: prepare [\d.]+, search [\d.]+, aggregate [\d.]+, load [\d.]+, rerank [\d.]+/u);

    const found = jsonOf(await succeed('search', '--dataset', 'archive', '--name', 'lung1', '--json')) as Found;
    expect(found.volumes.map(({ rank }) => rank)).toEqual(found.volumes.map((_, position) => position + 1));
    expect(found.volumes.map(({ volume }) => volume.name)).not.toContain('lung1');
    for (const { stage1, stage2, supportingSlices } of found.volumes) {
      expect(stage1?.rank).toBeGreaterThan(0);
      expect(stage2?.mean).toBeLessThanOrEqual(1);
      expect(supportingSlices.length).toBeGreaterThan(0);
    }
    const votes = jsonOf(await succeed('search', found.query.id, '--index', found.index.name, '--no-rerank', '--first', '2', '--json')) as Found;
    expect(votes.query.name).toBe('lung1');
    expect(votes.volumes).toHaveLength(2);
    expect(votes.volumes.every(({ stage2 }) => stage2 === null)).toBe(true);
  });

  it('imports the layout of TotalSegmentator and hears that patients were assumed', async () => {
    const cases = join(directory, 'ts');
    await mkdir(join(cases, 's0001'), { recursive: true });
    await copyFile(join(samples, 'ts-thorax', 'ct.nii.gz'), join(cases, 's0001', 'ct.nii.gz'));
    await mkdir(join(cases, 's0002', 'segmentations'), { recursive: true });
    const output = await succeed('import', cases, '--dataset', 'ts', '--layout', 'totalsegmentator');
    expect(output).toMatch(/0\s+imported\n\s+1\s+already there\n\s+1\s+skipped/u);
    expect(output).toMatch(/s0002\/ct\.nii\.gz\s+FILE_UNREADABLE/u);
    expect(output).toContain('No manifest was given');
  });

  it('hears beforehand what would be imported, and into what', async () => {
    const cases = join(directory, 'ts');
    const text = await succeed('import', cases, '--dry-run');
    expect(text).toContain('TOTALSEGMENTATOR, since there is s0001/ct.nii.gz.');
    expect(text).toMatch(/refuse\s+s0002\/ct\.nii\.gz\s+FILE_UNREADABLE/u);
    expect(text).toMatch(/1\s+to import\n\s+0\s+to skip\n\s+1\s+to refuse/u);
    const plan = jsonOf(await succeed('import', samples, '--manifest', join(samples, 'manifest.csv'), '--dry-run', '--json'));
    expect(plan).toMatchObject({ layout: 'FILES', because: 'there is a manifest', patientsAssumed: false, totals: { imported: 5, skipped: 0, refused: 0, patients: 4, slices: 319, withSegmentation: 3 } });
  });

  it('reads what a data set holds', async () => {
    const text = await succeed('dataset', 'card', 'archive');
    expect(text).toMatch(/volumes\s+5\n\s+patients\s+4\n/u);
    expect(text).toContain('region (5 volumes): chest 3');
    expect(text).toMatch(/liver\s+2\s+100 % of 2 judged/u);
    expect(jsonOf(await succeed('dataset', 'card', 'archive', '--json'))).toMatchObject({ volumes: 5, patients: 4, segmented: 3, slices: 319, warnings: [{ kind: 'STANDARDS_MIXED' }] });
    expect(await run('dataset', 'card', 'nobody')).toMatchObject({ status: 1, output: expect.stringContaining('NOT_FOUND') as string });
  });

  it('finds one scan under two patients, and shows both', async () => {
    const twins = join(directory, 'twins');
    await mkdir(twins);
    await writeFile(join(twins, 'twin.nii.gz'), await altered('ts-abdomen'));
    await writeFile(join(twins, 'manifest.csv'), `file,name,patient\n${join(samples, 'ts-abdomen/ct.nii.gz')},original,ts-example-patient\n${join(samples, 'lung1/ct.nii.gz')},other,pyradiomics-lung1\ntwin.nii.gz,twin,somebody-else\n`);
    await succeed('import', twins, '--dataset', 'twins', '--manifest', join(twins, 'manifest.csv'));
    // In no index yet, and not embedded: the search embeds this one volume, once.
    const beside = ['search', '--dataset', 'twins', '--name', 'twin', '--index', (jsonOf(await succeed('search', '--dataset', 'archive', '--name', 'lung1', '--json')) as Found).index.name];
    const embedding = /Embedding "twin" for "[^"]+ following archive"/u;
    const asked = await succeed(...beside);
    expect(asked).toMatch(embedding);
    expect(asked).toMatch(/Volumes like "twin"[^]*1\s[^\n]*ts-abdomen/u);
    expect(await succeed(...beside)).not.toMatch(embedding);
    const page = join(directory, 'twins.html');
    const text = await succeed('dataset', 'duplicates', 'twins', '--html', page);
    expect(text).toContain('1 of 3 pairs of 3 volumes agree by 0.94 or more');
    expect(text).toMatch(/1\.000\s+1\.000\s+(?:ts-abdomen\s+twin|twin\s+ts-abdomen)/u);
    expect((await readFile(page, 'utf8')).match(/src="data:image\/png;base64,/gu)).toHaveLength(2);
    expect(jsonOf(await succeed('dataset', 'duplicates', 'archive', '--json'))).toMatchObject({ volumes: 5, pairs: 9, found: 0, duplicates: [] });
  });

  it('reads masks beside a scan', async () => {
    const cases = join(directory, 'slab');
    await mkdir(join(cases, 's0003'), { recursive: true });
    await writeFile(join(cases, 's0003', 'ct.nii.gz'), await altered('ts-slab'));
    await symlink(join(samples, 'ts-slab', 'segmentations'), join(cases, 's0003', 'segmentations'));
    const output = await succeed('import', cases, '--dataset', 'slab', '--layout', 'totalsegmentator');
    expect(output).toMatch(/1\s+imported/u);
    expect(output).toContain('patient of its own');
    const { volumes } = await voxseek.client.query<{ volumes: { nodes: { latestSegmentation: { taxonomy: string; regions: { region: string }[] } | null }[] } }>(
      'query { volumes(first: 1, filter: { regionPresent: "liver", maxExtent: 200 }) { nodes { latestSegmentation { taxonomy regions { region } } } } }',
    );
    expect(volumes.nodes[0]?.latestSegmentation?.regions.map(({ region }) => region)).toContain('liver');
  });

  it('goes on past bad files and lists each with its code', async () => {
    const mixed = join(directory, 'mixed');
    await mkdir(mixed);
    const good = await readFile(join(samples, 'lung1', 'ct.nii.gz'));
    await writeFile(join(mixed, 'good.nii.gz'), await altered('lung1'));
    await writeFile(join(mixed, 'truncated.nii.gz'), good.subarray(0, good.length >> 1));
    await writeFile(join(mixed, 'text.nii'), 'no image at all, only a text that is long enough to be looked at '.repeat(20));
    const output = await succeed('import', mixed, '--dataset', 'mixed');
    expect(output).toMatch(/1\s+imported\n\s+0\s+already there\n\s+2\s+skipped/u);
    expect(output).toMatch(/text\.nii\s+FORMAT_UNKNOWN/u);
    expect(output).toMatch(/truncated\.nii\.gz\s+FILE_(TRUNCATED|CORRUPT)/u);

    const bad = join(directory, 'bad');
    await mkdir(bad);
    await writeFile(join(bad, 'empty.nii.gz'), gzipSync(Buffer.alloc(10)));
    const none = await run('import', bad, '--dataset', 'mixed');
    expect(none.status).toBe(1);
    expect(none.output).toContain('NOTHING_TO_IMPORT');
    expect(none.output).toContain('empty.nii.gz');
  });

  it('measures a labelled data set', async () => {
    const cohort = await makeCohort(samples, join(repository, '.voxseek', 'test-cohort'), () => undefined, new AbortController().signal);
    const [header = '', ...rows] = (await readFile(cohort.manifest, 'utf8')).trim().split('\n');
    const manifest = `${cohort.manifest.slice(0, -'.csv'.length)}-of-${LABELLED}.csv`;
    await writeFile(manifest, [header, ...rows.slice(0, LABELLED), ''].join('\n'));
    await succeed('import', cohort.directory, '--dataset', 'cohort', '--manifest', manifest);

    const figures = join(directory, 'figures.json');
    const output = await succeed('bench', '--dataset', 'cohort', '--encoder', 'pixels-32', '--modes', 'VOLUME', 'REGION', '--json', figures);
    expect(output).toContain(`${LABELLED} volumes`);
    expect(output).toMatch(/RANDOM\s+—\s+VOLUME/u);
    const { rows: cells } = JSON.parse(await readFile(figures, 'utf8')) as { rows: BenchmarkTableRow[] };
    expect(cells.filter(({ control }) => control === null)).toHaveLength(4);
    for (const { figures: of } of cells) expect(of?.COARSE_29.recallMean).toBeLessThanOrEqual(1);
    expect(cells.some(({ control }) => control === 'WIDEST')).toBe(true);
  });

  it('makes an index of another recipe beside the plain one, and searches it', async () => {
    const name = 'PIXELS 32×32 (int8) EXACT following archive';
    expect(await succeed('index', '--dataset', 'archive', '--encoder', 'pixels-32', '--storage', 'int8')).toContain(`Index "${name}" is ready`);
    const found = jsonOf(await succeed('search', '--dataset', 'archive', '--name', 'lung1', '--index', name, '--json')) as Found;
    expect(found.volumes.length).toBeGreaterThan(0);
  });

  it.each([
    ['an unknown data set', ['index', '--dataset', 'nowhere'], 'NOT_FOUND', 'voxseek import'],
    ['an unknown encoder', ['index', '--dataset', 'archive', '--encoder', 'nothing'], 'NOT_FOUND', 'efficientnet-lite0'],
    ['unknown channels', ['index', '--dataset', 'archive', '--channels', 'colour'], 'INVALID_INPUT', 'neighbours'],
    ['an unknown plane', ['index', '--dataset', 'archive', '--plane', 'oblique'], 'INVALID_INPUT', 'coronal'],
    ['patches that are no grid', ['index', '--dataset', 'archive', '--patches', '4'], 'INVALID_INPUT', '4x4'],
    ['patches that an encoder lacks', ['index', '--dataset', 'archive', '--encoder', 'pixels-32', '--patches', '2x2'], 'INVALID_INPUT', 'one vector for a slice'],
    ['unknown storage', ['index', '--dataset', 'archive', '--storage', 'float64'], 'INVALID_INPUT', 'int8'],
    ['channels that an encoder lacks', ['index', '--dataset', 'archive', '--encoder', 'pixels-32', '--channels', 'neighbours'], 'INVALID_INPUT', 'one channel'],
    ['an unknown kind', ['index', '--dataset', 'archive', '--kind', 'LSH'], 'INVALID_INPUT', 'HNSW'],
    ['an unknown volume', ['search', '--dataset', 'archive', '--name', 'nobody'], 'NOT_FOUND', 'lung1'],
    ['an unknown index', ['search', '--dataset', 'archive', '--name', 'lung1', '--index', 'none'], 'NOT_FOUND', 'following archive'],
    ['a region that is not shown', ['search', '--dataset', 'archive', '--name', 'ts-slab', '--region', 'brain'], 'REGION_NOT_SHOWN', 'brain'],
    ['no volume', ['search'], 'INVALID_INPUT', '--name'],
    ['a bad number', ['search', '--dataset', 'archive', '--name', 'lung1', '--k', 'many'], 'INVALID_INPUT', '--k'],
    ['a directory that is missing', ['import', '/no/such/directory', '--dataset', 'archive'], 'FILE_UNREADABLE', ''],
    ['a directory of nothing', ['import', join(repository, 'docs'), '--dataset', 'archive'], 'NOTHING_TO_IMPORT', '.nii'],
    ['an unknown layout', ['import', samples, '--dataset', 'archive', '--layout', 'zip'], 'INVALID_INPUT', 'totalsegmentator'],
    ['an unlabelled data set', ['bench', '--dataset', 'mixed', '--encoder', 'pixels-32'], 'INVALID_INPUT', 'labels'],
    ['an unknown mode', ['bench', '--dataset', 'archive', '--modes', 'ALL'], 'INVALID_INPUT', 'SLICE'],
  ])('is told what to do about %s', async (_, parameters, code, hint) => {
    const { status, output } = await run(...parameters);
    expect(status, output).toBe(1);
    expect(output).toContain(`${code}`);
    expect(output).toContain(hint);
    expect(output).not.toMatch(/\n\s+at .*\.js:\d+/u);
  });

  it('has no empty data set after a mistyped directory, and keeps one that was there', async () => {
    const names = async (): Promise<readonly string[]> => (await voxseek.client.query<{ datasets: { nodes: { name: string }[] } }>('{ datasets(first: 100) { nodes { name } } }')).datasets.nodes.map(({ name }) => name);
    const before = await names();
    expect(before).toContain('archive');
    for (const name of ['mistyped', 'archive']) {
      const { status, output } = await run('import', '/no/such/directory', '--dataset', name);
      expect(status).toBe(1);
      expect(output).toContain('FILE_UNREADABLE');
    }
    expect(await names()).toEqual(before);
  });

  it('is told to start an API where there is none', async () => {
    const request = ['search', '--dataset', 'archive', '--name', 'lung1'];
    const nowhere = await runWith({ VOXSEEK_HOME: join(directory, 'no-home') }, ...request);
    expect(nowhere).toMatchObject({ status: 1, output: expect.stringMatching(/DEPENDENCY_UNAVAILABLE.*voxseek up/u) as string });
    const gone = await runWith({ VOXSEEK_URL: 'http://127.0.0.1:9', VOXSEEK_TOKEN: voxseek.token }, ...request);
    expect(gone).toMatchObject({ status: 1, output: expect.stringMatching(/DEPENDENCY_UNAVAILABLE.*voxseek up/u) as string });
    expect((await runWith({ VOXSEEK_URL: voxseek.url }, ...request)).output).toContain('VOXSEEK_TOKEN');
    expect((await runWith({ VOXSEEK_HOME: join(directory, 'no-home'), VOXSEEK_URL: voxseek.url, VOXSEEK_TOKEN: voxseek.token }, ...request)).status).toBe(0);
  });
});
