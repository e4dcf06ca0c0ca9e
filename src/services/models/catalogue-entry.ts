import { z } from 'zod';
import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import { ID_PREFIXES } from '../../domain/ids.js';
import type { ModelId } from '../../domain/ids.js';

const text = z.string().min(1).max(1000);
const url = z.url({ protocol: /^https$/u });
const perChannel = z.array(z.number()).length(3).nullable();

/** Null, and UNKNOWN in an enumeration, mean that no source was found that says it: nothing here is guessed. */
const schema = z.strictObject({
  /** The id that the encoder has once it is here. */
  id: z
    .string()
    .regex(new RegExp(`^${ID_PREFIXES.Model}_[a-z0-9-]{1,64}$`, 'u'))
    .transform((id) => id as ModelId),
  name: text,
  architecture: text,
  /** Whether arXiv 2405.09334 compares it. */
  paper: z.boolean(),
  /** Its own home, and the revision there that this describes. */
  source: z.strictObject({ url, revision: text.nullable() }),
  license: z.strictObject({
    spdx: text.nullable(),
    url: url.nullable(),
    note: text.nullable(),
    /** Whether its home asks who one is, and for consent, before it gives the weights. */
    gated: z.boolean(),
    redistribution: z.enum(['ALLOWED', 'CONDITIONAL', 'FORBIDDEN', 'UNKNOWN']),
    commercialUse: z.enum(['ALLOWED', 'CONDITIONAL', 'FORBIDDEN', 'UNKNOWN']),
  }),
  pretraining: z.strictObject({
    data: text,
    supervision: z.enum(['SUPERVISED', 'SELF_SUPERVISED', 'WEAKLY_SUPERVISED', 'NONE', 'UNKNOWN']),
    /** Every collection that the weights learned from; null where not all are known. */
    collections: z.array(text).max(100).nullable(),
  }),
  input: z.strictObject({ width: z.int().min(1).max(4096).nullable(), height: z.int().min(1).max(4096).nullable(), mean: perChannel, std: perChannel, note: text.nullable() }),
  /** What makes one vector of its output. */
  pooling: text,
  dimension: z.int().min(1).max(100_000).nullable(),
  /** The file of its weights, for `voxseek models fetch`; null where no address gives it without a person. */
  weights: z.strictObject({ url, file: z.string().regex(/^[A-Za-z0-9_-][A-Za-z0-9._-]*$/u), bytes: z.int().min(1).nullable(), sha256: z.string().regex(/^[0-9a-f]{64}$/u).nullable() }).nullable(),
  obtain: z.discriminatedUnion('kind', [
    /** `tools/export/export.py` knows it by this name. */
    z.strictObject({ kind: z.literal('EXPORT'), recipe: text, note: text.nullable() }),
    z.strictObject({ kind: z.literal('MANUAL'), steps: z.array(text).min(1).max(10) }),
  ]),
});

/** An encoder that Voxseek knows of but does not bring along. Closed: no field may be missing or surplus. */
export type CatalogueEntry = z.infer<typeof schema>;

/** Throws MODEL_INVALID, naming the field. */
export function parseCatalogueEntry(value: unknown): CatalogueEntry {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = issue?.path.join('.') ?? '';
  throw new VoxseekError('MODEL_INVALID', `The catalogue entry is not valid: ${path === '' ? '' : `${path}: `}${issue?.message ?? 'unknown'}.`, { path });
}
