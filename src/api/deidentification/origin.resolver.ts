import { FieldResolver, Resolver, Root } from 'type-graphql';
import type { DicomOrigin, VolumeRecord } from '../../services/ports/records.js';
import { VolumeType } from '../volume/volume.type.js';
import { DicomOriginType } from './origin.type.js';

@Resolver(() => VolumeType)
export class OriginResolver {
  @FieldResolver(() => DicomOriginType, { nullable: true, description: 'What is kept of its headers; null for what was not read from DICOM.' })
  origin(@Root() { origin }: VolumeRecord): DicomOrigin | null {
    return origin ?? null;
  }
}
