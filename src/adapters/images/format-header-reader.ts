import type { HeaderReader } from '../../services/ports/header-reader.js';
import { formatOf, noImage, unknownFormat } from './format.js';
import type { FileFormat } from './format.js';

/** One reader of headers of many, chosen by the first bytes of a file. DICOM objects with labels are placed when their scan is read. */
export function createFormatHeaderReader(readers: Readonly<Record<Exclude<FileFormat, 'DICOM'>, HeaderReader>>): HeaderReader {
  const formatOfFile = async (path: string): Promise<FileFormat> => {
    const format = await formatOf(path);
    if (format === null) throw unknownFormat();
    return format;
  };
  return {
    async readGrid(path) {
      const format = await formatOfFile(path);
      if (format === 'DICOM') throw noImage();
      return readers[format].readGrid(path);
    },
    async readLabelGrid(path) {
      const format = await formatOfFile(path);
      return format === 'DICOM' ? null : readers[format].readLabelGrid(path);
    },
  };
}
