import { Arg, Ctx, FieldResolver, Float, Int, Resolver, Root } from 'type-graphql';
import { classesOf } from '../../domain/anatomy/labels.js';
import { projectRegions } from '../../domain/anatomy/project-regions.js';
import type { EvaluationTaxonomy } from '../../domain/anatomy/taxonomy.js';
import type { RegionCounts, SegmentationRecord, VolumeRecord } from '../../services/ports/records.js';
import type { ApiContext } from '../context.js';
import { storedFileAddress } from '../http/stored-file-route.js';
import { VolumeType } from '../volume/volume.type.js';
import { EvaluationClassesType, EvaluationTaxonomyEnum, RegionType, SegmentationType } from './segmentation.type.js';

@Resolver(() => SegmentationType)
export class SegmentationResolver {
  @FieldResolver(() => String, { description: 'Where to GET its label map as `.nii.gz`, on the grid of the canonical voxels; good for an hour to who has it, without a token.' })
  labelsUrl(@Root() segmentation: SegmentationRecord, @Ctx() { services, publicUrl, signingKey, team }: ApiContext): Promise<string> {
    return storedFileAddress({ objects: services.objects, publicUrl, signingKey }, team.teamId, { of: 'Segmentation', id: segmentation.id, volumeId: segmentation.volumeId });
  }

  @FieldResolver(() => EvaluationClassesType, { description: 'The same in the words that retrieval is judged by.' })
  evaluationClasses(
    @Root() segmentation: SegmentationRecord,
    @Arg('taxonomy', () => EvaluationTaxonomyEnum, { description: 'In which words.' }) taxonomy: EvaluationTaxonomy,
  ): EvaluationClassesType {
    const { covers, counts } = projectRegions(segmentation, taxonomy);
    const classes = classesOf(taxonomy);
    return {
      taxonomy,
      covers: classes.filter((name) => covers.has(name)),
      regions: classes.flatMap((region) => {
        const pixelCounts = counts.get(region);
        return pixelCounts === undefined ? [] : [{ region, pixelCounts }];
      }),
    };
  }
}

@Resolver(() => RegionType)
export class RegionResolver {
  @FieldResolver(() => Float, { description: 'Voxels of the class: the sum of `pixelCounts`.' })
  voxels(@Root() region: RegionCounts): number {
    return region.pixelCounts.reduce((sum, count) => sum + count, 0);
  }

  @FieldResolver(() => Int, { nullable: true, description: 'The lowest slice that shows it; null where none does.' })
  firstSlice(@Root() region: RegionCounts): number | null {
    const slice = region.pixelCounts.findIndex((count) => count > 0);
    return slice === -1 ? null : slice;
  }

  @FieldResolver(() => Int, { nullable: true, description: 'The highest slice that shows it; null where none does.' })
  lastSlice(@Root() region: RegionCounts): number | null {
    const slice = region.pixelCounts.findLastIndex((count) => count > 0);
    return slice === -1 ? null : slice;
  }
}

@Resolver(() => VolumeType)
export class VolumeSegmentationsResolver {
  @FieldResolver(() => [SegmentationType], { description: 'All versions of its label maps, the oldest first.' })
  async segmentations(@Root() volume: VolumeRecord, @Ctx() context: ApiContext): Promise<readonly SegmentationRecord[]> {
    const versions = await context.loaders.segmentationsOf.load(volume.id);
    return [...versions].sort((a, b) => a.version - b.version);
  }

  @FieldResolver(() => SegmentationType, { nullable: true, description: 'The label map that retrieval is judged by; null for an unlabelled scan.' })
  latestSegmentation(@Root() volume: VolumeRecord, @Ctx() context: ApiContext): Promise<SegmentationRecord | null> {
    return context.loaders.latestSegmentationOf.load(volume.id);
  }
}
