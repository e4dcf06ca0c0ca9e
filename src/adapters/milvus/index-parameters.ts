import type { IndexParameters } from '../../services/ports/records.js';

/** Build parameters in the server's words. */
export function buildParameters(parameters: IndexParameters): Record<string, number> {
  switch (parameters.kind) {
    case 'HNSW':
      return { M: parameters.m, efConstruction: parameters.efConstruction };
    case 'IVF_FLAT':
      return { nlist: parameters.nlist };
    case 'EXACT':
    case 'FLAT':
    case 'AUTOINDEX':
      return {};
  }
}

/** Search parameters for `limit` results; HNSW's beam is never narrower than what is asked of it. */
export function searchParameters(parameters: IndexParameters, limit: number): Record<string, number> {
  switch (parameters.kind) {
    case 'HNSW':
      return { ef: Math.min(parameters.ef + limit, 32_768) };
    case 'IVF_FLAT':
      return { nprobe: parameters.nprobe };
    case 'EXACT':
    case 'FLAT':
    case 'AUTOINDEX':
      return {};
  }
}
