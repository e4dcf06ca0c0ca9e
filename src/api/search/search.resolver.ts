import { Arg, Authorized, Ctx, Query, Resolver } from 'type-graphql';
import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import type { VectorIndexId, VolumeId } from '../../domain/ids.js';
import type { VolumeRecord } from '../../services/ports/records.js';
import { SEARCH_LIMITS } from '../../services/search/check-request.js';
import { volumeLabels } from '../../services/search/volume-labels.js';
import type { ApiContext } from '../context.js';
import { MAX_PAGE, clamp } from '../pagination.js';
import { sliceOf } from '../slice/slice-of.js';
import type { LabelsOfVolumes, Ranked } from './ranked-volume.js';
import { SearchSlicesInput, SearchVolumesInput } from './search.input.js';
import { toSearchRequest, toVolumeSearchRequest } from './search-request.js';
import { SliceSearchAnswerType, VolumeSearchAnswerType } from './search.type.js';

/** What one search weighs beside a plain field, for the limit on a query's cost. */
const SEARCH_COST = 500;

/** Most hits that one answer carries. */
const MOST_HITS = 50_000;

/** Slices of a query whose number is known only once it was read: a whole scan, or what a region, mask or box cuts of it. */
const ASSUMED_SLICES = 100;

function slicesAsked(slices: SearchSlicesInput['slices']): number {
  if (slices?.slice != null) return 1;
  return slices?.range == null ? ASSUMED_SLICES : slices.range.last - slices.range.first + 1;
}

/** A hit for each query slice and neighbour, up to what an answer carries. */
function sliceSearchComplexity({ args, childComplexity }: { args: { input?: Pick<SearchSlicesInput, 'k' | 'slices'> }; childComplexity: number }): number {
  const { k = SEARCH_LIMITS.k, slices } = args.input ?? {};
  return SEARCH_COST + clamp(clamp(slicesAsked(slices), MOST_HITS) * clamp(k, SEARCH_LIMITS.k), MOST_HITS) * childComplexity;
}

/** The records of volumes that an answer names; one deleted since is missing. */
async function volumesOf(context: ApiContext, ids: Iterable<VolumeId>): Promise<ReadonlyMap<VolumeId, VolumeRecord>> {
  const volumes = await context.loaders.volumes.loadMany([...new Set(ids)]);
  return new Map(volumes.filter((volume): volume is VolumeRecord => volume !== null && !(volume instanceof Error)).map((volume) => [volume.id, volume]));
}

/** One look-up, whoever of the answer asks for it. */
function labelsWhenAsked(context: ApiContext, indexId: VectorIndexId, ids: readonly VolumeId[]): LabelsOfVolumes {
  let labels: ReturnType<LabelsOfVolumes> | null = null;
  const look = async (): ReturnType<LabelsOfVolumes> => {
    const index = await context.loaders.indexes.load(indexId);
    return index === null ? new Map() : volumeLabels(context.team, index.scope, ids);
  };
  return () => (labels ??= look());
}

@Resolver()
export class SearchResolver {
  @Authorized('READ')
  @Query(() => SliceSearchAnswerType, {
    description: 'The nearest slices of each slice of the query. Fails with INDEX_NOT_READY, EMBEDDINGS_MISSING, REGION_NOT_SHOWN, MASK_GEOMETRY_MISMATCH, EMPTY_MASK, EMPTY_GALLERY or QUERY_VOLUME_EXPIRED.',
    complexity: sliceSearchComplexity,
  })
  async searchSlices(@Arg('input', () => SearchSlicesInput, { description: 'What to search, where and how.' }) input: SearchSlicesInput, @Ctx() context: ApiContext): Promise<object> {
    const answer = await context.services.search.searchSlices(context.team, toSearchRequest(input));
    const count = answer.hits.reduce((sum, { nearest }) => sum + nearest.length, 0);
    if (count > MOST_HITS) {
      throw new VoxseekError('LIMIT_EXCEEDED', `The answer has ${count} hits; ${MOST_HITS} are given at once. Ask for a smaller k or fewer slices.`, { path: 'input.k' });
    }
    const volumes = await volumesOf(context, answer.hits.flatMap(({ nearest }) => nearest.map((hit) => hit.volumeId)));
    const hits = answer.hits.map(({ querySlice, nearest }) => ({
      querySlice,
      nearest: nearest.flatMap((hit) => {
        const volume = volumes.get(hit.volumeId);
        return volume === undefined ? [] : [{ querySlice, slice: sliceOf(volume, answer.plane, hit.slice), similarity: hit.similarity }];
      }),
    }));
    return { ...answer, hits };
  }

  @Authorized('READ')
  @Query(() => VolumeSearchAnswerType, {
    description: 'Volumes that look alike. Fails with INDEX_NOT_READY, EMBEDDINGS_MISSING, REGION_NOT_SHOWN, MASK_GEOMETRY_MISMATCH, EMPTY_MASK, EMPTY_GALLERY or QUERY_VOLUME_EXPIRED.',
    complexity: ({ args, childComplexity }: { args: { input?: Pick<SearchVolumesInput, 'first'> }; childComplexity: number }) =>
      SEARCH_COST + clamp(args.input?.first ?? MAX_PAGE, MAX_PAGE) * childComplexity,
  })
  async searchVolumes(@Arg('input', () => SearchVolumesInput, { description: 'What to search, where and how.' }) input: SearchVolumesInput, @Ctx() context: ApiContext): Promise<object> {
    const request = toVolumeSearchRequest(input);
    const answer = await context.services.search.searchVolumes(context.team, request);
    const asked = { indexId: request.indexId, source: request.source, querySlices: answer.querySlices, croppedTo: answer.croppedTo, slices: request.slices };
    const volumes = await volumesOf(context, answer.volumes.map((ranked) => ranked.volumeId));
    const labels = labelsWhenAsked(context, request.indexId, answer.volumes.map(({ volumeId }) => volumeId));
    const ranked = answer.volumes.flatMap((one): readonly Ranked[] => {
      const volume = volumes.get(one.volumeId);
      return volume === undefined ? [] : [{ ...one, volume, plane: answer.plane, asked, labels }];
    });
    return { ...answer, volumes: ranked, labels };
  }
}
