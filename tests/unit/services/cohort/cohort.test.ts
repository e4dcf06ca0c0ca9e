import { describe, expect, it } from 'vitest';
import { createVolumeFiles } from '../../../../src/adapters/nifti/volume-files.js';
import { valueOfLabel } from '../../../../src/domain/anatomy/labels.js';
import { REMOVABLE_ORGANS } from '../../../../src/domain/cohort/cohort-parameters.js';
import type { CohortSource } from '../../../../src/domain/cohort/virtual-patient.js';
import { generateCohort } from '../../../../src/services/cohort/generate-cohort.js';
import { writeCohort } from '../../../../src/services/cohort/write-cohort.js';
import { parseManifest } from '../../../../src/services/ingest/manifest.js';
import { createMemoryObjects } from '../../../testkit/memory-objects.js';

/** 80 slices of 3 mm: a body of tissue; the organs stand side by side, each in its own column, over the whole length. */
function source(): CohortSource {
  const shape = [48, 40, 80] as const;
  const grid = { shape, spacing: [3, 3, 3] as const, affine: [[3, 0, 0, 0], [0, 3, 0, 0], [0, 0, 3, 0], [0, 0, 0, 1]] as const };
  const voxels = new Int16Array(48 * 40 * 80).fill(-1000);
  const labels = new Uint16Array(voxels.length);
  for (let at = 0; at < voxels.length; at += 1) {
    const [i, j] = [at % 48, Math.floor(at / 48) % 40];
    if (i < 6 || i >= 42 || j < 6 || j >= 34) continue;
    voxels[at] = 50;
    const organ = REMOVABLE_ORGANS[Math.floor((i - 6) / 3)]?.[0];
    labels[at] = j < 20 && organ !== undefined ? (valueOfLabel('TOTALSEGMENTATOR_V2', organ) ?? 0) : 0;
  }
  return { name: 'source', taxonomy: 'TOTALSEGMENTATOR_V2', volume: { ...grid, voxels }, labels: { ...grid, labels } };
}

describe('the cohort', () => {
  const request = { sources: [source()], count: 24, seed: 7 };
  const patients = [...generateCohort(request)];

  it('is the same for the same seed and another for another', () => {
    const again = [...generateCohort(request)];
    expect(again.map(({ volume }) => volume.voxels)).toEqual(patients.map(({ volume }) => volume.voxels));
    const [other] = generateCohort({ ...request, seed: 8 });
    expect(other?.volume.voxels).not.toEqual(patients[0]?.volume.voxels);
  });

  it('holds windows of 20–50 % of the scan at 3 or 6 mm, none of full length', () => {
    for (const { volume } of patients) {
      const [, , slices] = volume.shape;
      expect([3, 6]).toContain(volume.spacing[2]);
      expect(slices * volume.spacing[2]).toBeLessThanOrEqual(0.5 * 1.15 * 240);
      expect((slices + 1) * volume.spacing[2]).toBeGreaterThanOrEqual(0.2 * 0.85 * 240);
    }
  });

  it('removes each organ from about 30 % of the patients, and its label with it', () => {
    const removals = REMOVABLE_ORGANS.map(([label]) => patients.filter(({ removed }) => removed.includes(label!)).length);
    expect(removals.reduce((sum, count) => sum + count, 0) / (24 * REMOVABLE_ORGANS.length)).toBeCloseTo(0.3, 1);
    for (const { removed, labels } of patients) {
      const present = new Set(labels.labels);
      expect(removed.filter((label) => present.has(valueOfLabel('TOTALSEGMENTATOR_V2', label)!))).toEqual([]);
      expect(removed.length).toBeGreaterThan(0);
    }
  });

  it('is written as files that the importer can read, once', async () => {
    const objects = createMemoryObjects();
    const files = createVolumeFiles(objects);
    const small = { ...request, count: 2 };
    const first = await writeCohort({ objects, files }, small);
    expect(first.reused).toBe(false);
    const rows = parseManifest((await objects.get(first.manifest)).toString('utf8'));
    expect(rows.map(({ patient, derivedFrom, taxonomy }) => [patient, derivedFrom, taxonomy])).toEqual([
      ['virtual-01', ['source'], 'TOTALSEGMENTATOR_V2'], ['virtual-02', ['source'], 'TOTALSEGMENTATOR_V2'],
    ]);
    expect(rows[0]?.producer?.kind).toBe('GENERATOR');
    const [expected] = generateCohort(small);
    expect((await files.readVolume(`${first.directory}/${rows[0]!.file}`)).voxels).toEqual(expected?.volume.voxels);
    expect((await files.readLabels(`${first.directory}/${rows[0]!.segmentation!}`)).labels).toEqual(expected?.labels.labels);
    expect((await writeCohort({ objects, files }, small)).reused).toBe(true);
  });
});
