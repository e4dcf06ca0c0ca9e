import { decode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { createPngEncoder } from '../../../../src/adapters/png/png-encoder.js';
import { createVolumeFiles } from '../../../../src/adapters/nifti/volume-files.js';
import type { CanonicalVolume } from '../../../../src/domain/geometry/volume.js';
import { asId } from '../../../../src/domain/ids.js';
import { objectKeys } from '../../../../src/services/object-keys.js';
import type { TeamCatalogue } from '../../../../src/services/ports/catalogue.js';
import { renderSlice } from '../../../../src/services/thumbnails/render-slice.js';
import { createThumbnailService } from '../../../../src/services/thumbnails/thumbnail-service.js';
import { createMemoryObjects } from '../../../testkit/memory-objects.js';

const window = { center: 0, width: 255 };

describe('renderSlice', () => {
  it("puts anterior on top and the patient's right on the image's left", () => {
    // i runs to the right, j to anterior: the last voxel is right and anterior.
    const slice = { nx: 2, ny: 2, voxels: Int16Array.of(-127, -60, 10, 128) };
    expect(renderSlice(slice, [1, 1], { center: 0.5, width: 255 }, null)).toEqual({ width: 2, height: 2, pixels: Uint8Array.of(255, 137, 67, 0) });
  });

  it('is true to millimetres', () => {
    const slice = { nx: 10, ny: 5, voxels: new Int16Array(50) };
    expect(renderSlice(slice, [1, 3], window, null)).toMatchObject({ width: 10, height: 15 });
    expect(renderSlice(slice, [1, 3], window, 300)).toMatchObject({ width: 200, height: 300 });
  });

  it('clips to the window and interpolates between voxels', () => {
    const slice = { nx: 2, ny: 1, voxels: Int16Array.of(3000, -3000) };
    expect([...renderSlice(slice, [1, 1], { center: 0, width: 100 }, null).pixels]).toEqual([0, 255]);
    const ramp = { nx: 2, ny: 1, voxels: Int16Array.of(0, 200) };
    expect([...renderSlice(ramp, [2, 2], { center: 100, width: 200 }, 4).pixels.subarray(0, 4)]).toEqual([255, 191, 64, 0]);
  });
});

describe('thumbnail service', () => {
  const teamId = asId('Team', 'team_a');
  const volumeId = asId('Volume', 'vol_a');
  const volume: CanonicalVolume = {
    shape: [4, 3, 2],
    spacing: [2, 2, 5],
    affine: [[2, 0, 0, 0], [0, 2, 0, 0], [0, 0, 5, 0], [0, 0, 0, 1]],
    voxels: Int16Array.from({ length: 24 }, (_, index) => index * 10),
  };
  const files = createVolumeFiles(createMemoryObjects());
  const team = { teamId, volumes: { get: (id: string) => Promise.resolve(id === volumeId ? volume : null) } } as unknown as TeamCatalogue;
  const service = createThumbnailService({ files, encoder: createPngEncoder() });

  it('gives a PNG of the slice asked for', async () => {
    await files.writeVolume(objectKeys.voxels(teamId, volumeId), volume);
    const image = decode(await service.render(team, volumeId, { plane: 'AXIAL', slice: 1 }, { window: { center: 175, width: 110 } }));
    expect(image).toMatchObject({ width: 4, height: 3, channels: 1, depth: 8 });
    expect(image.data[0]).toBe(255);
    expect(image.data[11]).toBe(0);
  });

  it.each([
    ['NOT_FOUND', 'vol_b', 0, { window }],
    ['INVALID_INPUT', 'vol_a', 2, { window }],
    ['INVALID_INPUT', 'vol_a', -1, { window }],
    ['INVALID_INPUT', 'vol_a', 0.5, { window }],
    ['INVALID_INPUT', 'vol_a', 0, { window: { center: 0, width: 0 } }],
    ['INVALID_INPUT', 'vol_a', 0, { window: { center: NaN, width: 1 } }],
    ['INVALID_INPUT', 'vol_a', 0, { window, size: 5000 }],
  ] as const)('refuses with %s: %s, slice %d', async (code, id, slice, options) => {
    await expect(service.render(team, asId('Volume', id), { plane: 'AXIAL', slice }, options)).rejects.toMatchObject({ code });
  });
});
