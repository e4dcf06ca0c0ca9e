import type { Plane } from '../../domain/geometry/planes.js';
import { graphqlEnum } from '../graphql-enum.js';

export const PlaneEnum = graphqlEnum<Plane>('Plane', 'The plane that slices lie in.', {
  AXIAL: 'Across the body, from inferior to superior.',
  CORONAL: 'From ear to ear, from posterior to anterior.',
  SAGITTAL: 'From front to back, from left to right.',
});
