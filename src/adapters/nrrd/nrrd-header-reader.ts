import { canonicalGrid } from '../../domain/geometry/canonical-grid.js';
import type { CanonicalGrid } from '../../domain/geometry/volume.js';
import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import type { HeaderReader } from '../../services/ports/header-reader.js';
import type { ReadLimits } from '../../services/ports/volume-reader.js';
import { checkShape } from '../images/file-limits.js';
import { readTextHeader } from '../images/text-header.js';
import { headerLength, parseFields } from './fields.js';
import type { NrrdFields } from './fields.js';
import { headerOf } from './header.js';
import { placementOf } from './placement.js';
import { segmentsOf } from './segments.js';

function gridOf(parsed: NrrdFields, limits: ReadLimits): CanonicalGrid {
  const { sizes } = headerOf(parsed);
  const { shape, affine, layers } = placementOf(parsed, sizes);
  if ((layers?.count ?? 1) > 1) throw new VoxseekError('NOT_THREE_DIMENSIONAL', `The image has ${layers?.count ?? 1} values a voxel; store one volume a file.`);
  checkShape(shape, limits);
  return canonicalGrid(affine, shape).grid;
}

/** Headers of NRRD files. A segmentation that names its segments may cover a part of its scan: its grid says nothing. */
export function createNrrdHeaderReader(limits: ReadLimits): HeaderReader {
  const parse = async (path: string): Promise<NrrdFields> => parseFields(await readTextHeader(path, headerLength));
  return {
    readGrid: async (path) => gridOf(await parse(path), limits),
    async readLabelGrid(path) {
      const parsed = await parse(path);
      const { layers } = placementOf(parsed, headerOf(parsed).sizes);
      return segmentsOf(parsed.pairs, layers?.count ?? 1).length > 0 ? null : gridOf(parsed, limits);
    },
  };
}
