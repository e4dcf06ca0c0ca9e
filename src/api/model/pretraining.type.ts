import { Field, ObjectType } from 'type-graphql';
import type { Precision, Supervision } from '../../domain/evaluation/encoder-families.js';
import { graphqlEnum } from '../graphql-enum.js';

export const SupervisionEnum = graphqlEnum<Supervision>('Supervision', 'How an encoder learned.', {
  SUPERVISED: 'From labels that people gave.',
  SELF_SUPERVISED: 'From the pictures alone.',
  WEAKLY_SUPERVISED: 'From labels that came along, such as captions.',
  NONE: 'It did not learn: a control.',
  UNKNOWN: 'Not stated.',
});

export const PrecisionEnum = graphqlEnum<Precision>('Precision', 'Of an encoder’s arithmetic.', {
  FLOAT32: 'Float32.',
  FLOAT16: 'Float16.',
  INT8: 'Int8, in its weights or activations.',
  UNKNOWN: 'Not stated.',
});

@ObjectType('Pretraining', { description: 'What an encoder learned from, as its catalogue entry states it.' })
export class PretrainingType {
  @Field(() => String, { description: 'The data, in words; "not stated" where the entry does not say.' })
  data!: string;

  @Field(() => SupervisionEnum, { description: 'How it learned: the family that it is of.' })
  supervision!: Supervision;

  @Field(() => [String], { nullable: true, description: 'Every collection that it learned from, by its usual name; null where not all are known.' })
  collections!: readonly string[] | null;
}
