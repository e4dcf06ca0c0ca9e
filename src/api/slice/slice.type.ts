import { Field, Float, ID, Int, ObjectType } from 'type-graphql';
import type { VolumeRecord } from '../../services/ports/records.js';
import { connectionOf } from '../pagination.js';

/** A slice on its way through the resolvers. */
export interface SliceValue {
  readonly volume: VolumeRecord;
  readonly volumeId: string;
  readonly index: number;
}

@ObjectType('SliceRegion', { description: 'A class that a slice shows.' })
export class SliceRegionType {
  @Field(() => String, { description: 'The class, in the taxonomy of the latest segmentation.' })
  region!: string;

  @Field(() => Int, { description: 'Its pixels on this slice of the canonical grid.' })
  pixels!: number;
}

@ObjectType('Slice', { description: 'One axial slice of a volume.' })
export class SliceType {
  @Field(() => ID, { description: 'The volume.' })
  volumeId!: string;

  @Field(() => Int, { description: 'From 0, inferior to superior.' })
  index!: number;

  @Field(() => Float, { description: 'RAS+ z of the centre of its voxel (0, 0), in mm.' })
  z!: number;

  @Field(() => Boolean, { description: 'Whether it is air: no voxel above −500 HU.' })
  isAir!: boolean;

  @Field(() => Boolean, { description: 'Whether all of its voxels are equal.' })
  isConstant!: boolean;
}

export const SliceConnectionType = connectionOf('Slice', () => SliceType);
