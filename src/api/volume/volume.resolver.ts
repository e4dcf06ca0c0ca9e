import { Arg, Args, Authorized, Ctx, FieldResolver, Float, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { DatasetRecord, VolumeRecord } from '../../services/ports/records.js';
import type { ApiContext } from '../context.js';
import { DatasetType } from '../dataset/dataset.type.js';
import { payloadOf } from '../errors/payload.js';
import { found, parseId } from '../found.js';
import type { ConnectionValue } from '../pagination.js';
import { PageArgs, pageComplexity, toPageRequest, toRecordConnection } from '../pagination.js';
import { storedFileAddress } from '../http/stored-file-route.js';
import { toVolumeFilter } from './volume-filter.js';
import { VolumeFilterInput } from './volume.input.js';
import { VolumeConnectionType, VolumeType } from './volume.type.js';

const DeleteVolumePayload = payloadOf('deleteVolume', { deletedId: { type: () => ID, description: 'The volume that is gone.' } });

@Resolver(() => VolumeType)
export class VolumeResolver {
  @Authorized('READ')
  @Query(() => VolumeType, { nullable: true, description: 'One volume. Fails with NOT_FOUND.' })
  volume(@Arg('id', () => ID, { description: 'Its id.' }) id: string, @Ctx() context: ApiContext): Promise<VolumeRecord> {
    return found(context.loaders.volumes.load(parseId('Volume', id)), 'Volume', id);
  }

  @Authorized('READ')
  @Query(() => VolumeConnectionType, { description: 'Volumes of the team.', complexity: pageComplexity })
  async volumes(
    @Arg('filter', () => VolumeFilterInput, { nullable: true, description: 'Which; all without it.' }) filter: VolumeFilterInput | null,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() context: ApiContext,
  ): Promise<ConnectionValue<VolumeRecord>> {
    return toRecordConnection(await context.team.volumes.list(toVolumeFilter(filter), toPageRequest('Volume', page)));
  }

  @Authorized('WRITE')
  @Mutation(() => DeleteVolumePayload, { description: 'Erases a volume everywhere; its slices leave search at once. Finished runs keep their figures and are marked not reproducible.' })
  async deleteVolume(@Arg('id', () => ID, { description: 'The volume.' }) id: string, @Ctx() context: ApiContext): Promise<{ deletedId: string }> {
    await context.services.deletion.erase(context.team, parseId('Volume', id));
    return { deletedId: id };
  }

  @FieldResolver(() => Int, { description: 'How many axial slices it has; they count from 0, inferior to superior.' })
  sliceCount(@Root() volume: VolumeRecord): number {
    return volume.shape[2];
  }

  @FieldResolver(() => Float, { description: 'Millimetres along the body axis: slices × spacing.' })
  extent(@Root() volume: VolumeRecord): number {
    return volume.shape[2] * volume.spacing[2];
  }

  @FieldResolver(() => String, { description: 'Where to GET its canonical voxels as `.nii.gz`, in RAS+ and Hounsfield units; good for an hour to who has it, without a token.' })
  voxelsUrl(@Root() volume: VolumeRecord, @Ctx() { services, publicUrl, signingKey, team }: ApiContext): Promise<string> {
    return storedFileAddress({ objects: services.objects, publicUrl, signingKey }, team.teamId, { of: 'Volume', id: volume.id });
  }

  @FieldResolver(() => [DatasetType], { description: 'The data sets that hold it.' })
  datasets(@Root() volume: VolumeRecord, @Ctx() context: ApiContext): Promise<readonly DatasetRecord[]> {
    return context.loaders.datasetsOf.load(volume.id);
  }

  @FieldResolver(() => [VolumeType], { description: 'The scans that a virtual patient was generated from; empty for a real scan.' })
  async derivedFrom(@Root() volume: VolumeRecord, @Ctx() context: ApiContext): Promise<readonly VolumeRecord[]> {
    const sources = await context.loaders.volumes.loadMany(volume.derivedFrom);
    return sources.filter((source): source is VolumeRecord => source !== null && !(source instanceof Error));
  }
}
