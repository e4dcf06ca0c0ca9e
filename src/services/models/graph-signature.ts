/** The types of onnx.proto by their number there. */
export const ELEMENT_TYPES = [
  'undefined', 'float32', 'uint8', 'int8', 'uint16', 'int16', 'int32', 'int64', 'string', 'bool', 'float16', 'float64', 'uint32', 'uint64', 'complex64', 'complex128', 'bfloat16',
] as const;
export type ElementType = (typeof ELEMENT_TYPES)[number] | 'other';

/** A fixed length, or the name of a dynamic axis; `?` where the graph gives it none. */
export type Axis = number | string;

export interface TensorSignature {
  readonly name: string;
  readonly type: ElementType;
  /** Null where the graph does not say how many axes there are. */
  readonly shape: readonly Axis[] | null;
}

/** What a graph takes and gives, as it states it. Inputs that have a value of their own are left out. */
export interface GraphSignature {
  readonly inputs: readonly TensorSignature[];
  readonly outputs: readonly TensorSignature[];
}

/** `image float32[n, 3, 224, 224]`: as error messages show a tensor. */
export function describeTensor({ name, type, shape }: TensorSignature): string {
  return `${name} ${type}[${shape === null ? '…' : shape.join(', ')}]`;
}

/** All inputs and outputs in one line, so that whoever wrote the entry can choose. */
export function describeSignature({ inputs, outputs }: GraphSignature): string {
  return `Inputs: ${inputs.map(describeTensor).join('; ') || 'none'}. Outputs: ${outputs.map(describeTensor).join('; ') || 'none'}.`;
}
