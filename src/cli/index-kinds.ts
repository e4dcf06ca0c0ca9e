import type { IndexParametersInput } from './client/operations.js';

export const INDEX_KINDS = ['EXACT', 'HNSW', 'FLAT', 'IVF_FLAT', 'AUTOINDEX'] as const satisfies readonly IndexParametersInput['kind'][];

/** What `voxseek index` builds unless told: nothing to build, the same answer each time, and up to a million slices not slower than the local graph index. */
export const DEFAULT_INDEX_KIND = 'EXACT' satisfies IndexParametersInput['kind'];
