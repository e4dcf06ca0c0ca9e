import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { createNiftiReader } from '../../../../../src/adapters/nifti/nifti-reader.js';
import { createModelDirectory } from '../../../../../src/adapters/onnx/model-directory.js';
import type { CanonicalVolume } from '../../../../../src/domain/geometry/volume.js';
import { asId } from '../../../../../src/domain/ids.js';
import type { VolumeId } from '../../../../../src/domain/ids.js';
import type { Origin } from '../../../../../src/domain/evaluation/exclusions.js';
import type { Matrix } from '../../../../../src/domain/matrix.js';
import { perturb } from '../../../../../src/domain/perturbation/perturb.js';
import type { Perturbation } from '../../../../../src/domain/perturbation/perturbation.js';
import { regridVolume } from '../../../../../src/domain/perturbation/regrid.js';
import { lookForOverlap } from '../../../../../src/services/benchmarks/overlap/look-for-overlap.js';
import { makeRecipe } from '../../../../../src/services/embedding/make-recipe.js';
import { decodeEmbeddings, encodeNpy } from '../../../../../src/services/embedding/npy.js';
import { createNormaliser, createSliceImager } from '../../../../../src/services/embedding/slice-image.js';
import { normaliseRows } from '../../../../../src/services/embedding/unit-rows.js';
import { plainKernel } from '../../../../testkit/plain-kernel.js';
import { repository } from '../../../../testkit/running-voxseek.js';

const signal = new AbortController().signal;
const LIMITS = { maxBytes: 2 ** 30, maxDimension: 4096 };
/** Four patients; the slab is part of the abdomen, in another file. */
const SCANS = ['ts-abdomen', 'ts-thorax', 'lung1', 'slicer-chest'] as const;

let pixelsOf: (volume: CanonicalVolume) => Matrix;
const scans = new Map<string, CanonicalVolume>();

beforeAll(async () => {
  const models = createModelDirectory({ bundled: join(repository, 'models'), registered: join(repository, 'models', 'registered') });
  const { body } = makeRecipe((await models.bundled()).find(({ kind }) => kind === 'PIXELS')!);
  const [image, normalise] = [createSliceImager(body.window, body.size), createNormaliser(body.normalisation)];
  pixelsOf = ({ voxels, shape: [nx, ny, nz] }) => {
    const data = new Float32Array(nz * body.dimension);
    for (let slice = 0; slice < nz; slice += 1) normalise(image({ nx, ny, voxels: voxels.subarray(slice * nx * ny, (slice + 1) * nx * ny) }), data, slice * body.dimension);
    normaliseRows(data, body.dimension);
    // Through what is stored: float16.
    return decodeEmbeddings(encodeNpy({ rows: nz, columns: body.dimension, data }));
  };
  const reader = createNiftiReader();
  for (const name of [...SCANS, 'ts-slab']) scans.set(name, (await reader.readVolume(join(repository, 'samples', name, 'ct.nii.gz'), { limits: LIMITS, signal })).volume);
});

const volumeId = (name: string): VolumeId => asId('Volume', `vol_${name}`);
const origin = (name: string, patient = name): Origin => ({ volumeId: volumeId(name), patientId: asId('Patient', `pat_${patient}`), derivedFrom: [] });

function looking(queries: readonly Origin[], gallery: readonly Origin[], volumes: ReadonlyMap<string, CanonicalVolume>, visits: string[] = []) {
  const pixels = new Map([...volumes].map(([name, volume]) => [volumeId(name), pixelsOf(volume)]));
  const sides = { queries, gallery, origins: [...new Set([...queries, ...gallery])], pixelsOf: (id: VolumeId) => Promise.resolve(pixels.get(id) ?? null) };
  return lookForOverlap(plainKernel, sides, signal, () => visits.push('volume'));
}

const COPIES: Readonly<Record<string, Perturbation>> = {
  window: { kind: 'WINDOW', center: 60, width: 300 },
  noise: { kind: 'NOISE', deviation: 30 },
  spacing: { kind: 'SPACING', spacing: 4.5 },
  half: { kind: 'CROP', inPlane: 1, length: 0.5 },
};

describe('looking for overlap', () => {
  it.each(Object.entries(COPIES))('finds copies of real scans by another %s, and takes no other patient for a copy', async (_, change) => {
    const volumes = new Map([...SCANS].flatMap((name) => [[name, scans.get(name)!] as const, [`${name}-copy`, perturb(scans.get(name)!, null, change, 'seed').volume] as const]));
    const found = await looking(SCANS.map((name) => origin(name)), SCANS.map((name) => origin(`${name}-copy`)), volumes);
    expect(found.nearDuplicates.map(({ queryVolumeId, galleryVolumeId }) => `${queryVolumeId} ${galleryVolumeId}`).sort()).toEqual(SCANS.map((name) => `vol_${name} vol_${name}-copy`).sort());
    expect(found.looked).toMatchObject({ queries: 4, gallery: 4, pairs: 16, leftOut: 0, found: 4, threshold: 0.94 });
    expect(found.sharedPatients).toEqual([]);
    for (const { similarity } of found.nearDuplicates) expect(similarity).toBeLessThanOrEqual(1);
  });

  it('finds a copy that is shifted by half a slice, and thicker slices', async () => {
    const thorax = scans.get('ts-thorax')!;
    const shifted = regridVolume(thorax, { shape: [thorax.shape[0], thorax.shape[1], thorax.shape[2] - 1], origin: [0, 0, 0.5], step: [1, 1, 1], slicesAveraged: 1 });
    const thick = perturb(thorax, null, { kind: 'SLICE_THICKNESS', thickness: 2 * thorax.spacing[2] }, '').volume;
    const found = await looking([origin('thorax')], [origin('shifted'), origin('thick')], new Map([['thorax', thorax], ['shifted', shifted], ['thick', thick]]));
    expect(found.nearDuplicates.map(({ galleryVolumeId }) => galleryVolumeId).sort()).toEqual(['vol_shifted', 'vol_thick']);
  });

  it('finds across different patients alone where each patient is left out in turn, each pair once', async () => {
    const volumes = new Map([['a', scans.get('lung1')!], ['b', scans.get('lung1')!], ['c', scans.get('lung1')!], ['d', scans.get('slicer-chest')!]]);
    const members = [origin('a', 'one'), origin('b', 'one'), origin('c', 'two'), origin('d', 'three')];
    const { nearDuplicates, looked, sharedPatients } = await looking(members, members, volumes);
    expect(nearDuplicates.map(({ queryVolumeId, galleryVolumeId }) => `${queryVolumeId} ${galleryVolumeId}`)).toEqual(['vol_a vol_c', 'vol_b vol_c']);
    expect(nearDuplicates[0]!.similarity).toBeCloseTo(1, 5);
    expect(looked).toMatchObject({ pairs: 10, compared: 2 });
    expect(sharedPatients).toEqual([]);
  });

  it('names patients on both sides, whose scans do not count as found, and counts what it could not look at', async () => {
    const volumes = new Map([['a', scans.get('lung1')!], ['b', scans.get('lung1')!]]);
    const found = await looking([origin('a', 'one'), origin('x', 'four')], [origin('b', 'one'), origin('c', 'two')], volumes);
    expect(found).toMatchObject({ sharedPatients: ['pat_one'], nearDuplicates: [], looked: { pairs: 0, compared: 0, leftOut: 2 } });
  });

  it('stops when it is told to', async () => {
    const stopped = AbortSignal.abort(new Error('stopped'));
    await expect(lookForOverlap(plainKernel, { queries: [origin('a')], gallery: [origin('b')], origins: [], pixelsOf: () => Promise.resolve(null) }, stopped, () => undefined)).rejects.toThrow('stopped');
  });
});
