import { constants, inflateRawSync } from 'node:zlib';
import { VoxseekError } from '../../../domain/errors/voxseek-error.js';
import { datasetOf } from './dataset.js';
import type { Dataset } from './dataset.js';
import { encodingOf, scanElements, truncated } from './scan-elements.js';
import { TAG } from './tags.js';
import { textDecoder } from './text.js';
import { EXPLICIT_LITTLE_ENDIAN, transferSyntaxOf } from './transfer-syntax.js';
import type { TransferSyntax } from './transfer-syntax.js';

/** A parsed DICOM file (PS3.10), its pixels untouched. */
export interface DicomFile {
  readonly transferSyntax: TransferSyntax;
  /** The SOP class that the preamble states; a DICOMDIR has no other. */
  readonly mediaClass: string | null;
  /** All elements before the pixels; of the pixels where they begin. */
  readonly dataset: Dataset;
  /** What the offsets of elements count in: the bytes given, or what they inflate to. */
  readonly bytes: Buffer;
}

/** Preamble and magic of PS3.10. */
const PREAMBLE_BYTES = 128;
export const LEAST_BYTES = PREAMBLE_BYTES + 4;

export const hasMagic = (bytes: Buffer): boolean => bytes.length >= LEAST_BYTES && bytes.toString('latin1', PREAMBLE_BYTES, LEAST_BYTES) === 'DICM';

function metaOf(bytes: Buffer): { readonly meta: Dataset; readonly next: number } {
  const encoding = encodingOf(bytes, EXPLICIT_LITTLE_ENDIAN);
  const latin1 = textDecoder('');
  // The group has a length of its own, which some writers get wrong: it ends where another group begins.
  let next = LEAST_BYTES;
  while (next + 2 <= bytes.length && bytes.readUInt16LE(next) === 0x0002) {
    if (next + 12 > bytes.length) throw truncated(bytes.length);
    const long = /^(?:O[BDFLVW]|S[QV]|U[CNRTV])$/u.test(bytes.toString('latin1', next + 4, next + 6));
    const length = long ? bytes.readUInt32LE(next + 8) : bytes.readUInt16LE(next + 6);
    next += (long ? 12 : 8) + length;
    if (next > bytes.length) throw truncated(bytes.length);
  }
  return { meta: datasetOf(encoding, scanElements(encoding, LEAST_BYTES, next, 1), 1, latin1), next };
}

function inflated(bytes: Buffer, maxBytes: number): Buffer {
  try {
    return inflateRawSync(bytes, { maxOutputLength: maxBytes, finishFlush: constants.Z_SYNC_FLUSH });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === 'ERR_BUFFER_TOO_LARGE') throw new VoxseekError('FILE_TOO_LARGE', `The file inflates to more than ${maxBytes} bytes.`, { details: { limit: maxBytes } });
    throw new VoxseekError('FILE_CORRUPT', 'The file cannot be inflated.', { cause: error });
  }
}

/**
 * Reads the header of a DICOM file from its first bytes, as far as the pixels. `maxBytes` bounds what a deflated file may inflate to. Throws
 * NOT_DICOM, FILE_TRUNCATED where the bytes end before the pixels begin, FILE_CORRUPT, FILE_TOO_LARGE.
 */
export function parseDicom(bytes: Buffer, { maxBytes }: { readonly maxBytes: number }): DicomFile {
  if (!hasMagic(bytes)) throw new VoxseekError('NOT_DICOM', 'The file does not begin with the preamble of a DICOM file.');
  const { meta, next } = metaOf(bytes);
  const uid = meta.text(TAG.TransferSyntaxUID);
  if (uid === null) throw new VoxseekError('FILE_CORRUPT', 'The file does not say its transfer syntax.');
  const transferSyntax = transferSyntaxOf(uid);
  const body = transferSyntax.deflated ? inflated(bytes.subarray(next), maxBytes) : bytes;
  const encoding = encodingOf(body, transferSyntax);
  const scanned = scanElements(encoding, transferSyntax.deflated ? 0 : next, body.length, 0);
  return { transferSyntax, mediaClass: meta.text(TAG.MediaStorageSOPClassUID), dataset: datasetOf(encoding, scanned, 0, textDecoder('')), bytes: body };
}
