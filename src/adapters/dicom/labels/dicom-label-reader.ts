import { readFile, stat } from 'node:fs/promises';
import { VoxseekError } from '../../../domain/errors/voxseek-error.js';
import type { LabelFile, ReadOptions, VolumeReader } from '../../../services/ports/volume-reader.js';
import { fileError, tooLarge } from '../../images/file-limits.js';
import { parseDicom } from '../dataset/dicom-file.js';
import type { DicomFile } from '../dataset/dicom-file.js';
import { TAG } from '../dataset/tags.js';
import { segmentationOf } from './segmentation.js';
import { structureSetOf } from './structure-set.js';

const SEGMENTATIONS: ReadonlySet<string> = new Set(['1.2.840.10008.5.1.4.1.1.66.4', '1.2.840.10008.5.1.4.1.1.66.7']);
const STRUCTURE_SET = '1.2.840.10008.5.1.4.1.1.481.3';

async function read(path: string, { limits, signal }: ReadOptions): Promise<DicomFile> {
  try {
    const { size } = await stat(path);
    if (size > limits.maxBytes) throw tooLarge(size, limits.maxBytes);
    return parseDicom(await readFile(path, { signal }), limits);
  } catch (error) {
    throw fileError(error, path);
  }
}

/** Reads the labels of DICOM objects: Segmentations and RT Structure Sets. What the objects say of patients is not looked at. */
export function createDicomLabelReader(): Pick<VolumeReader, 'readStructures'> {
  return {
    async readStructures(path, grid, options): Promise<LabelFile> {
      const file = await read(path, options);
      const sopClass = file.dataset.text(TAG.SOPClassUID) ?? '';
      if (SEGMENTATIONS.has(sopClass)) return { kind: 'STRUCTURES', structures: await segmentationOf(file, grid, options.limits), notes: [] };
      if (sopClass === STRUCTURE_SET) return { kind: 'STRUCTURES', ...structureSetOf(file, grid) };
      throw new VoxseekError('DICOM_NO_LABELS', 'The DICOM object is no Segmentation and no RT Structure Set.');
    },
  };
}
