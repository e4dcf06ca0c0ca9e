import { Arg, Args, Ctx, FieldResolver, Float, Int, Resolver, Root } from 'type-graphql';
import { axesOf, slicesIn } from '../../domain/geometry/planes.js';
import type { Plane } from '../../domain/geometry/planes.js';
import type { VolumeRecord } from '../../services/ports/records.js';
import { SLICE_FLAG } from '../../services/ports/records.js';
import type { ApiContext } from '../context.js';
import type { ConnectionValue } from '../pagination.js';
import { PageArgs, pageComplexity, toConnection } from '../pagination.js';
import { DEFAULT_THUMBNAIL_SIZE, requireSize, requireWindow } from './window.js';
import { positionAfter } from '../position-cursor.js';
import { PlaneEnum } from './plane.enum.js';
import { sliceOf } from './slice-of.js';
import type { SliceValue } from './slice.type.js';
import { SliceConnectionType, SliceRegionType, SliceType } from './slice.type.js';
import { signThumbnail } from './thumbnail-url.js';
import { VolumeType } from '../volume/volume.type.js';

const PLANE_ARG = { defaultValue: 'AXIAL', description: 'That they lie in.' } as const;

/** RAS+ coordinate of the centre of the first voxel of a slice along an axis, mm. */
function placeOf({ volume, plane, index }: SliceValue, axis: 0 | 1 | 2): number {
  const [, , along] = axesOf(plane);
  const row = volume.affine[axis];
  return row[along] * index + row[3];
}

async function hasFlag({ volume, plane, index }: SliceValue, flag: number, { loaders }: ApiContext): Promise<boolean> {
  const flags = await loaders.sliceFlags.load({ volume, plane });
  return ((flags[index] ?? 0) & flag) !== 0;
}

@Resolver(() => VolumeType)
export class VolumeSlicesResolver {
  @FieldResolver(() => SliceConnectionType, { description: 'Its slices, in the order of their plane.', complexity: pageComplexity })
  slices(@Root() volume: VolumeRecord, @Args(() => PageArgs) page: PageArgs, @Arg('plane', () => PlaneEnum, PLANE_ARG) plane: Plane): ConnectionValue<SliceValue> {
    const count = slicesIn(plane, volume.shape);
    const first = positionAfter('slice', page.after);
    const items = Array.from({ length: Math.max(0, Math.min(page.first, count - first)) }, (_, offset) => sliceOf(volume, plane, first + offset));
    return toConnection({ items, hasNextPage: first + items.length < count, totalCount: count }, (slice) => `slice:${slice.index}`);
  }

  @FieldResolver(() => SliceType, { nullable: true, description: 'One slice; null beyond the last.' })
  slice(
    @Root() volume: VolumeRecord,
    @Arg('index', () => Int, { description: 'From 0, in the order of its plane.' }) index: number,
    @Arg('plane', () => PlaneEnum, { ...PLANE_ARG, description: 'That it lies in.' }) plane: Plane,
  ): SliceValue | null {
    return index >= 0 && index < slicesIn(plane, volume.shape) ? sliceOf(volume, plane, index) : null;
  }
}

@Resolver(() => SliceType)
export class SliceResolver {
  @FieldResolver()
  z(@Root() slice: SliceValue): number {
    return placeOf(slice, 2);
  }

  @FieldResolver()
  position(@Root() slice: SliceValue): number {
    const [, , along] = axesOf(slice.plane);
    return placeOf(slice, along);
  }

  @FieldResolver()
  isAir(@Root() slice: SliceValue, @Ctx() context: ApiContext): Promise<boolean> {
    return hasFlag(slice, SLICE_FLAG.AIR, context);
  }

  @FieldResolver()
  isConstant(@Root() slice: SliceValue, @Ctx() context: ApiContext): Promise<boolean> {
    return hasFlag(slice, SLICE_FLAG.CONSTANT, context);
  }

  @FieldResolver(() => [SliceRegionType], { description: 'The classes of the latest segmentation that it shows.' })
  async regions(
    @Root() { volume, plane, index }: SliceValue,
    @Arg('minPixels', () => Int, { defaultValue: 1, description: 'Pixels that a class needs to count as shown, ≥ 1.' }) minPixels: number,
    @Ctx() context: ApiContext,
  ): Promise<readonly SliceRegionType[]> {
    const latest = await context.loaders.latestSegmentationIn.load({ volumeId: volume.id, plane });
    return (latest?.regions ?? [])
      .map(({ region, pixelCounts }) => ({ region, pixels: pixelCounts[index] ?? 0 }))
      .filter(({ pixels }) => pixels >= Math.max(1, minPixels));
  }

  @FieldResolver(() => String, { description: 'Address of a PNG for people, in radiological orientation (patient’s right on the left; of a sagittal slice anterior); works for an hour without a token.' })
  thumbnailUrl(
    @Root() { volume, plane, index }: SliceValue,
    @Arg('center', () => Float, { defaultValue: 40, description: 'Middle of the window in Hounsfield units, −32,768 … 32,767.' }) center: number,
    @Arg('width', () => Float, { defaultValue: 400, description: 'Width of the window in Hounsfield units, 1 … 65,535.' }) width: number,
    @Arg('size', () => Int, { defaultValue: DEFAULT_THUMBNAIL_SIZE, description: 'Pixels of the longer edge, 16 … 2,048.' }) size: number,
    @Ctx() context: ApiContext,
  ): string {
    const request = { volumeId: volume.id, plane, slice: index, ...requireWindow(center, width), size: requireSize(size) };
    return `${context.publicUrl}${signThumbnail(context.signingKey, context.team.teamId, request, Date.now())}`;
  }
}
