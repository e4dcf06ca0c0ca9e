import type { PixelFormat } from '../series/pixel-format.js';

/** Decodes one frame to its stored pixels, `rows × columns` of `bitsAllocated` bits, little-endian. Throws FILE_CORRUPT. */
export type FrameDecoder = (encoded: Buffer, format: PixelFormat) => Uint8Array;
