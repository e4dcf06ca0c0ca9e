import { Field, ObjectType } from 'type-graphql';
import type { Axis, GraphSignature, TensorSignature } from '../../services/models/graph-signature.js';

@ObjectType('GraphTensor', { description: 'An input or output of an encoder’s graph.' })
export class GraphTensorType {
  @Field(() => String, { description: 'Its name, as `input` or `output` of a catalogue entry takes it.' })
  name!: string;

  @Field(() => String, { description: 'The type of its numbers; an encoder takes and gives float32.' })
  type!: string;

  @Field(() => [String], { nullable: true, description: 'The length of each axis; a dynamic one by its name, `?` where it has none. Null where the graph does not say.' })
  shape!: readonly string[] | null;
}

@ObjectType('ModelGraph', { description: 'What the graph of an encoder takes and gives.' })
export class ModelGraphType {
  @Field(() => [GraphTensorType], { description: 'Its inputs without those that have a value of their own.' })
  inputs!: readonly GraphTensorType[];

  @Field(() => [GraphTensorType], { description: 'Its outputs.' })
  outputs!: readonly GraphTensorType[];
}

const tensorType = ({ shape, ...tensor }: TensorSignature): GraphTensorType => ({ ...tensor, shape: shape?.map((axis: Axis) => String(axis)) ?? null });

export function toModelGraph({ inputs, outputs }: GraphSignature): ModelGraphType {
  return { inputs: inputs.map(tensorType), outputs: outputs.map(tensorType) };
}
