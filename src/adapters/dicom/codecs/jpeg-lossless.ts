import { Decoder } from 'jpeg-lossless-decoder-js';
import { isVoxseekError, VoxseekError } from '../../../domain/errors/voxseek-error.js';
import { checkedSize } from './checked-size.js';
import { jpegSize } from './codestream-size.js';
import type { FrameDecoder } from './frame-decoder.js';
import { widen } from './widen.js';

/** JPEG Lossless of any predictor (T.81, process 14). */
export const decodeJpegLossless: FrameDecoder = (encoded, format) => {
  const { bits } = checkedSize(jpegSize(encoded), format);
  try {
    const bytes = Uint8Array.from(encoded);
    return widen(new Uint8Array(new Decoder(null, bits > 8 ? 2 : 1).decompress(bytes.buffer, 0, bytes.length)), bits, format);
  } catch (error) {
    if (isVoxseekError(error)) throw error;
    throw new VoxseekError('FILE_CORRUPT', 'The compressed pixels cannot be decoded.', { cause: error });
  }
};
