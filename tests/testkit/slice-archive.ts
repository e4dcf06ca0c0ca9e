import { asId } from '../../src/domain/ids.js';
import type { VolumeId } from '../../src/domain/ids.js';
import type { Matrix } from '../../src/domain/matrix.js';
import { seededRandom } from './seeded-random.js';

/** Slice vectors as scans give them: neighbours alike, volumes drawn around common themes. Seeded. */
export interface SliceArchive {
  readonly dimension: number;
  readonly volumes: readonly { readonly volumeId: VolumeId; readonly vectors: Matrix }[];
  readonly queries: Matrix;
}

export interface ReferenceHit {
  readonly volumeId: VolumeId;
  readonly row: number;
  readonly similarity: number;
}

const THEMES = 24;

function unit(vector: readonly number[]): number[] {
  const norm = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  return vector.map((value) => value / norm);
}

export function makeArchive({ volumes, slices, dimension, queries, seed }: { volumes: number; slices: number; dimension: number; queries: number; seed: number }): SliceArchive {
  const random = seededRandom(seed);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const direction = (): number[] => unit(Array.from({ length: dimension }, normal));
  const themes = Array.from({ length: THEMES }, direction);
  const near = (centre: readonly number[], spread: number): number[] => {
    const away = direction();
    return unit(centre.map((value, index) => value + spread * (away[index] ?? 0)));
  };
  const theme = (): number[] => themes[Math.floor(random() * THEMES)]!;
  const matrix = (rows: readonly (readonly number[])[]): Matrix => ({ rows: rows.length, columns: dimension, data: Float32Array.from(rows.flat()) });
  return {
    dimension,
    volumes: Array.from({ length: volumes }, (_, number) => {
      const first = near(theme(), 0.8);
      const last = near(theme(), 0.8);
      const rows = Array.from({ length: slices }, (__, slice) => near(unit(first.map((value, index) => value + (slice / slices) * ((last[index] ?? 0) - value))), 0.35));
      return { volumeId: asId('Volume', `vol_${String(number).padStart(36, '0')}`), vectors: matrix(rows) };
    }),
    queries: matrix(Array.from({ length: queries }, () => near(theme(), 0.9))),
  };
}

/** Brute force in float64 over the eligible volumes, best first. */
export function bruteForce(archive: SliceArchive, eligible: ReadonlySet<VolumeId>, k: number): readonly (readonly ReferenceHit[])[] {
  const { queries, dimension } = archive;
  return Array.from({ length: queries.rows }, (_, asked) => {
    const query = Float64Array.from(queries.data.subarray(asked * dimension, (asked + 1) * dimension));
    const hits: ReferenceHit[] = [];
    for (const { volumeId, vectors } of archive.volumes) {
      if (!eligible.has(volumeId)) continue;
      for (let row = 0; row < vectors.rows; row += 1) {
        let similarity = 0;
        for (let index = 0; index < dimension; index += 1) similarity += query[index]! * vectors.data[row * dimension + index]!;
        hits.push({ volumeId, row, similarity });
      }
    }
    return hits.sort((a, b) => b.similarity - a.similarity).slice(0, k);
  });
}

/** Share of the reference's hits that were found, over all queries. */
export function recallOf(found: readonly (readonly { readonly volumeId: string; readonly row: number }[])[], reference: readonly (readonly ReferenceHit[])[]): number {
  let hits = 0;
  let wanted = 0;
  reference.forEach((expected, asked) => {
    const keys = new Set(found[asked]?.map(({ volumeId, row }) => `${volumeId}:${row}`));
    wanted += expected.length;
    hits += expected.filter(({ volumeId, row }) => keys.has(`${volumeId}:${row}`)).length;
  });
  return hits / wanted;
}
