import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import type { IndexParameters } from '../../services/ports/records.js';
import type { IndexParametersInput } from './vector-index.input.js';

const OF_KIND = { EXACT: [], FLAT: [], AUTOINDEX: [], HNSW: ['m', 'efConstruction', 'ef'], IVF_FLAT: ['nlist', 'nprobe'] } as const;

/** The parameters of the kind asked for, with their defaults. Throws INVALID_INPUT for those of another kind. */
export function toIndexParameters(input: IndexParametersInput): IndexParameters {
  const allowed: readonly string[] = OF_KIND[input.kind];
  const surplus = (['m', 'efConstruction', 'ef', 'nlist', 'nprobe'] as const).find((name) => input[name] != null && !allowed.includes(name));
  if (surplus !== undefined) {
    const path = `input.parameters.${surplus}`;
    throw new VoxseekError('INVALID_INPUT', `${path}: an index of the kind ${input.kind} has no such parameter. Leave it out.`, { path });
  }
  switch (input.kind) {
    case 'EXACT':
    case 'FLAT':
    case 'AUTOINDEX':
      return { kind: input.kind };
    case 'HNSW':
      return { kind: 'HNSW', m: input.m ?? 16, efConstruction: input.efConstruction ?? 200, ef: input.ef ?? 64 };
    case 'IVF_FLAT':
      return { kind: 'IVF_FLAT', nlist: input.nlist ?? 128, nprobe: input.nprobe ?? 16 };
  }
}
