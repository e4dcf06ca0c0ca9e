import { randomUUID } from 'node:crypto';
import { Arg, Authorized, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import { asId } from '../../domain/ids.js';
import type { UploadId, VolumeId } from '../../domain/ids.js';
import { patientIdOf } from '../../services/ingest/pseudonyms.js';
import { objectKeys } from '../../services/object-keys.js';
import { requireWholeSlices } from '../../services/embedding/make-recipe.js';
import type { JobRecord, QueryVolumeRecord, RecipeRecord } from '../../services/ports/records.js';
import type { ApiContext } from '../context.js';
import { payloadOf } from '../errors/payload.js';
import { exactlyOne } from '../exactly-one.js';
import { found, parseId } from '../found.js';
import { JobType } from '../job/job.type.js';
import { RecipeType } from '../recipe/recipe.type.js';
import { namedSeries, receivedUpload } from '../upload/received-upload.js';
import { CreateQueryVolumeInput } from './query-volume.input.js';
import { QueryVolumeType } from './query-volume.type.js';

const CreateQueryVolumePayload = payloadOf('createQueryVolume', {
  queryVolume: { type: () => QueryVolumeType, description: 'The query.' },
  job: { type: () => JobType, description: 'Its embedding.' },
});
const DeleteQueryVolumePayload = payloadOf('deleteQueryVolume', { deletedId: { type: () => ID, description: 'The query that is gone.' } });

/** Throws INVALID_INPUT, NOT_FOUND, and for an upload the codes of `receivedUpload`. */
async function sourceOf(input: CreateQueryVolumeInput, { team, services }: ApiContext): Promise<{ readonly uploadId: UploadId; readonly series?: number } | { readonly volumeId: VolumeId }> {
  if (exactlyOne('input', { uploadId: input.uploadId, volumeId: input.volumeId }) === 'uploadId') {
    const upload = await receivedUpload({ team, services }, input.uploadId ?? '', 'input.uploadId');
    return { uploadId: upload.id, ...namedSeries(upload, input.series) };
  }
  for (const field of ['series', 'patientKey'] as const) {
    if (input[field] != null) throw new VoxseekError('INVALID_INPUT', `input.${field} belongs to an upload; of a stored volume it is known. Leave it out.`, { path: `input.${field}` });
  }
  const volumeId = input.volumeId ?? '';
  return { volumeId: (await found(team.volumes.get(parseId('Volume', volumeId, 'input.volumeId')), 'Volume', volumeId, 'input.volumeId')).id };
}

@Resolver(() => QueryVolumeType)
export class QueryVolumeResolver {
  @Authorized('READ')
  @Query(() => QueryVolumeType, { nullable: true, description: 'One uploaded query. Fails with NOT_FOUND.' })
  queryVolume(@Arg('id', () => ID, { description: 'Its id.' }) id: string, @Ctx() context: ApiContext): Promise<QueryVolumeRecord> {
    return found(context.team.queryVolumes.get(parseId('QueryVolume', id)), 'QueryVolume', id);
  }

  @Authorized('WRITE')
  @Mutation(() => CreateQueryVolumePayload, { description: 'Embeds an uploaded scan, or a stored volume, ahead of all bulk work. What is embedded already is reused.' })
  async createQueryVolume(
    @Arg('input', () => CreateQueryVolumeInput, { description: 'What came.' }) input: CreateQueryVolumeInput,
    @Ctx() context: ApiContext,
  ): Promise<{ queryVolume: QueryVolumeRecord; job: JobRecord }> {
    const { team, services } = context;
    const source = await sourceOf(input, context);
    const recipe = await found(team.recipes.get(parseId('Recipe', input.recipeId, 'input.recipeId')), 'Recipe', input.recipeId, 'input.recipeId');
    requireWholeSlices(recipe, 'input.recipeId');
    const createdAt = new Date();
    const queryVolume: QueryVolumeRecord = {
      id: asId('QueryVolume', `qv_${randomUUID()}`),
      recipeId: recipe.id,
      state: 'UPLOADED',
      sameAsVolumeId: null,
      patientId: input.patientKey == null ? null : patientIdOf(services.pseudonyms.patient(team.teamId, input.patientKey)),
      sliceCount: null,
      voxelHash: null,
      embeddingKey: null,
      jobId: null,
      error: null,
      createdAt,
      expiresAt: new Date(createdAt.getTime() + context.limits.queryLifetimeMs),
    };
    await team.queryVolumes.insert(queryVolume);
    const job = await services.jobs.request(team, { kind: 'EMBED_QUERY', queryVolumeId: queryVolume.id, ...source, recipeId: recipe.id });
    await team.queryVolumes.update(queryVolume.id, { jobId: job.id });
    return { queryVolume: { ...queryVolume, jobId: job.id }, job };
  }

  @Authorized('WRITE')
  @Mutation(() => DeleteQueryVolumePayload, { description: 'Erases an uploaded query before its time.' })
  async deleteQueryVolume(@Arg('id', () => ID, { description: 'The query.' }) id: string, @Ctx() context: ApiContext): Promise<{ deletedId: string }> {
    const { team, services } = context;
    const query = await found(team.queryVolumes.get(parseId('QueryVolume', id)), 'QueryVolume', id);
    await team.queryVolumes.delete(query.id);
    await services.objects.deletePrefix(objectKeys.queryVolume(team.teamId, query.id));
    return { deletedId: id };
  }

  @FieldResolver(() => RecipeType, { nullable: true, description: 'The recipe that it is embedded by.' })
  recipe(@Root() query: QueryVolumeRecord, @Ctx() context: ApiContext): Promise<RecipeRecord | null> {
    return context.loaders.recipes.load(query.recipeId);
  }

  @FieldResolver(() => JobType, { nullable: true, description: 'Its embedding.' })
  job(@Root() query: QueryVolumeRecord, @Ctx() context: ApiContext): Promise<JobRecord | null> | null {
    return query.jobId === null ? null : context.loaders.jobs.load(query.jobId);
  }
}
