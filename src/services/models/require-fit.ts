import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import type { ErrorCode } from '../../domain/errors/error-codes.js';
import { describeSignature, describeTensor } from './graph-signature.js';
import type { Axis, GraphSignature, TensorSignature } from './graph-signature.js';
import type { OnnxModelEntry } from './model-entry.js';

/** The pooling that makes one vector of an output with so many axes. */
const POOLINGS: Readonly<Record<number, readonly OnnxModelEntry['pooling'][]>> = { 2: ['NONE', 'CLS'], 3: ['CLS', 'MEAN'], 4: ['GLOBAL_AVERAGE'] };

/** Where the numbers of a vector stand among the axes of an output. */
const vectorAxis = (rank: number): number => (rank === 3 ? 2 : 1);

const differs = (axis: Axis | undefined, wanted: number): boolean => typeof axis === 'number' && axis !== wanted;

/**
 * Refuses an entry that the graph contradicts, before anything of it is run. What the graph leaves open is found out by running it. Throws
 * MODEL_INVALID (a name that the graph lacks), MODEL_TYPE_UNSUPPORTED, MODEL_BATCH_FIXED, MODEL_SHAPE_UNFIT.
 */
export function requireFit(graph: GraphSignature, entry: OnnxModelEntry): void {
  const refuse = (code: ErrorCode, path: string, reason: string): never => {
    throw new VoxseekError(code, `${reason} ${describeSignature(graph)}`, { path });
  };
  const named = (field: 'input' | 'output', wanted: string, tensors: readonly TensorSignature[], path: string = field): TensorSignature => {
    const tensor = tensors.find(({ name }) => name === wanted) ?? refuse('MODEL_INVALID', path, `The graph has no ${field} "${wanted}".`);
    if (tensor.type !== 'float32') refuse('MODEL_TYPE_UNSUPPORTED', path, `The ${field} ${describeTensor(tensor)} must be float32.`);
    return tensor;
  };
  const input = named('input', entry.input, graph.inputs);
  const output = named('output', entry.output, graph.outputs);

  const others = graph.inputs.filter(({ name }) => name !== entry.input);
  if (others.length > 0) refuse('MODEL_SHAPE_UNFIT', 'input', `The graph asks for more than an image: ${others.map(describeTensor).join('; ')}. Export it with these fixed.`);
  requireInput(input.shape, entry, refuse);
  requireOutput(output.shape, entry, refuse);
  if (entry.patches !== undefined) requirePatches(named('output', entry.patches.output, graph.outputs, 'patches.output').shape, entry.patches, refuse);
}

type Refuse = (code: ErrorCode, path: string, reason: string) => never;

function requireInput(shape: readonly Axis[] | null, { channels, size }: OnnxModelEntry, refuse: Refuse): void {
  if (shape === null) return;
  const [axes, names] = size.depth === undefined ? [4, 'slices × channels × rows × columns'] : [5, 'windows × channels × planes × rows × columns'];
  if (shape.length !== axes) refuse('MODEL_SHAPE_UNFIT', 'input', `The input has ${shape.length} axes; by its layout it must be ${names}.`);
  const [batch, channelAxis] = shape;
  if (typeof batch === 'number' && batch > 1) refuse('MODEL_BATCH_FIXED', 'input', `The input takes exactly ${batch} slices. Export it with a dynamic first axis, or with 1.`);
  const wanted = channels === 'SINGLE' ? 1 : 3;
  if (differs(channelAxis, wanted)) refuse('MODEL_SHAPE_UNFIT', 'channels', `The input takes ${channelAxis} channels, the entry gives ${wanted}.`);
  const [height, width] = shape.slice(-2);
  if (differs(height, size.height) || differs(width, size.width)) refuse('MODEL_SHAPE_UNFIT', 'size', `The input takes ${width} × ${height} pixels, the entry says ${size.width} × ${size.height}.`);
  if (size.depth !== undefined && differs(shape[2], size.depth)) refuse('MODEL_SHAPE_UNFIT', 'size', `The input takes ${shape[2]} planes, the entry says ${size.depth}.`);
}

function requireOutput(shape: readonly Axis[] | null, { pooling, dimension }: OnnxModelEntry, refuse: Refuse): void {
  if (shape === null) return;
  const allowed = POOLINGS[shape.length] ?? refuse('MODEL_SHAPE_UNFIT', 'output', `The output has ${shape.length} axes; it must be slices × numbers, slices × tokens × numbers, or slices × numbers × rows × columns.`);
  if (!allowed.includes(pooling)) refuse('MODEL_SHAPE_UNFIT', 'pooling', `An output of ${shape.length} axes is pooled by ${allowed.join(' or ')}, not by ${pooling}.`);
  const length = shape[vectorAxis(shape.length)];
  if (differs(length, dimension)) refuse('MODEL_INVALID', 'dimension', `The output has ${length} numbers for a slice, the entry says ${dimension}.`);
}

function requirePatches(shape: readonly Axis[] | null, { output, rows, columns, leading, dimension }: NonNullable<OnnxModelEntry['patches']>, refuse: Refuse): void {
  if (shape === null) return;
  const tokens = leading + rows * columns;
  const asTokens = shape.length === 3 && !differs(shape[1], tokens);
  const asMap = shape.length === 4 && leading === 0 && !differs(shape[2], rows) && !differs(shape[3], columns);
  if (!asTokens && !asMap) refuse('MODEL_SHAPE_UNFIT', 'patches', `The output "${output}" does not hold ${rows} × ${columns} patches behind ${leading} other tokens: it must be slices × ${tokens} × numbers${leading === 0 ? `, or slices × numbers × ${rows} × ${columns}` : ''}.`);
  const length = shape[vectorAxis(shape.length)];
  if (differs(length, dimension)) refuse('MODEL_INVALID', 'patches.dimension', `The output "${output}" has ${length} numbers for a patch, the entry says ${dimension}.`);
}
