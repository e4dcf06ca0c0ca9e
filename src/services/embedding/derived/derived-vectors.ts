import type { Matrix } from '../../../domain/matrix.js';
import type { SliceEmbeddings } from '../../ports/embedding-engine.js';
import { decodeEmbeddings, encodeNpy } from '../npy.js';
import type { Recipe } from '../recipe.js';
import type { Derivation } from './derivation.js';

/** Vectors of the base that are stored already, unit rows, with the provider that made them. */
export interface StoredVectors {
  readonly vectors: Matrix;
  readonly provider: string;
}

/** Vectors of a derived recipe: from stored ones of its base, else from what the model gives, rounded as it would be stored. */
export async function derivedVectors({ base, derive }: Derivation, stored: StoredVectors | null, byModel: (recipe: Recipe) => Promise<SliceEmbeddings>): Promise<SliceEmbeddings> {
  const started = performance.now();
  const { vectors, provider } = stored ?? rounded(await byModel(base.body));
  return { vectors: derive(vectors), provider, seconds: (performance.now() - started) / 1000 };
}

const rounded = ({ vectors, provider }: SliceEmbeddings): StoredVectors => ({ vectors: decodeEmbeddings(encodeNpy(vectors)), provider });
