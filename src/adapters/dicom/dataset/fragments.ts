import { VoxseekError } from '../../../domain/errors/voxseek-error.js';
import type { DicomFile } from './dicom-file.js';
import { encodingOf, scanItems } from './scan-elements.js';
import { TAG } from './tags.js';

const START_OF_JPEG = 0xffd8;
const START_OF_JPEG_2000 = 0xff4f;

const startsFrame = (fragment: Buffer): boolean => fragment.length >= 2 && [START_OF_JPEG, START_OF_JPEG_2000].includes(fragment.readUInt16BE(0));

const joined = (fragments: readonly Buffer[]): Buffer => (fragments.length === 1 ? fragments[0]! : Buffer.concat(fragments));

/** Fragments by the frames that the offset table begins; null where it does not fit them. */
function byOffsets(offsets: readonly number[], starts: readonly number[], fragments: readonly Buffer[]): readonly Buffer[] | null {
  const firsts = offsets.map((offset) => starts.indexOf(offset));
  if (firsts.some((first, index) => first < 0 || (index === 0 ? first !== 0 : first <= (firsts[index - 1] ?? 0)))) return null;
  return firsts.map((first, index) => joined(fragments.slice(first, firsts[index + 1])));
}

/**
 * The encoded frames of encapsulated pixels, each whole: one fragment a frame, or several joined by the basic offset table, or, where that is
 * empty, by where a codestream begins. Throws FILE_CORRUPT, FILE_TRUNCATED.
 */
export function encodedFrames({ dataset, bytes, transferSyntax }: DicomFile, frames: number): readonly Buffer[] {
  const pixels = dataset.element(TAG.PixelData);
  if (!pixels?.undefinedLength) throw new VoxseekError('FILE_CORRUPT', 'The pixels are not encapsulated as the transfer syntax has them.');
  const { items } = scanItems(encodingOf(bytes, transferSyntax), pixels.offset, null, 1);
  const [table, ...rest] = items;
  if (table === undefined || rest.length === 0) throw new VoxseekError('FILE_CORRUPT', 'The file has no pixels.');
  const fragments = rest.map(({ offset, length }) => bytes.subarray(offset, offset + length));
  if (fragments.length === frames) return fragments;
  if (frames === 1) return [joined(fragments)];
  const first = rest[0]?.offset ?? 0;
  const starts = rest.map(({ offset }) => offset - first);
  const offsets = Array.from({ length: Math.floor(table.length / 4) }, (_, index) => bytes.readUInt32LE(table.offset + 4 * index));
  const found = offsets.length === frames ? byOffsets(offsets, starts, fragments) : null;
  if (found !== null) return found;
  const begins = fragments.flatMap((fragment, index) => (startsFrame(fragment) ? [index] : []));
  if (begins.length === frames && begins[0] === 0) return begins.map((begin, index) => joined(fragments.slice(begin, begins[index + 1])));
  throw new VoxseekError('FILE_CORRUPT', `The pixels are in ${fragments.length} fragments, which do not make ${frames} frames.`);
}
