import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import { paintBlock, placeOnGrid } from '../../domain/geometry/grid-placement.js';
import type { CanonicalGrid, CanonicalLabels } from '../../domain/geometry/volume.js';
import type { Structure, VolumeReader } from '../../services/ports/volume-reader.js';
import { canonicalLabelMap, canonicalVolume } from '../images/canonical-image.js';
import { onlyLayer, readNrrd } from './read-image.js';
import { segmentsOf } from './segments.js';
import type { SegmentEntry } from './segments.js';

/** A segmentation may cover a part of its volume, or reach beyond it with nothing but background. */
function structureOf(grid: CanonicalGrid, layer: CanonicalLabels, { names, value }: SegmentEntry): Structure {
  return {
    names,
    sought: true,
    mask() {
      const placement = placeOnGrid(grid, layer);
      if (placement === null) throw new VoxseekError('MASK_GEOMETRY_MISMATCH', 'The segmentation does not share the voxels of its volume.');
      const mask = new Uint8Array(grid.shape[0] * grid.shape[1] * grid.shape[2]);
      const beyond = paintBlock(grid, layer.shape, placement, (index) => layer.labels[index] === value, mask);
      if (beyond > 0) throw new VoxseekError('MASK_GEOMETRY_MISMATCH', `${beyond} voxels of a segment lie outside its volume.`);
      return mask;
    },
  };
}

/** Reads NRRD, attached or with its voxels beside it, and the segmentations of 3D Slicer that name their segments. */
export function createNrrdReader(): VolumeReader {
  return {
    readVolume: async (path, options) => canonicalVolume(onlyLayer(await readNrrd(path, options))),
    readLabels: async (path, options) => canonicalLabelMap(onlyLayer(await readNrrd(path, options))),
    async readStructures(path, grid, options) {
      const image = await readNrrd(path, options);
      const segments = segmentsOf(image.pairs, image.layers.length);
      if (segments.length === 0) return { kind: 'LABEL_MAP', labels: canonicalLabelMap(onlyLayer(image)) };
      const layers = image.layers.map(canonicalLabelMap);
      const structures = segments.flatMap((segment) => {
        const layer = layers[segment.layer];
        return layer === undefined ? [] : [structureOf(grid, layer, segment)];
      });
      return { kind: 'STRUCTURES', structures, notes: [] };
    },
  };
}
