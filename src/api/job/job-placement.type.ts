import { Field, ObjectType } from 'type-graphql';
import type { ErrorCode } from '../../domain/errors/error-codes.js';
import type { Provider } from '../../domain/placement/capability.js';
import { ErrorCodeEnum } from '../errors/error-code.type.js';
import { graphqlEnum } from '../graphql-enum.js';

export const ExecutionProviderEnum = graphqlEnum<Provider>('ExecutionProvider', 'What runs an encoder.', {
  CPU: 'The processor.',
  CUDA: 'An NVIDIA GPU.',
  TENSORRT: 'An NVIDIA GPU by TensorRT; what that cannot take runs on CUDA.',
  COREML: 'The accelerators of a Mac.',
  WEBGPU: 'A GPU by its graphics driver.',
});

@ObjectType('JobRefusal', { description: 'A queue that a job came back from.' })
export class JobRefusalType {
  @Field(() => String, { description: 'The queue.' })
  queue!: string;

  @Field(() => ErrorCodeEnum, { description: 'What its worker lacks.' })
  code!: ErrorCode;

  @Field(() => String, { description: 'What the worker said.' })
  message!: string;
}

@ObjectType('JobPlacement', { description: 'Where the embedding of a job was sent last; each embedding records what ran it.' })
export class JobPlacementType {
  @Field(() => String, { nullable: true, description: 'The queue; null while no worker that can do it listens.' })
  queue!: string | null;

  @Field(() => ExecutionProviderEnum, { nullable: true, description: 'What the workers of the queue run it on; null with it.' })
  provider!: Provider | null;

  @Field(() => String, { description: 'Why there, or what is missing and what to start.' })
  reason!: string;

  @Field(() => [JobRefusalType], { description: 'Queues that it came back from.' })
  refusals!: readonly JobRefusalType[];
}
