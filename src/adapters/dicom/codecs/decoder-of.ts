import { VoxseekError } from '../../../domain/errors/voxseek-error.js';
import type { Codec, TransferSyntax } from '../dataset/transfer-syntax.js';
import { jpeg2000Size, jpegSize } from './codestream-size.js';
import type { FrameDecoder } from './frame-decoder.js';
import { decodeJpegLossless } from './jpeg-lossless.js';
import { decodeJpegSequential } from './jpeg-sequential.js';
import { decodeRle } from './rle.js';
import { silent, wasmDecoder } from './wasm-decoder.js';
import { wholeCodestreamSize } from './whole-codestream.js';

const jpeg2000 = wasmDecoder({
  load: async () => (await import('@cornerstonejs/codec-openjpeg/decodewasmjs')).default(silent()),
  decoderOf: ({ J2KDecoder }) => J2KDecoder,
  sizeOf: jpeg2000Size,
});
const highThroughput = wasmDecoder({
  load: async () => (await import('@cornerstonejs/codec-openjph/wasmjs')).default(silent()),
  decoderOf: ({ HTJ2KDecoder }) => HTJ2KDecoder,
  sizeOf: wholeCodestreamSize,
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

/** Lossy JPEG: the compiled decoder is built for 8 bits. */
async function jpeg(): Promise<FrameDecoder> {
  const decode = await jpeg8();
  return (encoded, format) => ((jpegSize(encoded)?.bits ?? 8) > 8 ? decodeJpegSequential(encoded, format) : decode(encoded, format));
}

const DECODERS: Readonly<Record<Codec, () => Promise<FrameDecoder>>> = {
  NATIVE: () => Promise.reject(new Error('bare frames need no decoder')),
  RLE: () => Promise.resolve(decodeRle),
  JPEG_BASELINE: jpeg,
  JPEG_EXTENDED: jpeg,
  JPEG_LOSSLESS: () => Promise.resolve(decodeJpegLossless),
  JPEG_LS: jpegLs,
  JPEG_2000: jpeg2000,
  HTJ2K: highThroughput,
};

/** How the frames of a transfer syntax are encoded. Throws DICOM_SYNTAX_UNSUPPORTED. */
export function requireCodec({ codec, uid }: TransferSyntax): Codec {
  // A UID of the standard names no person; one that is not of the standard is not repeated.
  if (codec === null) throw new VoxseekError('DICOM_SYNTAX_UNSUPPORTED', `There is no decoder for the transfer syntax ${/^1\.2\.840\.10008\.[\d.]{1,40}$/u.test(uid) ? uid : 'of the file, which is a private one'}.`);
  return codec;
}

/** What decodes the frames of a transfer syntax that encodes them, loaded when it is first needed. Throws DICOM_SYNTAX_UNSUPPORTED. */
export const decoderOf = async (syntax: TransferSyntax): Promise<FrameDecoder> => DECODERS[requireCodec(syntax)]();
