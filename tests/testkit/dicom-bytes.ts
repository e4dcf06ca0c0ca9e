import { deflateRawSync } from 'node:zlib';

/** Items of a sequence, or fragments of pixels, whose length the file does not state. */
interface Undefined {
  readonly undefinedLength: readonly (readonly DicomElement[] | Buffer)[];
}

export type DicomValue = string | Buffer | readonly number[] | readonly (readonly DicomElement[])[] | Undefined;

/** Tag, value representation, value: text, raw bytes, numbers, items, or items without lengths. */
export type DicomElement = readonly [tag: number, vr: string, value: DicomValue];

export interface Writing {
  readonly explicit: boolean;
  readonly littleEndian: boolean;
}

const LONG = new Set(['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'SQ', 'SV', 'UC', 'UN', 'UR', 'UT', 'UV']);
const UNDEFINED = 0xffff_ffff;

const uint16 = (value: number, { littleEndian }: Writing): Buffer => {
  const bytes = Buffer.alloc(2);
  if (littleEndian) bytes.writeUInt16LE(value);
  else bytes.writeUInt16BE(value);
  return bytes;
};
const uint32 = (value: number, { littleEndian }: Writing): Buffer => {
  const bytes = Buffer.alloc(4);
  if (littleEndian) bytes.writeUInt32LE(value);
  else bytes.writeUInt32BE(value);
  return bytes;
};
const tagBytes = (tag: number, writing: Writing): Buffer => Buffer.concat([uint16(tag >>> 16, writing), uint16(tag & 0xffff, writing)]);
const head = (tag: number, length: number, writing: Writing): Buffer => Buffer.concat([tagBytes(tag, writing), uint32(length, writing)]);

function numbersOf(vr: string, values: readonly number[], { littleEndian }: Writing): Buffer {
  const width = vr === 'US' || vr === 'SS' || vr === 'OW' ? 2 : vr === 'FD' || vr === 'OV' ? 8 : 4;
  const bytes = Buffer.alloc(width * values.length);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  values.forEach((value, index) => {
    const at = index * width;
    if (vr === 'FD') view.setFloat64(at, value, littleEndian);
    else if (vr === 'FL') view.setFloat32(at, value, littleEndian);
    else if (vr === 'OV') view.setBigUint64(at, BigInt(value), littleEndian);
    else if (width === 2) view.setUint16(at, value & 0xffff, littleEndian);
    else view.setUint32(at, value >>> 0, littleEndian);
  });
  return bytes;
}

function itemBytes(item: readonly DicomElement[] | Buffer, writing: Writing, stated: boolean): Buffer {
  if (Buffer.isBuffer(item)) return Buffer.concat([head(0xfffe_e000, item.length, writing), item]);
  const body = elementBytes(item, writing);
  return stated ? Buffer.concat([head(0xfffe_e000, body.length, writing), body]) : Buffer.concat([head(0xfffe_e000, UNDEFINED, writing), body, head(0xfffe_e00d, 0, writing)]);
}

function valueBytes(vr: string, value: Exclude<DicomValue, Undefined>, writing: Writing): Buffer {
  if (typeof value === 'string') return Buffer.from(value.length % 2 === 0 ? value : `${value}${vr === 'UI' ? '\0' : ' '}`, 'latin1');
  if (Buffer.isBuffer(value)) return value;
  if (vr === 'SQ') return Buffer.concat((value as readonly (readonly DicomElement[])[]).map((item) => itemBytes(item, writing, true)));
  return numbersOf(vr, value as readonly number[], writing);
}

/** Elements as a file holds them, in the order given. */
export function elementBytes(elements: readonly DicomElement[], writing: Writing): Buffer {
  return Buffer.concat(
    elements.flatMap(([tag, vr, value]) => {
      const open = typeof value === 'object' && 'undefinedLength' in value;
      const body = open
        ? Buffer.concat([...value.undefinedLength.map((item) => itemBytes(item, vr === 'UN' ? { explicit: false, littleEndian: true } : writing, false)), head(0xfffe_e0dd, 0, writing)])
        : valueBytes(vr, value, writing);
      const length = open ? UNDEFINED : body.length;
      if (!writing.explicit) return [head(tag, length, writing), body];
      const start = Buffer.concat([tagBytes(tag, writing), Buffer.from(vr, 'latin1')]);
      return LONG.has(vr) ? [start, Buffer.alloc(2), uint32(length, writing), body] : [start, uint16(length, writing), body];
    }),
  );
}

export const EXPLICIT: Writing = { explicit: true, littleEndian: true };

const FORMS: Readonly<Record<string, Writing>> = {
  '1.2.840.10008.1.2': { explicit: false, littleEndian: true },
  '1.2.840.10008.1.2.2': { explicit: true, littleEndian: false },
};

/** A file of PS3.10 with the data set as the transfer syntax has it. */
export function dicomBytes(elements: readonly DicomElement[], transferSyntax = '1.2.840.10008.1.2.1'): Buffer {
  const meta = elementBytes([[0x0002_0010, 'UI', transferSyntax]], EXPLICIT);
  const body = elementBytes(elements, FORMS[transferSyntax] ?? EXPLICIT);
  const written = transferSyntax.endsWith('.1.99') ? deflateRawSync(body) : body;
  return Buffer.concat([Buffer.alloc(128), Buffer.from('DICM'), elementBytes([[0x0002_0000, 'UL', [meta.length]]], EXPLICIT), meta, written]);
}
