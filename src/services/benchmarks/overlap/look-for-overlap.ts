import { excludedFor } from '../../../domain/evaluation/exclusions.js';
import type { Origin } from '../../../domain/evaluation/exclusions.js';
import type { VolumeId } from '../../../domain/ids.js';
import { centredRows } from '../../../domain/overlap/centred-rows.js';
import { NEAR_DUPLICATE, WORTH_A_LOOK, meanBest } from '../../../domain/overlap/near-duplicate.js';
import { partMeans } from '../../../domain/overlap/part-means.js';
import type { Matrix } from '../../../domain/matrix.js';
import type { LookedOverlap, NearDuplicateRecord } from '../../ports/benchmark-findings.js';
import type { SimilarityKernel } from '../../ports/similarity-kernel.js';

/** Slice by slice a volume is compared with the most alike at most, which bounds the work where all are alike. */
const MOST_CANDIDATES = 20;
const MOST_LISTED = 1_000;
/** Stretches of this many are held in memory, 32 KB a volume. */
const MOST_VOLUMES = 5_000;

export interface OverlapSides {
  readonly queries: readonly Origin[];
  readonly gallery: readonly Origin[];
  /** All members of both data sets: who is excluded for whom. */
  readonly origins: readonly Origin[];
  /** Raw pixels of a volume's slices, [slices, 1,024], unit rows; null where it has none. */
  readonly pixelsOf: (volumeId: VolumeId) => Promise<Matrix | null>;
}

/**
 * Patients on both sides, and near-duplicates among the pairs of a query and a volume that it may find. A volume is compared by the
 * correlation of its slices, at 32 × 32 pixels, with those of another; first by the means of eight stretches, which rules out nearly
 * all. The kernel does the products, off the main thread.
 */
export async function lookForOverlap(kernel: Pick<SimilarityKernel, 'maxSimilarities'>, { queries, gallery, origins, pixelsOf }: OverlapSides, signal: AbortSignal, onVolume: () => void): Promise<LookedOverlap> {
  const ids = [...new Set([...queries, ...gallery].map(({ volumeId }) => volumeId))];
  const parts = new Map<VolumeId, Matrix>();
  for (const id of ids.slice(0, MOST_VOLUMES)) {
    signal.throwIfAborted();
    const pixels = await pixelsOf(id);
    if (pixels !== null && pixels.rows > 0) parts.set(id, partMeans(centredRows(pixels)));
    onVolume();
  }
  const itself = sameVolumes(queries, gallery);
  const found = new Map<string, NearDuplicateRecord>();
  const compared = new Set<string>();
  let pairs = 0;

  /** One direction: what of `to` the slices of `from` are all found in. */
  const look = async (from: readonly Origin[], to: readonly Origin[], mayMeet: (from: VolumeId, to: VolumeId) => boolean, asPair: (from: VolumeId, to: VolumeId) => Pick<NearDuplicateRecord, 'queryVolumeId' | 'galleryVolumeId'>): Promise<void> => {
    for (const { volumeId } of from) {
      signal.throwIfAborted();
      onVolume();
      const own = parts.get(volumeId);
      if (own === undefined) continue;
      const others = to.map((other) => other.volumeId).filter((other) => parts.has(other) && mayMeet(volumeId, other));
      if (others.length === 0) continue;
      const first = await kernel.maxSimilarities(own, others.map((other) => parts.get(other)!), signal);
      const candidates = others
        .map((other, at) => ({ other, likeness: meanBest(first.best[at]!) }))
        .filter(({ likeness }) => likeness >= WORTH_A_LOOK)
        .sort((a, b) => b.likeness - a.likeness)
        .slice(0, MOST_CANDIDATES)
        .map(({ other }) => other);
      const query = candidates.length === 0 ? null : await pixelsOf(volumeId);
      if (query === null) continue;
      const rows = centredRows(query);
      for (const other of candidates) {
        const pixels = await pixelsOf(other);
        if (pixels === null) continue;
        const name = nameOf(volumeId, other);
        compared.add(name);
        const { best } = await kernel.maxSimilarities(rows, [centredRows(pixels)], signal);
        const similarity = meanBest(best[0]!);
        if (similarity >= NEAR_DUPLICATE && similarity > (found.get(name)?.similarity ?? -1)) found.set(name, { ...asPair(volumeId, other), similarity: Math.min(1, similarity) });
      }
    }
  };

  const excluded = new Map(queries.map((query) => [query.volumeId, excludedFor(query, origins)]));
  const mayFind = (query: VolumeId, other: VolumeId): boolean => query !== other && excluded.get(query)?.has(other) !== true;
  for (const { volumeId: query } of queries) pairs += parts.has(query) ? gallery.filter(({ volumeId }) => parts.has(volumeId) && mayFind(query, volumeId)).length : 0;
  await look(queries, gallery, mayFind, (queryVolumeId, galleryVolumeId) => ({ queryVolumeId, galleryVolumeId }));
  // Asked about itself, every volume has had its turn.
  if (!itself) await look(gallery, queries, (one, query) => mayFind(query, one), (galleryVolumeId, queryVolumeId) => ({ queryVolumeId, galleryVolumeId }));

  const asked = new Set(queries.map(({ patientId }) => patientId));
  const nearDuplicates = [...found.values()].sort((a, b) => b.similarity - a.similarity || compare(a.queryVolumeId, b.queryVolumeId) || compare(a.galleryVolumeId, b.galleryVolumeId));
  return {
    state: 'LOOKED',
    sharedPatients: itself ? [] : [...new Set(gallery.map(({ patientId }) => patientId).filter((patient) => asked.has(patient)))].sort(),
    nearDuplicates: nearDuplicates.slice(0, MOST_LISTED),
    looked: { queries: queries.length, gallery: gallery.length, pairs, compared: compared.size, leftOut: ids.length - parts.size, found: nearDuplicates.length, threshold: NEAR_DUPLICATE },
  };
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const nameOf = (a: VolumeId, b: VolumeId): string => (a < b ? `${a} ${b}` : `${b} ${a}`);

function sameVolumes(a: readonly Origin[], b: readonly Origin[]): boolean {
  const known = new Set(a.map(({ volumeId }) => volumeId));
  return a.length === b.length && b.every(({ volumeId }) => known.has(volumeId));
}
