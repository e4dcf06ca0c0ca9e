import { canonicalGrid } from '../../domain/geometry/canonical-grid.js';
import type { CanonicalGrid } from '../../domain/geometry/volume.js';
import type { HeaderReader } from '../../services/ports/header-reader.js';
import type { ReadLimits } from '../../services/ports/volume-reader.js';
import { checkShape } from '../images/file-limits.js';
import { readTextHeader } from '../images/text-header.js';
import { headerLength, parseHeader } from './header.js';

/** Headers of MetaImage files. */
export function createMetaImageHeaderReader(limits: ReadLimits): HeaderReader {
  const readGrid = async (path: string): Promise<CanonicalGrid> => {
    const { shape, affine } = parseHeader(await readTextHeader(path, headerLength));
    checkShape(shape, limits);
    return canonicalGrid(affine, shape).grid;
  };
  return { readGrid, readLabelGrid: readGrid };
}
