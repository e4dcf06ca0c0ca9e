import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createDicomReader } from '../../../src/adapters/dicom/dicom-reader.js';
import { createImportSource } from '../../../src/adapters/filesystem/import-source.js';
import { openHeaderReader } from '../../../src/cli/wiring/volume-reader.js';
import { readDirectories } from '../../../src/services/ingest/create-ingest-service.js';
import { oneListing } from '../../../src/services/ingest/one-listing.js';
import { createImportPreviews } from '../../../src/services/ingest/preview/create-import-previews.js';
import { startTestApi } from '../../testkit/api.js';
import type { TestApi, TestTeam } from '../../testkit/api.js';
import { niftiBytes } from '../../testkit/nifti-bytes.js';

const root = mkdtempSync(join(tmpdir(), 'voxseek-plan-'));
const deps = { source: createImportSource(), importRoots: [root], dicom: createDicomReader(), limits: { maxBytes: 1 << 26, maxDimension: 1024 } };
const ingest = { ofOneListing: () => readDirectories({ ...deps, source: oneListing(deps.source) }) };

let api: TestApi;
let team: TestTeam;
beforeAll(async () => {
  const previews = createImportPreviews({ ingest, headers: openHeaderReader({ maxBytes: 1 << 20, maxDimension: 512 }) });
  api = await startTestApi(inject('stack').postgresAdminUrl, { services: { ingest, previews } });
  team = await api.team();
  for (let subject = 1; subject <= 5; subject += 1) {
    mkdirSync(join(root, `s000${subject}`));
    writeFileSync(join(root, `s000${subject}/ct.nii`), subject === 5 ? 'no scan' : niftiBytes());
  }
  writeFileSync(join(root, 'meta.csv'), 'image_id;age;gender;institute;study_type;split\ns0001;67;m;A;ct thorax;train\ns0002;61;f;A;ct thorax;test\ns0009;70;f;A;ct thorax;test\n');
});
afterAll(async () => {
  await api.close();
  rmSync(root, { recursive: true });
});

const ask = (secret: string, input: object, files = '') =>
  api.askText(`query ($input: ScanDirectoryInput!) { importPlan(input: $input) { layout because patientsAssumed remarks totals { imported skipped refused patients slices withSegmentation splits { split volumes } } files${files} { fate item code split labels { name value } shape } } }`, { variables: { input }, secret });

describe('the plan of an import', () => {
  it('says what would be imported, skipped and refused, page by page, and imports nothing', async () => {
    const secret = await team.token('ADMIN');
    const { data, errors } = await ask(secret, { directory: root });
    expect(errors).toBeUndefined();
    const plan = data!.importPlan as { readonly files: readonly object[] };
    expect(plan).toMatchObject({ layout: 'TOTALSEGMENTATOR', because: 'there is s0001/ct.nii', patientsAssumed: true, totals: { imported: 4, skipped: 1, refused: 1, patients: 4, slices: 8, withSegmentation: 0, splits: [{ split: 'TRAIN', volumes: 1 }, { split: 'TEST', volumes: 1 }, { split: 'NONE', volumes: 2 }] } });
    expect(plan.files[0]).toEqual({ fate: 'IMPORT', item: 's0001/ct.nii', code: null, split: 'TRAIN', labels: [{ name: 'institute', value: 'A' }, { name: 'study_type', value: 'ct thorax' }], shape: [3, 2, 2] });
    expect(plan.files.slice(4)).toMatchObject([{ fate: 'REFUSE', item: 's0005/ct.nii', code: 'FORMAT_UNKNOWN' }, { fate: 'SKIP', item: 's0009', code: null }]);
    expect(JSON.stringify(plan)).not.toMatch(/"(?:67|m|f)"/u);
    const page = (await ask(secret, { directory: root }, '(first: 2, offset: 3)')).data!.importPlan as { readonly files: readonly { readonly item: string }[] };
    expect(page.files.map(({ item }) => item)).toEqual(['s0004/ct.nii', 's0005/ct.nii']);
    expect((await team.team.volumes.list({}, { first: 1 })).totalCount).toBe(0);
  });

  it('is for those who may import directories, below the import roots', async () => {
    for (const scope of ['READ', 'WRITE'] as const) {
      const { errors } = await ask(await team.token(scope), { directory: root });
      expect(errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' });
    }
    const secret = await team.token('ADMIN');
    for (const directory of ['/etc', join(root, '..'), `${root}/../../etc`]) {
      const { data, errors } = await ask(secret, { directory });
      expect(data).toEqual({ importPlan: null });
      expect(errors?.[0]?.extensions).toMatchObject({ code: 'PATH_NOT_ALLOWED' });
    }
    const { errors } = await ask(secret, { directory: root, layout: 'MSD', manifest: 'meta.csv' });
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'INVALID_INPUT', path: 'manifest' });
  });
});
