import { encode } from 'fast-png';
import type { ImageEncoder } from '../../services/ports/image-encoder.js';

export function createPngEncoder(): ImageEncoder {
  return { encode: ({ width, height, pixels }) => encode({ width, height, data: pixels, channels: 1, depth: 8 }) };
}
