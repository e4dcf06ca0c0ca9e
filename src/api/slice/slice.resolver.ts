import { Arg, Args, Ctx, FieldResolver, Float, Int, Resolver, Root } from 'type-graphql';
import type { VolumeRecord } from '../../services/ports/records.js';
import { SLICE_FLAG } from '../../services/ports/records.js';
import type { ApiContext } from '../context.js';
import type { ConnectionValue } from '../pagination.js';
import { PageArgs, pageComplexity, toConnection } from '../pagination.js';
import { DEFAULT_THUMBNAIL_SIZE, requireSize, requireWindow } from './window.js';
import { positionAfter } from '../position-cursor.js';
import type { SliceValue } from './slice.type.js';
import { SliceConnectionType, SliceRegionType, SliceType } from './slice.type.js';
import { signThumbnail } from './thumbnail-url.js';
import { VolumeType } from '../volume/volume.type.js';

const sliceOf = (volume: VolumeRecord, index: number): SliceValue => ({ volume, volumeId: volume.id, index });

@Resolver(() => VolumeType)
export class VolumeSlicesResolver {
  @FieldResolver(() => SliceConnectionType, { description: 'Its axial slices, inferior to superior.', complexity: pageComplexity })
  slices(@Root() volume: VolumeRecord, @Args(() => PageArgs) page: PageArgs): ConnectionValue<SliceValue> {
    const count = volume.shape[2];
    const first = positionAfter('slice', page.after);
    const items = Array.from({ length: Math.max(0, Math.min(page.first, count - first)) }, (_, offset) => sliceOf(volume, first + offset));
    return toConnection({ items, hasNextPage: first + items.length < count, totalCount: count }, (slice) => `slice:${slice.index}`);
  }

  @FieldResolver(() => SliceType, { nullable: true, description: 'One axial slice; null beyond the last.' })
  slice(@Root() volume: VolumeRecord, @Arg('index', () => Int, { description: 'From 0, inferior to superior.' }) index: number): SliceValue | null {
    return index >= 0 && index < volume.shape[2] ? sliceOf(volume, index) : null;
  }
}

@Resolver(() => SliceType)
export class SliceResolver {
  @FieldResolver()
  z(@Root() { volume, index }: SliceValue): number {
    const [, , row] = volume.affine;
    return row[2] * index + row[3];
  }

  @FieldResolver()
  isAir(@Root() { volume, index }: SliceValue): boolean {
    return ((volume.sliceFlags[index] ?? 0) & SLICE_FLAG.AIR) !== 0;
  }

  @FieldResolver()
  isConstant(@Root() { volume, index }: SliceValue): boolean {
    return ((volume.sliceFlags[index] ?? 0) & SLICE_FLAG.CONSTANT) !== 0;
  }

  @FieldResolver(() => [SliceRegionType], { description: 'The classes of the latest segmentation that it shows.' })
  async regions(
    @Root() { volume, index }: SliceValue,
    @Arg('minPixels', () => Int, { defaultValue: 1, description: 'Pixels that a class needs to count as shown, ≥ 1.' }) minPixels: number,
    @Ctx() context: ApiContext,
  ): Promise<readonly SliceRegionType[]> {
    const latest = await context.loaders.latestSegmentationOf.load(volume.id);
    return (latest?.regions ?? [])
      .map(({ region, pixelCounts }) => ({ region, pixels: pixelCounts[index] ?? 0 }))
      .filter(({ pixels }) => pixels >= Math.max(1, minPixels));
  }

  @FieldResolver(() => String, { description: 'Address of a PNG for people, in radiological orientation (patient’s right on the left); works for an hour without a token.' })
  thumbnailUrl(
    @Root() { volume, index }: SliceValue,
    @Arg('center', () => Float, { defaultValue: 40, description: 'Middle of the window in Hounsfield units, −32,768 … 32,767.' }) center: number,
    @Arg('width', () => Float, { defaultValue: 400, description: 'Width of the window in Hounsfield units, 1 … 65,535.' }) width: number,
    @Arg('size', () => Int, { defaultValue: DEFAULT_THUMBNAIL_SIZE, description: 'Pixels of the longer edge, 16 … 2,048.' }) size: number,
    @Ctx() context: ApiContext,
  ): string {
    const request = { volumeId: volume.id, slice: index, ...requireWindow(center, width), size: requireSize(size) };
    return `${context.publicUrl}${signThumbnail(context.signingKey, context.team.teamId, request, Date.now())}`;
  }
}
