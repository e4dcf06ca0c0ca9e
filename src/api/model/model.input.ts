import { Field, ID, InputType } from 'type-graphql';
import { GraphQLJSONObject } from 'graphql-scalars';

@InputType({ description: 'An encoder of the team.' })
export class RegisterModelInput {
  @Field(() => ID, { description: 'The received upload of its ONNX file.' })
  uploadId!: string;

  @Field(() => GraphQLJSONObject, { description: 'Its catalogue entry, as those of models/catalogue; a missing field is refused with its path.' })
  entry!: Record<string, unknown>;
}
