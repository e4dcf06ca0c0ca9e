import { VoxseekError } from '../../../domain/errors/voxseek-error.js';
import { itemEncoding, scanElements, scanItems } from './scan-elements.js';
import type { Element, Encoding, Scanned } from './scan-elements.js';
import { nameOf, TAG, vrOf } from './tags.js';
import { textDecoder } from './text.js';

/**
 * Typed access to the elements of one data set or sequence item. Values are decoded when they are asked for; an absent or empty
 * element gives null or nothing. What is read throws FILE_CORRUPT where it cannot be what its tag says; messages name tags, never values.
 */
export interface Dataset {
  has(tag: number): boolean;
  /** Tags in file order. */
  tags(): readonly number[];
  element(tag: number): Element | null;
  /** The bytes of a value of known length, not copied; null where it is absent. */
  bytes(tag: number): Buffer | null;
  /** The first value, without padding. */
  text(tag: number): string | null;
  /** All values of a text, split at backslashes, without padding. */
  texts(tag: number): readonly string[];
  /** All values of a number, stored as binary or as text; 64-bit integers beyond 2⁵³ are rounded. */
  numbers(tag: number): readonly number[];
  /** The first of them. */
  number(tag: number): number | null;
  /** The items of a sequence. */
  items(tag: number): readonly Dataset[];
  /** The first of them. */
  item(tag: number): Dataset | null;
}

const TEXT_NUMBERS: ReadonlySet<string> = new Set(['DS', 'IS']);

interface BinaryNumber {
  readonly width: 2 | 4 | 8;
  readonly read: (view: DataView, at: number, littleEndian: boolean) => number;
}

const BINARY: ReadonlyMap<string, BinaryNumber> = new Map<string, BinaryNumber>([
  ['US', { width: 2, read: (view, at, little) => view.getUint16(at, little) }],
  ['SS', { width: 2, read: (view, at, little) => view.getInt16(at, little) }],
  ['UL', { width: 4, read: (view, at, little) => view.getUint32(at, little) }],
  ['SL', { width: 4, read: (view, at, little) => view.getInt32(at, little) }],
  ['AT', { width: 4, read: (view, at, little) => view.getUint16(at, little) * 0x1_0000 + view.getUint16(at + 2, little) }],
  ['FL', { width: 4, read: (view, at, little) => view.getFloat32(at, little) }],
  ['OF', { width: 4, read: (view, at, little) => view.getFloat32(at, little) }],
  ['FD', { width: 8, read: (view, at, little) => view.getFloat64(at, little) }],
  ['OD', { width: 8, read: (view, at, little) => view.getFloat64(at, little) }],
  ['UV', { width: 8, read: (view, at, little) => Number(view.getBigUint64(at, little)) }],
  ['OV', { width: 8, read: (view, at, little) => Number(view.getBigUint64(at, little)) }],
  ['SV', { width: 8, read: (view, at, little) => Number(view.getBigInt64(at, little)) }],
]);

const PADDING = /^[\0 ]+|[\0 ]+$/gu;

/** A data set over elements that were found. Sequences are scanned when they are asked for, so that an unread one costs nothing. */
export function datasetOf(encoding: Encoding, { elements }: Pick<Scanned, 'elements'>, depth: number, inherited: (bytes: Buffer) => string): Dataset {
  const valueOf = (tag: number): Buffer | null => {
    const element = elements.get(tag);
    if (element === undefined || element.length < 0) return null;
    return encoding.bytes.subarray(element.offset, element.offset + element.length);
  };
  const characterSet = valueOf(TAG.SpecificCharacterSet);
  const decode = characterSet === null ? inherited : textDecoder(characterSet.toString('latin1').split('\\')[0] ?? '');
  const stated = (tag: number): string | null => {
    const vr = elements.get(tag)?.vr ?? null;
    return vr === null || vr === 'UN' ? vrOf(tag) : vr;
  };
  const dataset: Dataset = {
    has: (tag) => elements.has(tag),
    tags: () => [...elements.keys()],
    element: (tag) => elements.get(tag) ?? null,
    bytes: valueOf,
    texts(tag) {
      const bytes = valueOf(tag);
      return bytes === null || bytes.length === 0 ? [] : decode(bytes).split('\\').map((text) => text.replace(PADDING, ''));
    },
    text(tag) {
      const first = dataset.texts(tag)[0] ?? '';
      return first === '' ? null : first;
    },
    numbers(tag) {
      const bytes = valueOf(tag);
      if (bytes === null || bytes.length === 0) return [];
      const vr = stated(tag);
      if (vr !== null && TEXT_NUMBERS.has(vr)) {
        const values = dataset.texts(tag).filter((text) => text !== '').map(Number);
        if (!values.every(Number.isFinite)) throw new VoxseekError('FILE_CORRUPT', `${nameOf(tag)} holds something that is no number.`);
        return values;
      }
      const binary = vr === null ? undefined : BINARY.get(vr);
      if (binary === undefined || bytes.length % binary.width !== 0) throw new VoxseekError('FILE_CORRUPT', `${nameOf(tag)} does not hold numbers.`);
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
      return Array.from({ length: bytes.length / binary.width }, (_, index) => binary.read(view, index * binary.width, encoding.littleEndian));
    },
    number: (tag) => dataset.numbers(tag)[0] ?? null,
    items(tag) {
      const element = elements.get(tag);
      if (element === undefined || element.length < 0) return [];
      const inner = itemEncoding(encoding, element.vr);
      const end = element.undefinedLength ? null : element.offset + element.length;
      return scanItems(inner, element.offset, end, depth + 1).items.map(({ offset, length }) => datasetOf(inner, scanElements(inner, offset, offset + length, depth + 1), depth + 1, decode));
    },
    item: (tag) => dataset.items(tag)[0] ?? null,
  };
  return dataset;
}
