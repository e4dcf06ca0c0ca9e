import { Field, ObjectType } from 'type-graphql';
import type { Split } from '../../services/ports/records.js';
import { SplitEnum } from '../import/import.input.js';

@ObjectType('Protocol', { description: 'Which volumes are asked about, and which may be found. Whatever it says, no query finds its own patient.' })
export class ProtocolType {
  @Field(() => [SplitEnum], { nullable: true, description: 'The splits of the snapshot that may be found; null for all of it.' })
  gallerySplits!: readonly Split[] | null;

  @Field(() => [SplitEnum], { nullable: true, description: 'The splits of the query snapshot that are asked about; null for all of it.' })
  querySplits!: readonly Split[] | null;
}
