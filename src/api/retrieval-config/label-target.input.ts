import { ArrayMaxSize, ArrayMinSize, IsNotEmpty, MaxLength } from 'class-validator';
import { Field, InputType } from 'type-graphql';
import { MOST_LABEL_VALUES } from '../../domain/labels/label-target.js';
import type { LabelTarget } from '../../domain/labels/label-target.js';

@InputType({ description: 'A label of volumes, such as `tumour` or `stage`, that is to be told from the volumes found.' })
export class LabelTargetInput {
  @Field(() => String, { description: 'Its name, as the manifest gives it behind `label:`; 1 … 200 characters.' })
  @IsNotEmpty()
  @MaxLength(200)
  name!: string;

  @Field(() => [String], { nullable: true, description: 'Its values, the least first, 2 … 100, which makes it ordinal. Without them it is ordinal by size where all values are numbers, else categorical.' })
  @ArrayMinSize(2)
  @ArrayMaxSize(MOST_LABEL_VALUES)
  order?: string[] | null;
}

export function toLabelTarget({ name, order }: LabelTargetInput): LabelTarget {
  return { name, order: order ?? null };
}
