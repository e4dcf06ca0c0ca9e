import { Field, ObjectType } from 'type-graphql';
import type { ErrorCode } from '../../domain/errors/error-codes.js';
import { ERROR_CODES } from '../../domain/errors/error-codes.js';
import { graphqlEnum } from '../graphql-enum.js';

const summaries = Object.fromEntries(
  Object.entries(ERROR_CODES).map(([code, { summary, remedy }]) => [code, `${summary} ${remedy}`]),
) as Record<ErrorCode, string>;

export const ErrorCodeEnum = graphqlEnum('ErrorCode', 'Every expected failure; schema/errors.md lists them with what to do.', summaries);

@ObjectType('UserError', { description: 'Why a mutation did not do what was asked.' })
export class UserErrorType {
  @Field(() => ErrorCodeEnum, { description: 'The code to act on.' })
  code!: ErrorCode;

  @Field(() => String, { description: 'What is wrong, with the value, and what to do; for people.' })
  message!: string;

  @Field(() => String, { nullable: true, description: 'The argument that the error is about, e.g. `input.k`.' })
  path!: string | null;
}
