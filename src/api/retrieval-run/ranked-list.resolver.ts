import { Arg, Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { EvaluationTaxonomy } from '../../domain/anatomy/taxonomy.js';
import type { RankedEntry, RankedList, RankedRegion, RankedSlice } from '../../services/evaluation/ranked-list.js';
import type { VolumeRecord } from '../../services/ports/records.js';
import type { ApiContext } from '../context.js';
import { FirstArgs, pageComplexity } from '../pagination.js';
import { EvaluationTaxonomyEnum } from '../segmentation/segmentation.type.js';
import { VolumeType } from '../volume/volume.type.js';
import { RankedEntryType, RankedListType, RankedRegionType, RankedSliceType } from './ranked-list.type.js';

@Resolver(() => RankedListType)
export class RankedListResolver {
  @FieldResolver(() => VolumeType, { nullable: true, description: 'The volume that was searched with; null once it was deleted.' })
  queryVolume(@Root() list: RankedList, @Ctx() context: ApiContext): Promise<VolumeRecord | null> {
    return context.loaders.volumes.load(list.queryVolumeId);
  }

  @FieldResolver(() => [RankedSliceType], { nullable: 'itemsAndList', description: 'SLICE: the nearest slice of each slice of the query, null where none is eligible. Null in other modes.' })
  nearest(@Root() list: RankedList): readonly (RankedSlice | null)[] | null {
    return list.mode === 'SLICE' ? list.nearest : null;
  }

  @FieldResolver(() => [RankedEntryType], { nullable: true, description: 'VOLUME: best first. Null in other modes.', complexity: pageComplexity })
  ranked(@Root() list: RankedList, @Args(() => FirstArgs) { first }: FirstArgs): readonly RankedEntry[] | null {
    return list.mode === 'VOLUME' ? list.ranked.slice(0, first) : null;
  }

  @FieldResolver(() => [RankedRegionType], { nullable: true, description: 'REGION and LOCALIZED: one list for each class of a taxonomy. Null in other modes.', complexity: ({ childComplexity }) => 1 + 20 * childComplexity })
  regions(@Root() list: RankedList, @Arg('taxonomy', () => EvaluationTaxonomyEnum, { description: 'Which classes.' }) taxonomy: EvaluationTaxonomy): readonly RankedRegion[] | null {
    return list.mode === 'REGION' || list.mode === 'LOCALIZED' ? list.regions.filter((region) => region.taxonomy === taxonomy) : null;
  }
}

@Resolver(() => RankedRegionType)
export class RankedRegionResolver {
  @FieldResolver(() => [RankedEntryType], { description: 'Best first.', complexity: pageComplexity })
  ranked(@Root() region: RankedRegion, @Args(() => FirstArgs) { first }: FirstArgs): readonly RankedEntry[] {
    return region.ranked.slice(0, first);
  }
}
