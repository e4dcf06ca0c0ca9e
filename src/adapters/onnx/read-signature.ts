import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import { ELEMENT_TYPES } from '../../services/models/graph-signature.js';
import type { Axis, GraphSignature, TensorSignature } from '../../services/models/graph-signature.js';
import { protobufFields } from './protobuf-fields.js';
import type { ProtobufField } from './protobuf-fields.js';

/** Fields of onnx.proto. */
const MODEL = { graph: 7 } as const;
const GRAPH = { initializer: 5, input: 11, output: 12, sparseInitializer: 15 } as const;
const VALUE = { name: 1, type: 2 } as const;
const TYPE = { tensor: 1 } as const;
const TENSOR_TYPE = { elementType: 1, shape: 2 } as const;
const SHAPE = { axis: 1 } as const;
const AXIS = { length: 1, name: 2 } as const;
const TENSOR = { name: 8 } as const;
const SPARSE = { values: 1 } as const;

type Bytes = Extract<ProtobufField, { kind: 'BYTES' }>;

function parts(bytes: Buffer, within: { readonly start: number; readonly end: number }, field: number): readonly Bytes[] {
  return [...protobufFields(bytes, within.start, within.end)].filter((part): part is Bytes => part.kind === 'BYTES' && part.field === field);
}

const textOf = (bytes: Buffer, within: Bytes, field: number): string => {
  const [part] = parts(bytes, within, field);
  return part === undefined ? '' : bytes.toString('utf8', part.start, part.end);
};

function numberOf(bytes: Buffer, within: Bytes, field: number): number | null {
  for (const part of protobufFields(bytes, within.start, within.end)) if (part.kind === 'NUMBER' && part.field === field) return part.value;
  return null;
}

/** A graph says −1 or 0 for an unknown length at times: these are dynamic too. */
function axisOf(bytes: Buffer, axis: Bytes): Axis {
  const length = numberOf(bytes, axis, AXIS.length);
  if (length !== null && length > 0 && length < 2 ** 53) return length;
  return textOf(bytes, axis, AXIS.name) || '?';
}

function tensorOf(bytes: Buffer, value: Bytes): TensorSignature {
  const name = textOf(bytes, value, VALUE.name);
  const [tensor] = parts(bytes, value, VALUE.type).flatMap((type) => parts(bytes, type, TYPE.tensor));
  if (tensor === undefined) return { name, type: 'other', shape: null };
  const [shape] = parts(bytes, tensor, TENSOR_TYPE.shape);
  return {
    name,
    type: ELEMENT_TYPES[numberOf(bytes, tensor, TENSOR_TYPE.elementType) ?? 0] ?? 'other',
    shape: shape === undefined ? null : parts(bytes, shape, SHAPE.axis).map((axis) => axisOf(bytes, axis)),
  };
}

/** What the graph of an ONNX file takes and gives, read without running it. Throws MODEL_UNREADABLE. */
export function readSignature(bytes: Buffer): GraphSignature {
  const [graph] = parts(bytes, { start: 0, end: bytes.length }, MODEL.graph);
  if (graph === undefined) throw new VoxseekError('MODEL_UNREADABLE', 'The file is no ONNX model: it has no graph.');
  const weights = [...parts(bytes, graph, GRAPH.initializer), ...parts(bytes, graph, GRAPH.sparseInitializer).flatMap((sparse) => parts(bytes, sparse, SPARSE.values))];
  const known = new Set(weights.map((tensor) => textOf(bytes, tensor, TENSOR.name)));
  return {
    inputs: parts(bytes, graph, GRAPH.input).map((value) => tensorOf(bytes, value)).filter(({ name }) => !known.has(name)),
    outputs: parts(bytes, graph, GRAPH.output).map((value) => tensorOf(bytes, value)),
  };
}
