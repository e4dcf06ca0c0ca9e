import type { ReadOptions, VolumeReader } from '../../services/ports/volume-reader.js';
import { formatOf, noImage, unknownFormat } from './format.js';
import type { FileFormat } from './format.js';

export interface FormatReaders extends Readonly<Record<Exclude<FileFormat, 'DICOM'>, VolumeReader>> {
  /** Of DICOM objects that hold labels. */
  readonly DICOM: Pick<VolumeReader, 'readStructures'>;
}

/** One reader of many: which one takes a file is seen from its first bytes. Throws FORMAT_UNKNOWN where none does. */
export function createFormatReader(readers: FormatReaders): VolumeReader {
  const readerOf = async (path: string): Promise<FormatReaders[keyof FormatReaders]> => {
    const format = await formatOf(path);
    if (format === null) throw unknownFormat();
    return readers[format];
  };
  const imageReaderOf = async (path: string): Promise<VolumeReader> => {
    const reader = await readerOf(path);
    if ('readVolume' in reader) return reader;
    throw noImage();
  };
  return {
    readVolume: async (path: string, options: ReadOptions) => (await imageReaderOf(path)).readVolume(path, options),
    readLabels: async (path, options) => (await imageReaderOf(path)).readLabels(path, options),
    readStructures: async (path, grid, options) => (await readerOf(path)).readStructures(path, grid, options),
  };
}
