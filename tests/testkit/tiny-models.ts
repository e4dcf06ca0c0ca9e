import { createHash } from 'node:crypto';

const DEFAULTS = {
  name: 'Mean of tiles',
  revision: '1',
  dimension: 48,
  license: { spdx: 'CC0-1.0', note: null },
  pretraining: { data: 'none', supervision: 'NONE' },
  resize: 'PILLOW_BILINEAR',
  size: { width: 32, height: 32 },
  valueRange: [0, 255],
  normalisation: { scale: 1 / 255, mean: [0, 0, 0], std: [1, 1, 1] },
  pooling: 'NONE',
  batchInvariant: true,
  source: 'made for a test',
  input: 'image',
  output: 'vector',
  layout: 'NCHW',
  channels: 'REPEAT',
};

/** A catalogue entry for a file of tests/reference/tiny_models.py, as JSON: an override of undefined leaves its field out. */
export const tinyEntry = (bytes: Buffer, overrides: object = {}): object => JSON.parse(JSON.stringify({ ...DEFAULTS, sha256: createHash('sha256').update(bytes).digest('hex'), ...overrides })) as object;
