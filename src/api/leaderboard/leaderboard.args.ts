import { ArgsType, Field, ID } from 'type-graphql';
import type { EvaluationTaxonomy } from '../../domain/anatomy/taxonomy.js';
import type { RetrievalMode } from '../../domain/ranking/retrieval-config.js';
import { PageArgs } from '../pagination.js';
import { RetrievalModeEnum } from '../retrieval-config/retrieval-config.enums.js';
import { EvaluationTaxonomyEnum } from '../segmentation/segmentation.type.js';

@ArgsType()
export class LeaderboardArgs extends PageArgs {
  @Field(() => ID, { nullable: true, description: 'The snapshot that was searched. Either this or `datasetId`.' })
  snapshotId!: string | null;

  @Field(() => ID, { nullable: true, description: 'The data set whose snapshots were searched.' })
  datasetId!: string | null;

  @Field(() => RetrievalModeEnum, { description: 'What was compared.' })
  mode!: RetrievalMode;

  @Field(() => EvaluationTaxonomyEnum, { defaultValue: 'FINE_104', description: 'The classes whose mean recall ranks.' })
  taxonomy!: EvaluationTaxonomy;
}
