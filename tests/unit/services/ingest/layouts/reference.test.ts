import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createDicomReader } from '../../../../../src/adapters/dicom/dicom-reader.js';
import { createImportSource } from '../../../../../src/adapters/filesystem/import-source.js';
import { openHeaderReader } from '../../../../../src/cli/wiring/volume-reader.js';
import { createNiftiReader } from '../../../../../src/adapters/nifti/nifti-reader.js';
import { createVolumeFiles } from '../../../../../src/adapters/nifti/volume-files.js';
import { asId } from '../../../../../src/domain/ids.js';
import { createIngestService } from '../../../../../src/services/ingest/create-ingest-service.js';
import type { ImportLayout } from '../../../../../src/services/ingest/ingest-service.js';
import { createImportPreviews } from '../../../../../src/services/ingest/preview/create-import-previews.js';
import { TREES } from '../../../../testkit/dataset-trees.js';
import { createMemoryObjects } from '../../../../testkit/memory-objects.js';
import { createMemoryTeam } from '../../../../testkit/memory-team.js';
import { runReference } from '../../../../testkit/run-python.js';

interface Reference {
  readonly imported: Readonly<Record<string, { readonly split: string; readonly patient: string | null; readonly study: string | null; readonly labels: Readonly<Record<string, string>>; readonly shape: readonly number[]; readonly spacing: readonly number[]; readonly voxels: Readonly<Record<string, number>> }>>;
  readonly refused: readonly string[];
}

const root = mkdtempSync(join(tmpdir(), 'voxseek-layouts-'));
afterAll(() => rmSync(root, { recursive: true }));

const limits = { maxBytes: 1 << 28, maxDimension: 1024 };
const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const datasetId = asId('Dataset', 'ds_a');

/** Which items go together: the same group, the same mark. */
const groups = (of: readonly (string | null)[]): readonly number[] => of.map((mark, at) => (mark === null ? at : of.indexOf(mark)));

const CASES: readonly (readonly [keyof typeof TREES, string, ImportLayout])[] = [
  ['TOTALSEGMENTATOR_V1', 'totalsegmentator', 'TOTALSEGMENTATOR'],
  ['TOTALSEGMENTATOR_V2', 'totalsegmentator', 'TOTALSEGMENTATOR'],
  ['MSD', 'msd', 'MSD'],
  ['THREE_D_MIR', '3d-mir', 'THREE_D_MIR'],
  ['BIDS', 'bids', 'BIDS'],
];

describe('a data set of each layout, beside a reading of it in Python', () => {
  it.each(CASES)('%s: detected, previewed and imported with the same splits, patients, labels, geometry and voxels', async (tree, name, layout) => {
    const directory = join(root, tree);
    await TREES[tree](directory);
    const reference = JSON.parse(await runReference('dataset_layouts.py', [name, directory])) as Reference;
    const objects = createMemoryObjects();
    const team = createMemoryTeam();
    team.addDataset(datasetId);
    const ingest = createIngestService({ objects, files: createVolumeFiles(objects), reader: createNiftiReader(), dicom: createDicomReader(), source: createImportSource(), pseudonymKey: 'secret', importRoots: [root], limits, log: silent });

    const preview = await createImportPreviews({ ingest, headers: openHeaderReader(limits) }).preview({ directory, layout: 'AUTO', manifest: null });
    expect(preview.layout).toBe(layout);
    const planned = preview.rows.flatMap((row) => (row.kind === 'IMPORT' ? [row] : []));
    expect(planned.map(({ item }) => item).sort()).toEqual(Object.keys(reference.imported).sort());
    expect(preview.rows.flatMap((row) => (row.kind === 'REFUSE' ? [row.item] : [])).sort()).toEqual(reference.refused);
    for (const { item, split, labels, shape, spacing, patientDeclared } of planned) {
      const expected = reference.imported[item]!;
      expect({ item, split, labels, shape, patientDeclared }).toEqual({ item, split: expected.split, labels: expected.labels, shape: expected.shape, patientDeclared: expected.patient !== null });
      spacing.forEach((mm, axis) => {
        expect(mm).toBeCloseTo(expected.spacing[axis]!, 5);
      });
    }
    const items = Object.keys(reference.imported);
    const own = items.filter((item) => reference.imported[item]!.patient === null).length;
    expect(preview.totals).toMatchObject({ imported: items.length, refused: reference.refused.length, patients: own + new Set(items.flatMap((item) => reference.imported[item]!.patient ?? [])).size });

    // What the plan refuses by more than a header is refused by the import as well.
    const plan = await ingest.planDirectory({ directory, layout, manifest: null });
    const stored = new Map<string, { readonly patientId: string; readonly studyId: string }>();
    for (const item of plan.items) {
      if (reference.imported[item.item] === undefined) {
        await expect(ingest.importItem(team.catalogue, item, datasetId, new AbortController().signal)).rejects.toMatchObject({ name: 'VoxseekError' });
        continue;
      }
      const expected = reference.imported[item.item]!;
      const { volumeId, segmentationId } = await ingest.importItem(team.catalogue, item, datasetId, new AbortController().signal);
      stored.set(item.item, team.volumes.get(volumeId)!);
      expect(team.members.get(datasetId)?.get(volumeId)).toEqual({ volumeId, split: expected.split, labels: expected.labels });
      const segmentation = team.segmentations.find(({ id }) => id === segmentationId);
      const voxels = [
        ...(segmentation?.regions ?? []).map(({ region, pixelCounts }) => [region === 'lesion' ? 'cancer' : region, pixelCounts.reduce((sum, count) => sum + count, 0)] as const),
        ...(segmentation?.unknownLabels ?? []).map((unknown) => [unknown.name, unknown.voxels] as const),
      ];
      expect(Object.fromEntries(voxels)).toEqual(expected.voxels);
    }
    expect(groups(items.map((item) => stored.get(item)!.patientId))).toEqual(groups(items.map((item) => reference.imported[item]!.patient)));
    if (layout === 'BIDS') expect(groups(items.map((item) => stored.get(item)!.studyId))).toEqual(groups(items.map((item) => reference.imported[item]!.study)));
    // Nothing of a person: neither what tables say of age and sex, nor the keys themselves.
    const kept = JSON.stringify([[...team.volumes.values()], team.segmentations, [...(team.members.get(datasetId) ?? [])], preview]);
    expect(kept).not.toMatch(/"(?:age|gender|sex|handedness)"|totalsegmentator\/s|bids\//u);
  }, 120_000);
});
