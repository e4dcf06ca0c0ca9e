import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { createNiftiReader } from '../../../../src/adapters/nifti/nifti-reader.js';
import { createVolumeFiles } from '../../../../src/adapters/nifti/volume-files.js';
import type { CanonicalLabels, CanonicalVolume } from '../../../../src/domain/geometry/volume.js';
import { createMemoryObjects } from '../../../testkit/memory-objects.js';

const directory = mkdtempSync(join(tmpdir(), 'voxseek-files-'));
afterAll(() => rmSync(directory, { recursive: true }));

const grid = (shape: readonly [number, number, number]): Pick<CanonicalVolume, 'shape' | 'spacing' | 'affine'> => ({
  shape,
  spacing: [1.5, 1.5, 3],
  affine: [[1.5, 0, 0, -90.25], [0, 1.5, 0, 12], [0, 0, 3, -700.5], [0, 0, 0, 1]],
});

const length = fc.integer({ min: 2, max: 7 });
const volume: fc.Arbitrary<CanonicalVolume> = fc.tuple(length, length, length, fc.boolean()).chain(([nx, ny, nz, whole]) =>
  fc.array(whole ? fc.integer({ min: -32768, max: 32767 }) : fc.float({ noNaN: true, noDefaultInfinity: true }), { minLength: nx * ny * nz, maxLength: nx * ny * nz }).map((values) => ({
    ...grid([nx, ny, nz]),
    // A fraction keeps the float form from being read back as whole numbers.
    voxels: whole ? Int16Array.from(values) : Float32Array.from([0.5, ...values.slice(1)]),
  })),
);

describe('canonical files', () => {
  it('give back what was written, whole, slice by slice, and through the ordinary reader', async () => {
    const reader = createNiftiReader();
    await fc.assert(
      fc.asyncProperty(volume, async (written) => {
        const objects = createMemoryObjects();
        const files = createVolumeFiles(objects);
        const { bytes } = await files.writeVolume('v', written);
        expect(bytes).toBe(objects.held.get('v')?.length);
        expect(await files.readVolume('v')).toEqual(written);
        const [nx, ny, nz] = written.shape;
        for (let slice = 0; slice < nz; slice += 1) {
          expect(await files.readSlice('v', slice, 'AXIAL')).toEqual({ nx, ny, voxels: written.voxels.slice(slice * nx * ny, (slice + 1) * nx * ny) });
        }
        const at = (i: number, j: number, k: number): number => written.voxels[(k * ny + j) * nx + i]!;
        for (let j = 0; j < ny; j += 1) expect(await files.readSlice('v', j, 'CORONAL')).toEqual({ nx, ny: nz, voxels: written.voxels.map((_, pixel) => at(pixel % nx, j, Math.floor(pixel / nx))).subarray(0, nx * nz) });
        for (let i = 0; i < nx; i += 1) expect(await files.readSlice('v', i, 'SAGITTAL')).toEqual({ nx: ny, ny: nz, voxels: written.voxels.map((_, pixel) => at(i, pixel % ny, Math.floor(pixel / ny))).subarray(0, ny * nz) });
        const path = join(directory, 'canonical.nii.gz');
        writeFileSync(path, objects.held.get('v') ?? '');
        expect((await reader.readVolume(path, { limits: { maxBytes: 1 << 20, maxDimension: 100 } })).volume).toEqual(written);
      }),
      { numRuns: 40 },
    );
  });

  it('keep label maps', async () => {
    const files = createVolumeFiles(createMemoryObjects());
    const labels: CanonicalLabels = { ...grid([2, 2, 2]), labels: Uint16Array.of(0, 1, 117, 0, 65535, 3, 3, 3) };
    await files.writeLabels('l', labels);
    expect(await files.readLabels('l')).toEqual(labels);
    await expect(files.readVolume('l')).rejects.toMatchObject({ code: 'OBJECT_CORRUPT' });
    await expect(files.readSlice('l', 0, 'AXIAL')).rejects.toMatchObject({ code: 'OBJECT_CORRUPT' });
  });

  it('are the same bytes for the same voxels, with a gzip member for the header and for each slice', async () => {
    const written: CanonicalVolume = { ...grid([30, 20, 900]), voxels: Int16Array.from({ length: 30 * 20 * 900 }, (_, index) => (index * 7919) % 2000) };
    const [one, two] = [createMemoryObjects(), createMemoryObjects()];
    await Promise.all([createVolumeFiles(one).writeVolume('v', written), createVolumeFiles(two).writeVolume('v', written)]);
    const bytes = one.held.get('v')!;
    expect(bytes.equals(two.held.get('v')!)).toBe(true);
    expect(gunzipSync(bytes).length).toBe(352 + 2 * written.voxels.length);
    const before = one.bytesRead();
    await createVolumeFiles(one).readSlice('v', 899, 'AXIAL');
    expect(one.bytesRead() - before).toBeLessThan(bytes.length / 20);
  });

  it('that are damaged, missing or not ours are refused', async () => {
    const objects = createMemoryObjects();
    const files = createVolumeFiles(objects);
    await files.writeVolume('v', { ...grid([4, 4, 4]), voxels: new Int16Array(64).map((_, index) => index) });
    const good = objects.held.get('v')!;
    const damaged = Buffer.from(good);
    damaged.writeUInt8(damaged[damaged.length - 6]! ^ 0xff, damaged.length - 6);
    await objects.put('damaged', damaged);
    await objects.put('short', good.subarray(0, good.length - 20));
    await objects.put('other', Buffer.from('no volume'));
    for (const key of ['damaged', 'short', 'other']) await expect(files.readVolume(key)).rejects.toMatchObject({ code: 'OBJECT_CORRUPT' });
    for (const key of ['damaged', 'short', 'other']) await expect(files.readSlice(key, 3, 'AXIAL')).rejects.toMatchObject({ code: 'OBJECT_CORRUPT' });
    await expect(files.readSlice('none', 0, 'AXIAL')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(files.readSlice('v', 4, 'AXIAL')).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });
});
