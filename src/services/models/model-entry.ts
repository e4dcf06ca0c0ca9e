import { z } from 'zod';
import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import { ID_PREFIXES } from '../../domain/ids.js';
import type { ModelId } from '../../domain/ids.js';

const text = z.string().min(1).max(500);
const positive = z.int().min(1).max(100_000);
const perChannel = z.array(z.number()).min(1).max(3);

const shared = {
  id: z
    .string()
    .regex(new RegExp(`^${ID_PREFIXES.Model}_[a-z0-9-]{1,64}$`, 'u'))
    .transform((id) => id as ModelId),
  name: text,
  revision: text,
  /** Of the model file; for a built-in encoder, of the text `voxseek/<id without mod_>/<revision>`. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/u),
  dimension: positive,
  license: z.strictObject({ spdx: text, note: text.nullable() }),
  /** What the weights learned from, and how; for judging leakage and comparing families. */
  pretraining: z
    .strictObject({
      data: text,
      supervision: z.enum(['SUPERVISED', 'SELF_SUPERVISED', 'WEAKLY_SUPERVISED', 'NONE', 'UNKNOWN']),
      /** Every collection that the weights learned from, by its usual name; null where not all are known. */
      collections: z.array(text).max(100).nullable().default(null),
    })
    .default({ data: 'not stated', supervision: 'UNKNOWN', collections: null }),
  /** Of its arithmetic: encoders of different families are compared at equal precision. */
  precision: z.enum(['FLOAT32', 'FLOAT16', 'INT8', 'UNKNOWN']).default('UNKNOWN'),
  resize: z.literal('PILLOW_BILINEAR'),
  /** Pixels; of an encoder of volumes also the slices that it takes at once. */
  size: z.strictObject({ width: positive, height: positive, depth: z.exactOptional(z.int().min(2).max(512)) }),
  /** Least and greatest pixel before normalisation. */
  valueRange: z.tuple([z.literal(0), z.literal(255)]),
  /** out = (pixel × scale − mean) / std, for each channel. */
  normalisation: z.strictObject({ scale: z.number().positive(), mean: perChannel, std: z.array(z.number().positive()).min(1).max(3) }),
  /** What makes one vector of the output: of tokens the first (CLS) or their mean, of a map the mean over its plane; NONE or CLS where the graph does it. */
  pooling: z.enum(['NONE', 'CLS', 'MEAN', 'GLOBAL_AVERAGE']),
  /** Whether a slice's vector is the same in every batch; a model that is not runs with batches of one. */
  batchInvariant: z.boolean(),
  /** Where the weights come from. */
  source: text,
};

const onnx = z.strictObject({
  kind: z.literal('ONNX'),
  ...shared,
  file: z.string().regex(/^[A-Za-z0-9_-][A-Za-z0-9._-]*\.onnx$/u),
  /** False for models that a team registered: these run in a process of their own. */
  bundled: z.boolean(),
  input: text,
  output: text,
  /** Slices × channels × rows × columns, or windows × 1 × slices × rows × columns. */
  layout: z.enum(['NCHW', 'NCDHW']),
  channels: z.literal('REPEAT').or(z.literal('SINGLE')),
  /**
   * Where the graph gives numbers for the parts of a slice, for recipes with several vectors a slice: tokens, slices × (leading + rows × columns) ×
   * dimension, or a map, slices × dimension × rows × columns. Absent where it gives none.
   */
  patches: z.exactOptional(z.strictObject({ output: text, rows: z.int().min(1).max(256), columns: z.int().min(1).max(256), leading: z.int().min(0).max(64), dimension: positive })),
});

const pixels = z.strictObject({ kind: z.literal('PIXELS'), ...shared, channels: z.literal('SINGLE') });

const schema = z.discriminatedUnion('kind', [onnx, pixels]).superRefine((entry, context) => {
  const channels = entry.channels === 'SINGLE' ? 1 : 3;
  for (const field of ['mean', 'std'] as const) {
    if (entry.normalisation[field].length !== channels) context.addIssue({ code: 'custom', path: ['normalisation', field], message: `needs ${channels} numbers` });
  }
  const ofVolumes = entry.kind === 'ONNX' && entry.layout === 'NCDHW';
  if (ofVolumes && entry.channels !== 'SINGLE') context.addIssue({ code: 'custom', path: ['channels'], message: 'must be SINGLE with the layout NCDHW' });
  if (ofVolumes !== (entry.size.depth !== undefined)) context.addIssue({ code: 'custom', path: ['size', 'depth'], message: ofVolumes ? 'is needed by the layout NCDHW' : 'only the layout NCDHW has it' });
  if (ofVolumes && entry.patches !== undefined) context.addIssue({ code: 'custom', path: ['patches'], message: 'only the layout NCHW has them' });
  if (entry.kind === 'PIXELS' && entry.dimension !== entry.size.width * entry.size.height) context.addIssue({ code: 'custom', path: ['dimension'], message: 'must be the number of pixels' });
});

/** An encoder at a fixed revision: all that shapes its input and what is known of its origin. Closed: no field may be missing or surplus. */
export type ModelEntry = z.infer<typeof schema>;
export type OnnxModelEntry = Extract<ModelEntry, { kind: 'ONNX' }>;

const stated = z.object({ pretraining: shared.pretraining, precision: shared.precision });

/** What a stored entry states of its origin; entries of before a field was there do not state it. */
export function statedOf({ entry }: { readonly entry: unknown }): Pick<ModelEntry, 'pretraining' | 'precision'> {
  return stated.safeParse(entry).data ?? stated.parse({});
}

/** Validates a catalogue entry. Throws MODEL_INVALID, naming the field. */
export function parseModelEntry(value: unknown): ModelEntry {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = issue?.path.join('.') ?? '';
  throw new VoxseekError('MODEL_INVALID', `The catalogue entry is not valid: ${path === '' ? '' : `${path}: `}${issue?.message ?? 'unknown'}.`, { path });
}
