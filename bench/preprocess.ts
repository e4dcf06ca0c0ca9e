import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createNiftiReader } from '../src/adapters/nifti/nifti-reader.js';
import type { CanonicalVolume } from '../src/domain/geometry/volume.js';
import { DEFAULT_WINDOW } from '../src/services/embedding/recipe-options.js';
import { createNormaliser, createSliceImager } from '../src/services/embedding/slice-image.js';
import type { Bench } from './lib/bench.js';
import { interleave, timed } from './lib/interleave.js';
import type { Contender, Outcome } from './lib/interleave.js';
import { startPeer } from './lib/peer.js';
import type { Peer } from './lib/peer.js';
import { sharedScans } from './lib/shared-ct.js';
import { torchvisionPython } from './lib/torchvision.js';

const SIZE = 224;
const PIXELS = 3 * SIZE * SIZE;
const NORMALISATION = { scale: 1 / 255, mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] } as const;
/** What a grey level is after normalisation, in the channel where it is most. */
const GREY_LEVEL = NORMALISATION.scale / Math.min(...NORMALISATION.std);
const READ = { limits: { maxBytes: 2 ** 33, maxDimension: 4096 } } as const;
const SLICES = 64;
const FULL = 512;

/** Rows anterior → posterior, as the peers have them; every pixel of a slice of `side` pixels is the nearest one of the scan. */
function enlarged({ shape: [nx, ny, nz], voxels }: CanonicalVolume, width: number, height: number): Int16Array {
  const images = new Int16Array(SLICES * width * height);
  for (let slice = 0; slice < SLICES; slice += 1) {
    const z = Math.floor((slice * nz) / SLICES);
    for (let row = 0; row < height; row += 1) {
      const y = ny - 1 - Math.floor((row * ny) / height);
      for (let column = 0; column < width; column += 1) images[(slice * height + row) * width + column] = voxels[(z * ny + y) * nx + Math.floor((column * nx) / width)] ?? 0;
    }
  }
  return images;
}

/** The same slices in canonical order: rows posterior → anterior. */
function canonical(images: Int16Array, width: number, height: number): readonly Int16Array[] {
  return Array.from({ length: SLICES }, (_, slice) => {
    const turned = new Int16Array(width * height);
    for (let row = 0; row < height; row += 1) turned.set(images.subarray((slice * height + row) * width, (slice * height + row + 1) * width), (height - 1 - row) * width);
    return turned;
  });
}

/** The largest difference of a peer's inputs to ours, in grey levels. */
async function differenceOf(peer: Peer, file: string, ours: Float32Array): Promise<number> {
  await peer.ask<true>(`write ${file}`);
  const bytes = await readFile(file);
  const theirs = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
  if (theirs.length !== ours.length) throw new Error(`The peer wrote ${theirs.length} values, not ${ours.length}.`);
  return theirs.reduce((most, value, index) => Math.max(most, Math.abs(value - (ours[index] ?? NaN))), 0) / GREY_LEVEL;
}

/** Window, resize and normalise 64 slices for an encoder of 224 × 224, in one thread: slices as large as a scanner's, and as the scan at hand has them. */
export const bench: Bench = async (say) => {
  const [path] = await sharedScans();
  const { volume } = await createNiftiReader().readVolume(path ?? '', READ);
  const torchvision = await torchvisionPython(say);
  const libraries = [{ name: 'pillow' }, ...(torchvision === null ? [] : [{ name: 'torchvision', python: torchvision }])];
  const directory = await mkdtemp(join(tmpdir(), 'voxseek-preprocess-'));
  const parts: Record<string, number> = {};
  let worst = { ratio: Infinity, ours: 0, peer: 0, name: '' };
  try {
    for (const [width, height] of [[FULL, FULL], [volume.shape[0], volume.shape[1]]] as const) {
      const images = enlarged(volume, width, height);
      const file = join(directory, `${width}.i16`);
      await writeFile(file, images);
      const slices = canonical(images, width, height);
      const image = createSliceImager(DEFAULT_WINDOW, { width: SIZE, height: SIZE });
      const normalise = createNormaliser(NORMALISATION);
      const input = new Float32Array(PIXELS);
      const ours = (): Promise<Outcome> =>
        timed(() => {
          let sum = 0;
          for (const voxels of slices) {
            normalise(image({ nx: width, ny: height, voxels }), input, 0);
            sum += input[0] ?? 0;
          }
          return Promise.resolve([sum]);
        });
      const whole = new Float32Array(SLICES * PIXELS);
      slices.forEach((voxels, slice) => normalise(image({ nx: width, ny: height, voxels }), whole, slice * PIXELS));
      const peers = await Promise.all(
        libraries.map(async ({ name, python }: { readonly name: string; readonly python?: string }) => {
          const peer = await startPeer('preprocess_peer.py', [name, file, String(width), String(height), String(SIZE)], 1, python);
          const versions = Object.entries(await peer.ask<Record<string, string>>('versions')).map((one) => one.join(' '));
          return { name, peer, versions: versions.join(', '), difference: await differenceOf(peer, join(directory, `${name}.f32`), whole) };
        }),
      );
      const contenders: Record<string, Contender> = { ours, ...Object.fromEntries(peers.map(({ name, peer }) => [name, () => peer.ask<Outcome>('run')])) };
      const found = await interleave(contenders);
      const ourMs = found.ours?.ms ?? Infinity;
      for (const { name, peer, versions, difference } of peers) {
        peer.end();
        const theirs = found[name]?.ms ?? 0;
        const ratio = theirs / ourMs;
        say(`${width} × ${height}: ${(ourMs / SLICES).toFixed(2)} ms a slice, ${name} ${(theirs / SLICES).toFixed(2)} ms (${ratio.toFixed(2)}×; ${versions}); its inputs are at most ${difference.toFixed(3)} grey levels from ours`);
        parts[`${width} × ${height}, ${name}`] = Number(ratio.toFixed(2));
        parts[`${width} × ${height}, ${name}, grey levels apart`] = Number(difference.toFixed(3));
        if (ratio < worst.ratio) worst = { ratio, ours: ourMs, peer: theirs, name };
      }
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
  return {
    bench: 'preprocess',
    value: Number(((1000 * SLICES) / worst.ours).toFixed(0)),
    unit: 'slices/s',
    ratio: Number(worst.ratio.toFixed(2)),
    target: '≥ 1.5',
    peer: `${worst.name}: ${((1000 * SLICES) / worst.peer).toFixed(0)} slices/s`,
    parts,
  };
};
