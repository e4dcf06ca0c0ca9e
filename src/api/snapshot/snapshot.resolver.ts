import { Arg, Authorized, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import type { DatasetRecord, SnapshotRecord } from '../../services/ports/records.js';
import type { ApiContext } from '../context.js';
import { DatasetType } from '../dataset/dataset.type.js';
import { found, parseId } from '../found.js';
import { SnapshotType } from './snapshot.type.js';

@Resolver(() => SnapshotType)
export class SnapshotResolver {
  @Authorized('READ')
  @Query(() => SnapshotType, { nullable: true, description: 'One snapshot. Fails with NOT_FOUND.' })
  snapshot(@Arg('id', () => ID, { description: 'Its id.' }) id: string, @Ctx() context: ApiContext): Promise<SnapshotRecord> {
    return found(context.team.snapshots.get(parseId('Snapshot', id)), 'Snapshot', id);
  }

  @FieldResolver(() => DatasetType, { nullable: true, description: 'The data set whose state it is; null once that was deleted.' })
  dataset(@Root() snapshot: SnapshotRecord, @Ctx() context: ApiContext): Promise<DatasetRecord | null> {
    return context.loaders.datasets.load(snapshot.datasetId);
  }
}
