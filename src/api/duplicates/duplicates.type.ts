import { Field, Float, GraphQLISODateTime, Int, ObjectType } from 'type-graphql';
import type { DuplicateVerdict } from '../../services/ports/duplicate-reviews.js';
import { graphqlEnum } from '../graphql-enum.js';

const VERDICTS = { SAME: 'One scan under two patients.', DIFFERENT: 'Two scans that only look alike.' } as const;

export const DuplicateVerdictEnum = graphqlEnum<DuplicateVerdict>('DuplicateVerdict', 'What people say of two volumes that look like one scan.', VERDICTS);

export type DuplicateReviewState = DuplicateVerdict | 'UNREVIEWED';

export const DuplicateReviewStateEnum = graphqlEnum<DuplicateReviewState>('DuplicateReviewState', 'Whether people have looked at a pair, and what they say.', { UNREVIEWED: 'Nobody has said anything.', ...VERDICTS });

@ObjectType('DuplicateReview', { description: 'What was said last of a pair of volumes, in whichever search it is found.' })
export class DuplicateReviewType {
  @Field(() => DuplicateVerdictEnum, { description: 'Whether they are one scan.' })
  verdict!: DuplicateVerdict;

  @Field(() => String, { description: 'The name of the token by which it was said.' })
  reviewedBy!: string;

  @Field(() => GraphQLISODateTime, { description: 'When.' })
  reviewedAt!: Date;
}

@ObjectType('DuplicatePair', { description: 'Two volumes of different patients that look like one scan. Whether they are is for people to say: both are shown by a slice that matches.' })
export class DuplicatePairType {
  @Field(() => Float, { description: 'By the vectors of the recipe: the mean over one volume’s slices of the best cosine to a slice of the other, of both directions the larger, −1 … 1.' })
  similarity!: number;

  @Field(() => Float, { description: 'The same by the correlation of pixels, 32 × 32; what it is judged by.' })
  agreement!: number;
}

@ObjectType('FoundDuplicates', { description: 'Volumes of different patients that look like one scan.' })
export class FoundDuplicatesType {
  @Field(() => Int, { description: 'Volumes that were compared with all others; those that were not embedded are skipped.' })
  volumes!: number;

  @Field(() => Float, { description: 'Pairs of these: not of one patient, nor one generated from the other.' })
  pairs!: number;

  @Field(() => Int, { description: 'Pairs whose pixels were compared slice by slice.' })
  compared!: number;

  @Field(() => Int, { description: 'Duplicates in all.' })
  found!: number;

  @Field(() => Float, { description: 'From this agreement on a pair is one.' })
  threshold!: number;
}
