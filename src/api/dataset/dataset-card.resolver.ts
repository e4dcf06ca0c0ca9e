import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { cardWarnings } from '../../services/datasets/card-warnings.js';
import type { CardWarning } from '../../services/datasets/card-warnings.js';
import type { DatasetCard } from '../../services/ports/dataset-card.js';
import type { DatasetRecord, SnapshotRecord } from '../../services/ports/records.js';
import type { ApiContext } from '../context.js';
import { SnapshotType } from '../snapshot/snapshot.type.js';
import { CardWarningType, DatasetCardType } from './dataset-card.type.js';
import { DatasetType } from './dataset.type.js';

/** A card goes through every member and what its segmentation shows. */
const COST = 50;

@Resolver(() => DatasetType)
export class CardOfDatasetResolver {
  @FieldResolver(() => DatasetCardType, { nullable: true, description: 'What it holds now.', complexity: ({ childComplexity }) => COST + childComplexity })
  card(@Root() { id }: DatasetRecord, @Ctx() { loaders }: ApiContext): Promise<DatasetCard | null> {
    return loaders.cardsOfDatasets.load(id);
  }
}

@Resolver(() => SnapshotType)
export class CardOfSnapshotResolver {
  @FieldResolver(() => DatasetCardType, { nullable: true, description: 'What it holds, without what was deleted since.', complexity: ({ childComplexity }) => COST + childComplexity })
  card(@Root() { id }: SnapshotRecord, @Ctx() { loaders }: ApiContext): Promise<DatasetCard | null> {
    return loaders.cardsOfSnapshots.load(id);
  }
}

@Resolver(() => DatasetCardType)
export class DatasetCardResolver {
  @FieldResolver(() => [CardWarningType])
  warnings(@Root() card: DatasetCard): readonly CardWarning[] {
    return cardWarnings(card);
  }
}
