import { Field, Float, ID, Int, ObjectType } from 'type-graphql';
import type { Plane } from '../../domain/geometry/planes.js';
import type { VolumeRecord } from '../../services/ports/records.js';
import { connectionOf } from '../pagination.js';
import { PlaneEnum } from './plane.enum.js';

/** A slice on its way through the resolvers. */
export interface SliceValue {
  readonly volume: VolumeRecord;
  readonly volumeId: string;
  readonly plane: Plane;
  readonly index: number;
}

@ObjectType('SliceRegion', { description: 'A class that a slice shows.' })
export class SliceRegionType {
  @Field(() => String, { description: 'The class, in the taxonomy of the latest segmentation.' })
  region!: string;

  @Field(() => Int, { description: 'Its pixels on this slice of the canonical grid.' })
  pixels!: number;
}

@ObjectType('Slice', { description: 'One slice of a volume, axial unless another plane is asked for or searched.' })
export class SliceType {
  @Field(() => ID, { description: 'The volume.' })
  volumeId!: string;

  @Field(() => PlaneEnum, { description: 'That it lies in.' })
  plane!: Plane;

  @Field(() => Int, { description: 'From 0, in the order of its plane: inferior to superior, posterior to anterior, or left to right.' })
  index!: number;

  @Field(() => Float, { description: 'RAS+ z of the centre of its first voxel, (0, 0), in mm.' })
  z!: number;

  @Field(() => Float, { description: 'Where it lies along the axis across its plane, in mm RAS+: z of the centre of its first voxel, of a coronal slice y, of a sagittal one x.' })
  position!: number;

  @Field(() => Boolean, { description: 'Whether it is air: no voxel above −500 HU.' })
  isAir!: boolean;

  @Field(() => Boolean, { description: 'Whether all of its voxels are equal.' })
  isConstant!: boolean;
}

export const SliceConnectionType = connectionOf('Slice', () => SliceType);
