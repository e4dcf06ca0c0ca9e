import { VoxseekError } from '../../domain/errors/voxseek-error.js';

const [VARINT, EIGHT_BYTES, MESSAGE, FOUR_BYTES] = [0, 1, 2, 5];

/** Fields of onnx.proto that lead to tensors: of the model, a graph, a node, an attribute, a function, a sparse tensor. */
type Kind = 'MODEL' | 'GRAPH' | 'NODE' | 'ATTRIBUTE' | 'TENSOR' | 'SPARSE' | 'FUNCTION';
const CHILDREN: Record<Kind, Readonly<Record<number, Kind>>> = {
  MODEL: { 7: 'GRAPH', 25: 'FUNCTION' },
  FUNCTION: { 7: 'NODE', 11: 'ATTRIBUTE' },
  GRAPH: { 1: 'NODE', 5: 'TENSOR', 15: 'SPARSE' },
  NODE: { 5: 'ATTRIBUTE' },
  ATTRIBUTE: { 5: 'TENSOR', 6: 'GRAPH', 10: 'TENSOR', 11: 'GRAPH', 22: 'SPARSE', 23: 'SPARSE' },
  SPARSE: { 1: 'TENSOR', 2: 'TENSOR' },
  TENSOR: {},
};
const EXTERNAL_DATA = 13;
const DATA_LOCATION = 14;
const DEEPEST = 64;

/** Whether a tensor of an ONNX file keeps its numbers in another file. Throws MODEL_REFUSED for what is no ONNX file. */
export function refersToExternalData(bytes: Buffer): boolean {
  return visit(bytes, 0, bytes.length, 'MODEL', 0);
}

const malformed = (): VoxseekError => new VoxseekError('MODEL_REFUSED', 'The file is no ONNX model: its structure cannot be read.');

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

function visit(bytes: Buffer, start: number, end: number, kind: Kind, depth: number): boolean {
  if (depth > DEEPEST) throw malformed();
  let position = start;
  while (position < end) {
    const [tag, afterTag] = readVarint(bytes, position);
    const [field, wire] = [Math.floor(tag / 8), tag % 8];
    position = afterTag;
    if (wire === VARINT) {
      const [value, next] = readVarint(bytes, position);
      if (kind === 'TENSOR' && field === DATA_LOCATION && value !== 0) return true;
      position = next;
    } else if (wire === EIGHT_BYTES) position += 8;
    else if (wire === FOUR_BYTES) position += 4;
    else if (wire === MESSAGE) {
      const [length, from] = readVarint(bytes, position);
      position = from + length;
      if (position > end) throw malformed();
      if (kind === 'TENSOR' && field === EXTERNAL_DATA) return true;
      const child = CHILDREN[kind][field];
      if (child !== undefined && visit(bytes, from, position, child, depth + 1)) return true;
    } else throw malformed();
  }
  return false;
}
