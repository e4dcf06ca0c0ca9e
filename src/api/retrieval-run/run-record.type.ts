import { Field, Float, ID, Int, ObjectType } from 'type-graphql';
import { GraphQLJSONObject } from 'graphql-scalars';
import type { MachineFacts } from '../../services/ports/machine-probe.js';
import type { EmbeddingFacts, EncoderFacts, IndexFacts, RunRecord, SeedFact, SnapshotFacts } from '../../services/ports/run-record.js';
import { IndexParametersType } from '../vector-index/vector-index.type.js';

@ObjectType('Machine', { description: 'What a worker ran on. Names no host and no person.' })
export class MachineType implements MachineFacts {
  @Field(() => String, { description: 'Model of the processor.' })
  cpu!: string;

  @Field(() => Int, { description: 'Logical cores that it could use.' })
  cores!: number;

  @Field(() => Float, { description: 'Memory, bytes.' })
  memoryBytes!: number;

  @Field(() => String, { description: 'Operating system and architecture.' })
  platform!: string;

  @Field(() => String, { description: 'Version of Node.' })
  node!: string;

  @Field(() => String, { description: 'Version of ONNX Runtime.' })
  onnxRuntime!: string;
}

@ObjectType('SnapshotFacts', { description: 'One side of a run: what was asked about, or what could be found.' })
export class SnapshotFactsType implements SnapshotFacts {
  @Field(() => ID, { description: 'The snapshot.' })
  snapshotId!: SnapshotFacts['snapshotId'];

  @Field(() => String, { description: 'SHA-256 (hex) of its sorted members.' })
  hash!: string;

  @Field(() => Int, { description: 'Labelled volumes of the splits that counted.' })
  volumes!: number;

  @Field(() => Int, { description: 'Their slices.' })
  slices!: number;
}

@ObjectType('EncoderFacts', { description: 'The encoder at the revision that was measured.' })
export class EncoderFactsType implements EncoderFacts {
  @Field(() => ID, { description: 'The model, also after it was deleted.' })
  modelId!: EncoderFacts['modelId'];

  @Field(() => String, { description: 'Its name.' })
  name!: string;

  @Field(() => String, { description: 'Its revision.' })
  revision!: string;

  @Field(() => String, { description: 'SHA-256 (hex) of the model file.' })
  sha256!: string;

  @Field(() => ID, { description: 'The recipe, also after it was deleted.' })
  recipeId!: EncoderFacts['recipeId'];

  @Field(() => String, { description: 'SHA-256 (hex) of the recipe.' })
  recipeHash!: string;

  @Field(() => GraphQLJSONObject, { description: 'All that shapes a slice image and its vector.' })
  recipe!: unknown;
}

@ObjectType('EmbeddingFacts', { description: 'The embeddings of the volumes that were asked about or could be found.' })
export class EmbeddingFactsType implements EmbeddingFacts {
  @Field(() => Int, { description: 'Volumes.' })
  volumes!: number;

  @Field(() => Int, { description: 'Slices.' })
  slices!: number;

  @Field(() => Int, { description: 'Numbers in a vector.' })
  dimension!: number;

  @Field(() => Float, { description: 'Bytes of the vectors as they are stored, without the files’ headers.' })
  bytes!: number;

  @Field(() => Float, { description: 'Mean seconds that embedding a volume took, when it was embedded.' })
  secondsAVolume!: number;

  @Field(() => [String], { description: 'Execution providers that made them, e.g. CPU.' })
  providers!: readonly string[];
}

@ObjectType('IndexFacts', { description: 'The index in the state that was searched.' })
export class IndexFactsType implements IndexFacts {
  @Field(() => ID, { description: 'The index, also after it was dropped.' })
  indexId!: IndexFacts['indexId'];

  @Field(() => IndexParametersType, { description: 'How neighbours are found.' })
  parameters!: IndexFacts['parameters'];

  @Field(() => String, { nullable: true, description: 'Product and version of the vector server; null for EXACT.' })
  server!: string | null;

  @Field(() => Int, { description: 'Raised by each build, addition and removal.' })
  generation!: number;

  @Field(() => Int, { description: 'Slices that it held.' })
  slices!: number;

  @Field(() => Float, { description: 'Bytes of its vectors, float32, without the server’s own links and lists; 0 for EXACT, which reads the embeddings.' })
  bytes!: number;

  @Field(() => Float, { nullable: true, description: 'Seconds that its last build took.' })
  buildSeconds!: number | null;
}

@ObjectType('Seed', { description: 'What was drawn at random, and from which seed.' })
export class SeedType implements SeedFact {
  @Field(() => String, { description: 'What for.' })
  purpose!: string;

  @Field(() => String, { description: 'The seed.' })
  seed!: string;
}

@ObjectType('RunRecord', { description: 'By what a run was measured, beside its configuration, protocol, version and times. Written once, when it finishes.' })
export class RunRecordType implements RunRecord {
  @Field(() => String, { description: 'Version of the product.' })
  product!: string;

  @Field(() => MachineType, { description: 'Of the worker that finished the run.' })
  machine!: MachineType;

  @Field(() => Float, { description: 'Most resident memory of that worker since its start, bytes.' })
  peakMemoryBytes!: number;

  @Field(() => SnapshotFactsType, { description: 'What could be found.' })
  gallery!: SnapshotFactsType;

  @Field(() => SnapshotFactsType, { description: 'What was asked about.' })
  queries!: SnapshotFactsType;

  @Field(() => EncoderFactsType, { nullable: true, description: 'Null for a control.' })
  encoder!: EncoderFactsType | null;

  @Field(() => EmbeddingFactsType, { nullable: true, description: 'Null for a control.' })
  embeddings!: EmbeddingFactsType | null;

  @Field(() => IndexFactsType, { nullable: true, description: 'Null for a control.' })
  index!: IndexFactsType | null;

  @Field(() => [SeedType], { description: 'Empty for a control, for which nothing is drawn.' })
  seeds!: readonly SeedType[];
}
