import { Max, Min } from 'class-validator';
import { Field, Float, InputType } from 'type-graphql';

@InputType({ description: 'What to look for among the stored objects of the team.' })
export class CollectOrphansInput {
  @Field(() => Boolean, { defaultValue: true, description: 'Looks and counts only. False deletes what it finds, for good.' })
  dryRun!: boolean;

  @Field(() => Float, { defaultValue: 24, description: 'Hours, ≥ 1: what is younger is left alone, since the work that wrote it may go on.' })
  @Min(1)
  @Max(100_000)
  olderThanHours!: number;
}
