import { VoxseekError } from '../../../domain/errors/voxseek-error.js';
import type { TransferSyntax } from './transfer-syntax.js';
import { nameOf } from './tags.js';

/** Where the value of an element lies in the bytes of its file. */
export interface Element {
  readonly tag: number;
  /** Two letters; null where the file does not say (implicit files). */
  readonly vr: string | null;
  readonly offset: number;
  /** Bytes of the value; of one of undefined length, up to and without its delimiter, or −1 for pixel data, whose end is not sought. */
  readonly length: number;
  readonly undefinedLength: boolean;
}

/** How elements are written, and the bytes that they lie in. */
export interface Encoding {
  readonly bytes: Buffer;
  readonly explicit: boolean;
  readonly littleEndian: boolean;
}

export const encodingOf = (bytes: Buffer, { explicit, littleEndian }: Pick<TransferSyntax, 'explicit' | 'littleEndian'>): Encoding => ({ bytes, explicit, littleEndian });

const UNDEFINED = 0xffff_ffff;
const ITEM = 0xfffe_e000;
const ITEM_END = 0xfffe_e00d;
const SEQUENCE_END = 0xfffe_e0dd;
/** Float, double and integer pixels: the data set ends for us where they begin. */
const PIXELS: ReadonlySet<number> = new Set([0x7fe0_0008, 0x7fe0_0009, 0x7fe0_0010]);
const LONG_FORMS: ReadonlySet<string> = new Set(['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'SQ', 'SV', 'UC', 'UN', 'UR', 'UT', 'UV']);

/** Deeper nesting than any standard object has; a file that nests without end must not exhaust the stack. */
const GREATEST_DEPTH = 32;
/** Elements of one data set, and items of one sequence: what a hostile header can make us remember. */
const GREATEST_COUNT = 1 << 17;

export const truncated = (at: number): VoxseekError => new VoxseekError('FILE_TRUNCATED', `The file ends within its header, after ${at} bytes.`);
const corrupt = (message: string): VoxseekError => new VoxseekError('FILE_CORRUPT', message);

function uint16({ bytes, littleEndian }: Encoding, at: number): number {
  if (at + 2 > bytes.length) throw truncated(bytes.length);
  return littleEndian ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at);
}

function uint32({ bytes, littleEndian }: Encoding, at: number): number {
  if (at + 4 > bytes.length) throw truncated(bytes.length);
  return littleEndian ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at);
}

const tagAt = (encoding: Encoding, at: number): number => uint16(encoding, at) * 0x1_0000 + uint16(encoding, at + 2);

interface Head {
  readonly tag: number;
  readonly vr: string | null;
  readonly length: number;
  readonly offset: number;
}

function headAt(encoding: Encoding, at: number): Head {
  const tag = tagAt(encoding, at);
  // Delimiters have no value representation in any syntax.
  if (!encoding.explicit || tag >= ITEM) return { tag, vr: null, length: uint32(encoding, at + 4), offset: at + 8 };
  if (at + 6 > encoding.bytes.length) throw truncated(encoding.bytes.length);
  const vr = encoding.bytes.toString('latin1', at + 4, at + 6);
  if (!/^[A-Z]{2}$/u.test(vr)) throw corrupt(`The element ${nameOf(tag)} has no value representation.`);
  return LONG_FORMS.has(vr) ? { tag, vr, length: uint32(encoding, at + 8), offset: at + 12 } : { tag, vr, length: uint16(encoding, at + 6), offset: at + 8 };
}

/** Implicit little endian is how PS3.5 has the items of an unknown element of undefined length written. */
export const itemEncoding = (encoding: Encoding, vr: string | null): Encoding => (vr === 'UN' ? { ...encoding, explicit: false, littleEndian: true } : encoding);

/** An item of a sequence, or a fragment of encapsulated pixels: the bytes between its head and its end. */
export interface Item {
  readonly offset: number;
  readonly length: number;
}

/** The items from `at` to `end`, or to the delimiter where there is no end; `next` is behind it. */
export function scanItems(encoding: Encoding, at: number, end: number | null, depth: number): { readonly items: readonly Item[]; readonly next: number } {
  if (depth > GREATEST_DEPTH) throw corrupt(`The header nests sequences more than ${GREATEST_DEPTH} deep.`);
  const items: Item[] = [];
  let next = at;
  while (end === null || next < end) {
    const { tag, length, offset } = headAt(encoding, next);
    if (tag === SEQUENCE_END && end === null) return { items, next: offset };
    if (tag !== ITEM) throw corrupt('A sequence holds something that is no item.');
    if (items.length >= GREATEST_COUNT) throw corrupt(`A sequence has more than ${GREATEST_COUNT} items.`);
    if (length === UNDEFINED) {
      const inner = scanElements(encoding, offset, null, depth);
      items.push({ offset, length: inner.end - offset });
      next = inner.next;
    } else {
      if (offset + length > (end ?? encoding.bytes.length)) throw end === null ? truncated(encoding.bytes.length) : corrupt('An item is longer than its sequence.');
      items.push({ offset, length });
      next = offset + length;
    }
  }
  return { items, next };
}

export interface Scanned {
  readonly elements: ReadonlyMap<number, Element>;
  /** Where the elements end; `next` is behind the delimiter, where there is one. */
  readonly end: number;
  readonly next: number;
}

/**
 * The elements from `at` to `end`, or to the delimiter of their item where there is no end. Values are neither copied nor looked at. At the
 * top (depth 0) it stops at the pixels. Throws FILE_TRUNCATED where the bytes run out, FILE_CORRUPT.
 */
export function scanElements(encoding: Encoding, at: number, end: number | null, depth: number): Scanned {
  const elements = new Map<number, Element>();
  const limit = end ?? encoding.bytes.length;
  let next = at;
  while (end === null || next < end) {
    const { tag, vr, length, offset } = headAt(encoding, next);
    if (tag === ITEM_END && end === null) return { elements, end: next, next: offset };
    if (tag >= ITEM) throw corrupt('A delimiter stands where an element was expected.');
    if (depth === 0 && PIXELS.has(tag)) {
      elements.set(tag, { tag, vr, offset, length: length === UNDEFINED ? -1 : length, undefinedLength: length === UNDEFINED });
      return { elements, end: next, next: offset };
    }
    if (elements.size >= GREATEST_COUNT) throw corrupt(`The header has more than ${GREATEST_COUNT} elements.`);
    if (length === UNDEFINED) {
      const inner = scanItems(itemEncoding(encoding, vr), offset, null, depth + 1);
      elements.set(tag, { tag, vr, offset, length: inner.next - 8 - offset, undefinedLength: true });
      next = inner.next;
    } else {
      if (offset + length > limit) throw end === null || depth === 0 ? truncated(encoding.bytes.length) : corrupt(`The element ${nameOf(tag)} is longer than its item.`);
      elements.set(tag, { tag, vr, offset, length, undefinedLength: false });
      next = offset + length;
    }
  }
  return { elements, end: next, next };
}
