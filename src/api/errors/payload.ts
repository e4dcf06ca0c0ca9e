import type { ClassType } from 'type-graphql';
import { Field, ObjectType } from 'type-graphql';
import { UserErrorType } from './error-code.type.js';

interface PayloadField {
  readonly type: () => ClassType | typeof String | object;
  readonly description: string;
}

/** The answer of a mutation: the noun (null when refused) and why it was refused. */
export function payloadOf(mutation: string, fields: Readonly<Record<string, PayloadField>>): ClassType<object> {
  const name = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Payload`;

  @ObjectType(name, { description: `What \`${mutation}\` gives back.` })
  class Payload {
    @Field(() => [UserErrorType], { description: 'Empty when the mutation was done.' })
    userErrors!: readonly UserErrorType[];
  }
  for (const [field, { type, description }] of Object.entries(fields)) {
    Field(type as () => ClassType, { nullable: true, description: `${description} Null when refused.` })(Payload.prototype, field);
  }
  return Payload;
}
