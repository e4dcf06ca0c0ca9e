import { createSimilarityKernel } from '../src/adapters/onnx/kernel/similarity-kernel.js';
import { createEmbeddingEngine } from '../src/adapters/onnx/embedding-engine.js';
import type { CanonicalVolume } from '../src/domain/geometry/volume.js';
import type { Matrix } from '../src/domain/matrix.js';
import { centredRows } from '../src/domain/overlap/centred-rows.js';
import { NEAR_DUPLICATE, WORTH_A_LOOK, meanBest } from '../src/domain/overlap/near-duplicate.js';
import { partMeans } from '../src/domain/overlap/part-means.js';
import { createRandom, shuffled } from '../src/domain/statistics/random.js';
import { makeRecipe } from '../src/services/embedding/make-recipe.js';
import { decodeEmbeddings, encodeNpy } from '../src/services/embedding/npy.js';
import type { SimilarityKernel } from '../src/services/ports/similarity-kernel.js';
import type { Bench } from './lib/bench.js';
import { THREADS, models, modelsDirectory } from './lib/pipeline.js';
import { realScans } from './lib/real-scans.js';
import type { RealScan } from './lib/real-scans.js';
import { SCAN_COPIES } from './lib/scan-copies.js';

/** Whose vectors are compared: the pictures, by which the product looks, and both encoders beside them. */
const MODELS = ['mod_pixels-32', 'mod_dinov2-vits14-int8', 'mod_efficientnet-lite0'] as const;
/** An encoder is asked about so many slices of a copy, spread evenly; of the scan itself it has seen all. */
const MOST_ASKED = 8;
type Half = 'choosing' | 'held out';

interface Scored {
  readonly half: Half;
  /** Null: of two scans of different patients. */
  readonly copy: (typeof SCAN_COPIES)[number] | null;
  readonly likeness: number;
  /** Of the stretches by which a pair is passed over. */
  readonly stretches: number;
}

type Vectors = (volume: CanonicalVolume, most?: number) => Promise<Matrix>;

/**
 * How like their scans copies of them are, and scans of different patients each other. Patients are split in two halves, at random but always alike: a threshold
 * is chosen on one, the middle between the highest of different scans and the lowest of the copies claimed, and that of the product is tried on the other.
 */
export const bench: Bench = async (say) => {
  const scans = await realScans();
  const patients = shuffled([...new Set(scans.map(({ patient }) => patient))].sort(), createRandom('near-duplicates'));
  const choosing = new Set(patients.slice(0, Math.ceil(patients.length / 2)));
  const halfOf = ({ patient }: RealScan): Half => (choosing.has(patient) ? 'choosing' : 'held out');
  say(`${scans.length} scans of ${patients.length} patients, ${choosing.size} of them to choose by`);

  const engine = createEmbeddingEngine({ models, threads: THREADS });
  const kernel = createSimilarityKernel({ graphs: new URL('kernel/', `file://${modelsDirectory}`), threads: THREADS });
  const bundled = await models.bundled();
  const parts: Record<string, number> = {};
  for (const id of MODELS) {
    const entry = bundled.find((one) => one.id === id);
    if (entry === undefined) throw new Error(`no bundled encoder ${id}`);
    const { body } = makeRecipe(entry);
    const vectorsOf: Vectors = async (volume, most) => {
      const { vectors } = await engine.embed(thinned(volume, most), body, { signal: new AbortController().signal });
      // Through what is stored: float16.
      return centredRows(decodeEmbeddings(encodeNpy(vectors)));
    };
    const scored = await score(kernel, scans, halfOf, vectorsOf, id === MODELS[0] ? undefined : MOST_ASKED);
    report(entry.name, scored, say);
    Object.assign(parts, figuresOf(id.replace('mod_', ''), scored));
    if (id === MODELS[0]) {
      const alike = scored.filter(({ likeness }) => likeness >= NEAR_DUPLICATE).map(({ stretches }) => stretches);
      say(`  stretches of the pairs from ${NEAR_DUPLICATE} on: ${Math.min(...alike).toFixed(3)} or more; below ${WORTH_A_LOOK} a pair is passed over`);
    }
  }
  await engine.close();
  await kernel.close();
  return { bench: 'near-duplicates', value: parts['pixels-32 sensitivity'] ?? NaN, unit: 'share', ratio: null, target: `all copies claimed found at ${NEAR_DUPLICATE} in the held-out half, and no other pair`, peer: 'none', parts };
};

/** Every scan with its copies, and with those of other patients in the same half; the larger of both directions, but copies alone are asked about where that is costly. */
async function score(kernel: SimilarityKernel, scans: readonly RealScan[], halfOf: (scan: RealScan) => Half, vectorsOf: Vectors, most: number | undefined): Promise<readonly Scored[]> {
  const likeness = async (one: Matrix, other: Matrix): Promise<number> => meanBest((await kernel.maxSimilarities(one, [other])).best[0] ?? new Float32Array());
  const either = async (one: Matrix, other: Matrix): Promise<number> => Math.max(await likeness(one, other), await likeness(other, one));
  const own: Matrix[] = [];
  for (const { volume } of scans) own.push(await vectorsOf(volume));
  const scored: Scored[] = [];
  for (const [at, scan] of scans.entries()) {
    const half = halfOf(scan);
    const all = own[at]!;
    for (const copy of SCAN_COPIES) {
      const rows = await vectorsOf(copy.of(scan.volume), most);
      scored.push({ half, copy, likeness: most === undefined ? await either(rows, all) : await likeness(rows, all), stretches: await either(partMeans(rows), partMeans(all)) });
    }
    for (const [place, other] of scans.entries()) {
      if (place <= at || halfOf(other) !== half || other.patient === scan.patient) continue;
      scored.push({ half, copy: null, likeness: await either(all, own[place]!), stretches: await either(partMeans(all), partMeans(own[place]!)) });
    }
  }
  return scored;
}

function thinned(volume: CanonicalVolume, most = Infinity): CanonicalVolume {
  const [nx, ny, nz] = volume.shape;
  if (nz <= most) return volume;
  const voxels = volume.voxels.slice(0, nx * ny * most);
  for (let slice = 0; slice < most; slice += 1) {
    const from = Math.floor(((slice + 0.5) * nz) / most);
    voxels.set(volume.voxels.subarray(from * nx * ny, (from + 1) * nx * ny), slice * nx * ny);
  }
  return { ...volume, shape: [nx, ny, most], voxels };
}

const lowest = (of: readonly Scored[]): number => Math.min(...of.map(({ likeness }) => likeness));
const highest = (of: readonly Scored[]): number => Math.max(...of.map(({ likeness }) => likeness));
const from = (of: readonly Scored[], threshold: number): number => of.filter(({ likeness }) => likeness >= threshold).length;
const claimed = (of: readonly Scored[]): readonly Scored[] => of.filter(({ copy }) => copy?.claimed === true);
const different = (of: readonly Scored[]): readonly Scored[] => of.filter(({ copy }) => copy === null);

function report(name: string, scored: readonly Scored[], say: (line: string) => void): void {
  const of = (half: Half): readonly Scored[] => scored.filter((one) => one.half === half);
  say(`${name}, half to choose by and half held out:`);
  for (const copy of SCAN_COPIES) {
    const [first, second] = [of('choosing').filter((one) => one.copy === copy), of('held out').filter((one) => one.copy === copy)];
    say(`  copy, ${copy.name}: ${lowest(first).toFixed(3)} and ${lowest(second).toFixed(3)} or more; held out, from ${NEAR_DUPLICATE} on: ${from(second, NEAR_DUPLICATE)} of ${second.length}`);
  }
  const [first, second] = [different(of('choosing')), different(of('held out'))];
  say(`  different patients: ${highest(first).toFixed(3)} and ${highest(second).toFixed(3)} at most; held out, from ${NEAR_DUPLICATE} on: ${from(second, NEAR_DUPLICATE)} of ${second.length} pairs`);
  const [least, most] = [lowest(claimed(of('choosing'))), highest(first)];
  const middle = (least + most) / 2;
  const copies = claimed(of('held out'));
  say(`  of the half to choose by: copies claimed ${least.toFixed(3)} or more, different patients ${most.toFixed(3)} at most`);
  say(`  their middle ${middle.toFixed(3)}, held out: ${from(copies, middle)} of ${copies.length} copies claimed, ${from(second, middle)} of ${second.length} pairs of different patients`);
}

function figuresOf(name: string, scored: readonly Scored[]): Readonly<Record<string, number>> {
  const heldOut = scored.filter(({ half }) => half === 'held out');
  const [copies, others] = [claimed(heldOut), different(heldOut)];
  const share = (of: readonly Scored[]): number => Number((from(of, NEAR_DUPLICATE) / of.length).toFixed(4));
  return { [`${name} lowest copy`]: Number(lowest(copies).toFixed(3)), [`${name} highest different`]: Number(highest(others).toFixed(3)), [`${name} sensitivity`]: share(copies), [`${name} false alarms`]: share(others) };
}
