import { LRUCache } from 'lru-cache';
import type { Matrix } from '../../../domain/matrix.js';
import type { GalleryMatrix } from '../../../services/ports/similarity-kernel.js';
import { isShared } from './gallery-rows.js';
import type { KernelPool } from './kernel-pool.js';
import { partition } from './partition.js';
import { sketchLength, TERMS } from './sketch.js';
import type { Basis, Sketch } from './sketch.js';
import { spreadRows } from './spread-rows.js';

/** Galleries with fewer rows are scored in full sooner than a basis is learnt. */
const FEWEST_ROWS = 4096;
const SAMPLE_ROWS = 2048;
const MOST_FAMILIES = 32;
/** Questions that go without sketches after one to which they were no help. */
const PAUSE = 64;

type Use = 'MAX' | 'TOP_K';

interface Family {
  readonly basis: Basis;
  /** Rows of the gallery that the basis was learnt from. */
  readonly rows: number;
  readonly sketches: WeakMap<GalleryMatrix, Sketch>;
  readonly paused: Record<Use, number>;
}

/** The sketches of a gallery, one for each matrix, all in one basis. */
export interface Sketched {
  readonly basis: Basis;
  readonly sketches: readonly Sketch[];
}

/** Bytes of the sketch of a matrix at most; a cache counts them beside the matrix. */
export const sketchBytes = ({ rows, columns }: Pick<Matrix, 'rows' | 'columns'>): number => (sketchLength(columns) === 0 ? 0 : rows * (sketchLength(columns) + TERMS * Float32Array.BYTES_PER_ELEMENT));

export interface SketchFamilies {
  /** Sketches of a whole gallery, made where they are missing; null where they are of no use. */
  sketch(name: string, use: Use, gallery: readonly GalleryMatrix[], signal?: AbortSignal): Promise<Sketched | null>;
  /** Says that sketches ruled out too little to be worth their time. */
  disappoint(name: string, use: Use, gallery: readonly GalleryMatrix[]): void;
}

const rowsOf = (gallery: readonly GalleryMatrix[]): number => gallery.reduce((sum, { rows }) => sum + rows, 0);

export function createSketchFamilies(pool: KernelPool): SketchFamilies {
  const families = new LRUCache<string, Family>({ max: MOST_FAMILIES });

  const learn = async (key: string, gallery: readonly GalleryMatrix[], columns: number, signal?: AbortSignal): Promise<Family> => {
    const [basis] = await pool.ask<'LEARN'>([{ kind: 'LEARN', sample: spreadRows(gallery, columns, SAMPLE_ROWS) }], signal);
    if (basis === undefined) throw new RangeError('no basis');
    const family: Family = { basis, rows: rowsOf(gallery), sketches: new WeakMap(), paused: { MAX: 0, TOP_K: 0 } };
    families.set(key, family);
    return family;
  };

  const keyOf = (name: string, gallery: readonly GalleryMatrix[]): string => `${gallery[0]?.columns ?? 0} ${name}`;

  return {
    async sketch(name, use, gallery, signal) {
      const columns = gallery[0]?.columns ?? 0;
      if (sketchLength(columns) === 0 || rowsOf(gallery) < FEWEST_ROWS) return null;
      if (!gallery.every(isShared)) return null;
      const family = families.get(keyOf(name, gallery)) ?? (await learn(keyOf(name, gallery), gallery, columns, signal));
      if (family.paused[use] > 0) {
        family.paused[use] -= 1;
        return null;
      }
      const missing = gallery.filter((matrix) => !family.sketches.has(matrix));
      const parts = partition(missing, pool.threads);
      const made = await pool.ask<'SKETCH'>(parts.map(({ matrices }) => ({ kind: 'SKETCH', basis: family.basis, gallery: matrices })), signal);
      made.flat().forEach((sketch, index) => {
        const matrix = missing[index];
        if (matrix !== undefined) family.sketches.set(matrix, sketch);
      });
      return { basis: family.basis, sketches: gallery.flatMap((matrix) => family.sketches.get(matrix) ?? []) };
    },
    disappoint(name, use, gallery) {
      const family = families.get(keyOf(name, gallery));
      if (family === undefined) return;
      // A basis learnt from a small part of an archive may not suit the whole.
      if (rowsOf(gallery) >= 2 * family.rows) families.delete(keyOf(name, gallery));
      else family.paused[use] = PAUSE;
    },
  };
}
