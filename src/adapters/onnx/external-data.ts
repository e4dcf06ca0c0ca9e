import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import { protobufFields } from './protobuf-fields.js';

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

/** Whether a tensor of an ONNX file keeps its numbers in another file. Throws MODEL_UNREADABLE for what is no ONNX file. */
export function refersToExternalData(bytes: Buffer): boolean {
  return visit(bytes, 0, bytes.length, 'MODEL', 0);
}

function visit(bytes: Buffer, start: number, end: number, kind: Kind, depth: number): boolean {
  if (depth > DEEPEST) throw new VoxseekError('MODEL_UNREADABLE', `The file is no ONNX model: it nests graphs deeper than ${DEEPEST}.`);
  for (const field of protobufFields(bytes, start, end)) {
    if (kind === 'TENSOR' && field.field === (field.kind === 'NUMBER' ? DATA_LOCATION : EXTERNAL_DATA)) {
      if (field.kind === 'BYTES' || field.value !== 0) return true;
    }
    if (field.kind === 'NUMBER') continue;
    const child = CHILDREN[kind][field.field];
    if (child !== undefined && visit(bytes, field.start, field.end, child, depth + 1)) return true;
  }
  return false;
}
