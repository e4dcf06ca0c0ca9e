import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../../../src/domain/statistics/random.js';
import { createNormaliser, createSliceImager } from '../../../../src/services/embedding/slice-image.js';
import { runReference } from '../../../testkit/run-python.js';

const IMAGENET = { scale: 1 / 255, mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };
const CENTRED = { scale: 1, mean: [127], std: [128] };
const WINDOWS = [
  { center: 40, width: 400 },
  { center: -600, width: 1500 },
  { center: 40.5, width: 399 },
  { center: 12.3, width: 77.7 },
  { center: 0, width: 20_000 },
  { center: 32_000, width: 4_000 },
];
const SIZES = [
  [224, 224],
  [518, 518],
  [33, 17],
  [1, 1],
] as const;

const sha256 = (bytes: Uint8Array | Float32Array): string => createHash('sha256').update(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)).digest('hex');

let scratch: string;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'voxseek-slice-image-'));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

describe('the input of a model', () => {
  it('is to the last bit that of numpy and Pillow, for slices, windows and inputs of any size', { timeout: 240_000 }, async () => {
    const random = createRandom('slice-image');
    const made: { readonly pixels: string; readonly input: string }[] = [];
    const cases: string[] = [];
    for (let index = 0; index < 96; index += 1) {
      const [nx, ny] = index % 12 === 0 ? [512, 512] : [1 + random.integer(index % 12 === 1 ? 1_500 : 260), 1 + random.integer(260)];
      const window = WINDOWS[index % WINDOWS.length]!;
      // Sides that stay as they are go another way.
      const [width, height] = index % 5 === 4 ? [nx, index % 2 === 0 ? ny : 40] : SIZES[index % SIZES.length]!;
      const norm = index % 2 === 0 ? IMAGENET : CENTRED;
      const wide = index % 7 === 0 ? 65_535 : 3_000;
      const hu = (): number => random.uniform() * wide - (wide === 3_000 ? 1_200 : 32_768);
      const voxels = index % 6 === 5 ? Float32Array.from({ length: nx * ny }, hu) : Int16Array.from({ length: nx * ny }, hu);
      const file = join(scratch, `${index}.raw`);
      await writeFile(file, voxels);
      cases.push(JSON.stringify({ file, type: voxels instanceof Int16Array ? '<i2' : '<f4', nx, ny, ...window, size: [width, height], ...norm }));
      const image = createSliceImager(window, { width, height })({ nx, ny, voxels });
      const input = new Float32Array(norm.mean.length * image.length);
      createNormaliser(norm)(image, input, 0);
      made.push({ pixels: sha256(image), input: sha256(input) });
    }
    const list = join(scratch, 'cases.jsonl');
    await writeFile(list, cases.join('\n'));
    const expected = (await runReference('slice_inputs.py', [list])).trim().split('\n').map((line) => JSON.parse(line) as (typeof made)[number]);
    expect(made).toEqual(expected);
  });

  it('is that of each slice alone, whatever the one before it was', () => {
    const random = createRandom('slices of two sizes');
    const slice = (nx: number, ny: number) => ({ nx, ny, voxels: Int16Array.from({ length: nx * ny }, () => random.uniform() * 400 - 160) });
    const [small, large] = [slice(90, 70), slice(300, 280)];
    const image = createSliceImager({ center: 40, width: 400 }, { width: 50, height: 60 });
    const once = (one: typeof small): Uint8Array => createSliceImager({ center: 40, width: 400 }, { width: 50, height: 60 })(one);
    for (const one of [small, large, small, large, large]) expect(Buffer.from(image(one)).equals(Buffer.from(once(one)))).toBe(true);
  });

  it('is written where it is asked for, and nowhere else', () => {
    const target = new Float32Array(3 * 5 + 4).fill(7);
    createNormaliser(IMAGENET)(Uint8Array.from([0, 64, 128, 192, 255]), target, 2);
    expect([...target.subarray(0, 2), ...target.subarray(17)]).toEqual([7, 7, 7, 7]);
    expect(target[2]).toBeCloseTo(-0.485 / 0.229, 6);
    expect(target[16]).toBeCloseTo((1 - 0.406) / 0.225, 6);
  });
});
