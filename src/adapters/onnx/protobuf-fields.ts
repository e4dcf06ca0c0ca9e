import { VoxseekError } from '../../domain/errors/voxseek-error.js';

const [VARINT, EIGHT_BYTES, BYTES, FOUR_BYTES] = [0, 1, 2, 5];

/** One field of a protobuf message: a number, or where its bytes lie. Fixed-width fields are passed over. */
export type ProtobufField =
  | { readonly kind: 'NUMBER'; readonly field: number; readonly value: number }
  | { readonly kind: 'BYTES'; readonly field: number; readonly start: number; readonly end: number };

const malformed = (): VoxseekError => new VoxseekError('MODEL_UNREADABLE', 'The file is no ONNX model: its structure cannot be read.');

function readVarint(bytes: Buffer, start: number): readonly [value: number, next: number] {
  let value = 0;
  for (let index = 0; index < 10; index += 1) {
    const byte = bytes[start + index];
    if (byte === undefined) throw malformed();
    value += (byte & 0x7f) * 2 ** (7 * index);
    if (byte < 0x80) return [value, start + index + 1];
  }
  throw malformed();
}

/** The fields of the message in `bytes` from `start` to `end`, in order. Throws MODEL_UNREADABLE where it is none. */
export function* protobufFields(bytes: Buffer, start: number, end: number): Generator<ProtobufField> {
  let position = start;
  while (position < end) {
    const [tag, afterTag] = readVarint(bytes, position);
    const [field, wire] = [Math.floor(tag / 8), tag % 8];
    position = afterTag;
    if (wire === VARINT) {
      const [value, next] = readVarint(bytes, position);
      position = next;
      yield { kind: 'NUMBER', field, value };
    } else if (wire === EIGHT_BYTES) position += 8;
    else if (wire === FOUR_BYTES) position += 4;
    else if (wire === BYTES) {
      const [length, from] = readVarint(bytes, position);
      position = from + length;
      if (position > end) throw malformed();
      yield { kind: 'BYTES', field, start: from, end: position };
    } else throw malformed();
  }
  if (position > end) throw malformed();
}
