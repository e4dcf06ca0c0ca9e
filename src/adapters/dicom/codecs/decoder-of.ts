import { VoxseekError } from '../../../domain/errors/voxseek-error.js';
import type { Codec, TransferSyntax } from '../dataset/transfer-syntax.js';
import { jpeg2000Size, jpegSize } from './codestream-size.js';
import type { FrameDecoder } from './frame-decoder.js';
import { decodeJpegLossless } from './jpeg-lossless.js';
import { decodeRle } from './rle.js';
import { silent, wasmDecoder } from './wasm-decoder.js';

const jpeg2000 = wasmDecoder({
  load: async () => (await import('@cornerstonejs/codec-openjpeg/decodewasmjs')).default(silent()),
  decoderOf: ({ J2KDecoder }) => J2KDecoder,
  sizeOf: jpeg2000Size,
});
const jpegLs = wasmDecoder({
  load: async () => (await import('@cornerstonejs/codec-charls/decodewasmjs')).default(silent()),
  decoderOf: ({ JpegLSDecoder }) => JpegLSDecoder,
  sizeOf: jpegSize,
});
const jpeg8 = wasmDecoder({
  load: async () => (await import('@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs')).default(silent()),
  decoderOf: ({ JPEGDecoder }) => JPEGDecoder,
  sizeOf: jpegSize,
});

/** Lossy JPEG: the decoder at hand is built for 8 bits. */
async function jpeg(): Promise<FrameDecoder> {
  const decode = await jpeg8();
  return (encoded, format) => {
    const bits = jpegSize(encoded)?.bits ?? 8;
    if (bits !== 8) throw new VoxseekError('DICOM_JPEG_12_BIT', `The pixels are lossy JPEG of ${bits} bits, for which no decoder is at hand.`);
    return decode(encoded, format);
  };
}

const DECODERS: Readonly<Record<Codec, () => Promise<FrameDecoder>>> = {
  NATIVE: () => Promise.reject(new Error('bare frames need no decoder')),
  RLE: () => Promise.resolve(decodeRle),
  JPEG_BASELINE: jpeg,
  JPEG_EXTENDED: jpeg,
  JPEG_LOSSLESS: () => Promise.resolve(decodeJpegLossless),
  JPEG_LS: jpegLs,
  JPEG_2000: jpeg2000,
};

/** How the frames of a transfer syntax are encoded. Throws DICOM_SYNTAX_UNSUPPORTED. */
export function requireCodec({ codec, uid }: TransferSyntax): Codec {
  // A UID of the standard names no person; one that is not of the standard is not repeated.
  if (codec === null) throw new VoxseekError('DICOM_SYNTAX_UNSUPPORTED', `There is no decoder for the transfer syntax ${/^1\.2\.840\.10008\.[\d.]{1,40}$/u.test(uid) ? uid : 'of the file, which is a private one'}.`);
  return codec;
}

/** What decodes the frames of a transfer syntax that encodes them, loaded when it is first needed. Throws DICOM_SYNTAX_UNSUPPORTED. */
export const decoderOf = async (syntax: TransferSyntax): Promise<FrameDecoder> => DECODERS[requireCodec(syntax)]();
