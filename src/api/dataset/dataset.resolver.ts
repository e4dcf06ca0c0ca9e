import { randomUUID } from 'node:crypto';
import { Arg, Args, Authorized, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { asId } from '../../domain/ids.js';
import type { DatasetRecord, SnapshotRecord, VolumeRecord } from '../../services/ports/records.js';
import type { ApiContext } from '../context.js';
import { payloadOf } from '../errors/payload.js';
import { found, parseId } from '../found.js';
import type { ConnectionValue } from '../pagination.js';
import { PageArgs, pageComplexity, toPageRequest, toRecordConnection } from '../pagination.js';
import { SnapshotConnectionType, SnapshotType } from '../snapshot/snapshot.type.js';
import { VolumeConnectionType } from '../volume/volume.type.js';
import { CreateDatasetInput } from './dataset.input.js';
import { DatasetConnectionType, DatasetType } from './dataset.type.js';

const CreateDatasetPayload = payloadOf('createDataset', { dataset: { type: () => DatasetType, description: 'The new data set.' } });
const DeleteDatasetPayload = payloadOf('deleteDataset', { deletedId: { type: () => ID, description: 'The id that is free now.' } });
const TakeSnapshotPayload = payloadOf('takeSnapshot', { snapshot: { type: () => SnapshotType, description: 'The present state.' } });

@Resolver(() => DatasetType)
export class DatasetResolver {
  @Authorized('READ')
  @Query(() => DatasetType, { nullable: true, description: 'One data set. Fails with NOT_FOUND.' })
  dataset(@Arg('id', () => ID, { description: 'Its id.' }) id: string, @Ctx() context: ApiContext): Promise<DatasetRecord> {
    return found(context.loaders.datasets.load(parseId('Dataset', id)), 'Dataset', id);
  }

  @Authorized('READ')
  @Query(() => DatasetConnectionType, { description: 'All data sets of the team.', complexity: pageComplexity })
  async datasets(@Args(() => PageArgs) page: PageArgs, @Ctx() context: ApiContext): Promise<ConnectionValue<DatasetRecord>> {
    return toRecordConnection(await context.team.datasets.list(toPageRequest('Dataset', page)));
  }

  @Authorized('WRITE')
  @Mutation(() => CreateDatasetPayload, { description: 'Creates an empty data set. Refused with CONFLICT when the team has one of this name.' })
  async createDataset(@Arg('input', () => CreateDatasetInput, { description: 'What to create.' }) input: CreateDatasetInput, @Ctx() context: ApiContext): Promise<{ dataset: DatasetRecord }> {
    const dataset: DatasetRecord = {
      id: asId('Dataset', `ds_${randomUUID()}`),
      name: input.name,
      description: input.description ?? null,
      createdAt: new Date(),
    };
    await context.team.datasets.insert(dataset);
    return { dataset };
  }

  @Authorized('WRITE')
  @Mutation(() => DeleteDatasetPayload, { description: 'Deletes a data set, not its volumes. Refused with IN_USE while an index or a run needs it.' })
  async deleteDataset(@Arg('id', () => ID, { description: 'The data set.' }) id: string, @Ctx() context: ApiContext): Promise<{ deletedId: string }> {
    const datasetId = parseId('Dataset', id);
    await found(context.team.datasets.get(datasetId), 'Dataset', id);
    await context.team.datasets.delete(datasetId);
    return { deletedId: id };
  }

  @Authorized('WRITE')
  @Mutation(() => TakeSnapshotPayload, { description: 'Names the present state of a data set; the same state is the same snapshot.' })
  async takeSnapshot(@Arg('datasetId', () => ID, { description: 'The data set.' }) id: string, @Ctx() context: ApiContext): Promise<{ snapshot: SnapshotRecord }> {
    const datasetId = parseId('Dataset', id, 'datasetId');
    await found(context.team.datasets.get(datasetId), 'Dataset', id, 'datasetId');
    return { snapshot: await context.team.snapshots.take(datasetId) };
  }

  @FieldResolver(() => Int, { description: 'How many volumes are in it.' })
  volumeCount(@Root() dataset: DatasetRecord, @Ctx() context: ApiContext): Promise<number> {
    return context.loaders.memberCounts.load(dataset.id);
  }

  @FieldResolver(() => VolumeConnectionType, { description: 'Its volumes.', complexity: pageComplexity })
  async volumes(@Root() dataset: DatasetRecord, @Args(() => PageArgs) page: PageArgs, @Ctx() context: ApiContext): Promise<ConnectionValue<VolumeRecord>> {
    return toRecordConnection(await context.loaders.volumesOfDatasets(dataset.id, toPageRequest('Volume', page)));
  }

  @FieldResolver(() => SnapshotConnectionType, { description: 'Its snapshots.', complexity: pageComplexity })
  async snapshots(@Root() dataset: DatasetRecord, @Args(() => PageArgs) page: PageArgs, @Ctx() context: ApiContext): Promise<ConnectionValue<SnapshotRecord>> {
    return toRecordConnection(await context.loaders.snapshotsOfDatasets(dataset.id, toPageRequest('Snapshot', page)));
  }
}
