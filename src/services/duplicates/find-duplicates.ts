import { excludedFor } from '../../domain/evaluation/exclusions.js';
import type { Origin } from '../../domain/evaluation/exclusions.js';
import type { VolumeId } from '../../domain/ids.js';
import type { Matrix } from '../../domain/matrix.js';
import { centredRows } from '../../domain/overlap/centred-rows.js';
import { NEAR_DUPLICATE, WORTH_A_LOOK, meanBest } from '../../domain/overlap/near-duplicate.js';
import { partMeans } from '../../domain/overlap/part-means.js';
import type { SimilarityKernel } from '../ports/similarity-kernel.js';
import { neighboursByParts } from './neighbours-by-parts.js';
import type { Neighbour } from './neighbours-by-parts.js';

/** Two volumes of different patients that look like one scan. */
export interface DuplicatePair {
  readonly first: VolumeId;
  readonly second: VolumeId;
  /** Mean over one volume's slices of the best cosine to a slice of the other, by the vectors asked for; of both directions the larger, −1 … 1. */
  readonly similarity: number;
  /** The same by correlation of the slices' pixels, 32 × 32: what says that it is a duplicate. */
  readonly agreement: number;
  /** Slices of both that match, from 0, inferior to superior. */
  readonly firstSlice: number;
  readonly secondSlice: number;
}

export interface FoundDuplicates {
  /** Volumes that were compared with all others. */
  readonly volumes: number;
  /** Pairs of these that may be duplicates: not of one patient, nor one generated from the other. */
  readonly pairs: number;
  /** Pairs whose pixels were compared slice by slice. */
  readonly compared: number;
  /** All that were found; the most alike are listed. */
  readonly found: number;
  /** From this agreement on a pair is one. */
  readonly threshold: number;
  readonly duplicates: readonly DuplicatePair[];
}

export interface DuplicateSource {
  readonly members: readonly Origin[];
  /** Vectors of a volume's slices, [slices, dimension], unit rows. */
  readonly vectorsOf: (volumeId: VolumeId) => Promise<Matrix>;
  /** Raw pixels of a volume's slices, [slices, 1,024], unit rows. */
  readonly pixelsOf: (volumeId: VolumeId) => Promise<Matrix>;
}

/** The most alike by the vectors, whose pixels are looked at: where all are alike this bounds the work. */
const NEIGHBOURS = 20;
const MOST_LISTED = 500;

type Kernel = Pick<SimilarityKernel, 'maxSimilarities'>;

interface Match {
  readonly likeness: number;
  readonly row: number;
  readonly otherRow: number;
}

/** How well all slices of one volume are found in another; with the slice in the middle of the one, and where it lies in the other. */
async function match(kernel: Kernel, one: Matrix, other: Matrix, signal: AbortSignal): Promise<Match> {
  const { best, argmax } = await kernel.maxSimilarities(one, [other], signal);
  const row = Math.floor(one.rows / 2);
  return { likeness: meanBest(best[0] ?? new Float32Array()), row, otherRow: argmax[0]?.[row] ?? 0 };
}

/**
 * Pairs of different patients that look like one scan. The vectors say which volumes are near each other, all with all by the means of eight
 * stretches of slices; whether they are one scan their pixels say, as encoders find different patients as much alike as copies. In each
 * direction, since a part of a scan is found in the whole. The kernel does the products, off the main thread.
 */
export async function findDuplicates(kernel: Kernel, { members, vectorsOf, pixelsOf }: DuplicateSource, signal: AbortSignal, onVolume: () => void): Promise<FoundDuplicates> {
  const parts: Matrix[] = [];
  const pixelParts: Matrix[] = [];
  for (const { volumeId } of members) {
    signal.throwIfAborted();
    const [vectors, pixels] = [await vectorsOf(volumeId), await pixelsOf(volumeId)];
    const own = partMeans(centredRows(vectors));
    parts.push(own);
    pixelParts.push(pixels === vectors ? own : partMeans(centredRows(pixels)));
    onVolume();
  }
  const excluded = members.map((member) => excludedFor(member, members));
  const mayMeet = (a: number, b: number): boolean => a !== b && excluded[a]?.has(members[b]!.volumeId) !== true && excluded[b]?.has(members[a]!.volumeId) !== true;
  const neighbours = await neighboursByParts(kernel, parts, mayMeet, NEIGHBOURS, signal);
  // Where pixels are the vectors, they have said already how alike the stretches are.
  const byPixels = pixelParts.every((part, at) => part === parts[at]);
  const [compared, found] = [new Set<string>(), new Map<string, DuplicatePair>()];
  for (const [at, near] of neighbours.entries()) {
    signal.throwIfAborted();
    onVolume();
    const worth = byPixels ? near.filter(({ likeness }) => likeness >= WORTH_A_LOOK).map(({ other }) => other) : await worthALook(kernel, pixelParts, at, near, signal);
    if (worth.length === 0) continue;
    const rows = centredRows(await pixelsOf(members[at]!.volumeId));
    for (const other of worth) {
      const [a, b] = at < other ? [at, other] : [other, at];
      compared.add(`${a} ${b}`);
      const { likeness, row, otherRow } = await match(kernel, rows, centredRows(await pixelsOf(members[other]!.volumeId)), signal);
      if (likeness < NEAR_DUPLICATE || likeness <= (found.get(`${a} ${b}`)?.agreement ?? -1)) continue;
      const [firstSlice, secondSlice] = at < other ? [row, otherRow] : [otherRow, row];
      const known = found.get(`${a} ${b}`)?.similarity;
      found.set(`${a} ${b}`, { first: members[a]!.volumeId, second: members[b]!.volumeId, similarity: known ?? (await either(kernel, vectorsOf, members[a]!.volumeId, members[b]!.volumeId, signal)), agreement: Math.min(1, likeness), firstSlice, secondSlice });
    }
  }
  const duplicates = [...found.values()].sort((a, b) => b.agreement - a.agreement || (a.first + a.second < b.first + b.second ? -1 : 1));
  return { volumes: members.length, pairs: countPairs(members, excluded), compared: compared.size, found: duplicates.length, threshold: NEAR_DUPLICATE, duplicates: duplicates.slice(0, MOST_LISTED) };
}

/** Neighbours whose stretches look alike in pixels too. */
async function worthALook(kernel: Kernel, pixelParts: readonly Matrix[], at: number, near: readonly Neighbour[], signal: AbortSignal): Promise<readonly number[]> {
  if (near.length === 0) return [];
  const { best } = await kernel.maxSimilarities(pixelParts[at]!, near.map(({ other }) => pixelParts[other]!), signal);
  return near.flatMap(({ other }, index) => (meanBest(best[index]!) >= WORTH_A_LOOK ? [other] : []));
}

async function either(kernel: Kernel, vectorsOf: DuplicateSource['vectorsOf'], first: VolumeId, second: VolumeId, signal: AbortSignal): Promise<number> {
  const [a, b] = [await vectorsOf(first), await vectorsOf(second)];
  const [there, back] = [await match(kernel, a, b, signal), await match(kernel, b, a, signal)];
  return Math.min(1, Math.max(there.likeness, back.likeness));
}

/** All pairs but those of which one is excluded for the other. */
function countPairs(members: readonly Origin[], excluded: readonly ReadonlySet<VolumeId>[]): number {
  const positions = new Map(members.map(({ volumeId }, at) => [volumeId, at]));
  const apart = new Set<number>();
  for (const [at, ids] of excluded.entries()) {
    for (const id of ids) {
      const other = positions.get(id);
      if (other !== undefined && other !== at) apart.add(Math.min(at, other) * members.length + Math.max(at, other));
    }
  }
  const all = members.length < 2 ? 0 : (members.length * (members.length - 1)) / 2;
  return all - apart.size;
}
