import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import type { HeaderReader } from '../../services/ports/header-reader.js';
import type { ReadOptions, VolumeReader } from '../../services/ports/volume-reader.js';
import { firstBytes } from './first-bytes.js';

type ImageFormat = 'NIFTI' | 'NRRD' | 'METAIMAGE';

export interface FormatReaders extends Readonly<Record<ImageFormat, VolumeReader>> {
  /** Of DICOM objects that hold labels. */
  readonly DICOM: Pick<VolumeReader, 'readStructures'>;
}

/** Enough to tell one format from another. */
const LEADING_BYTES = 512;

const NIFTI_HEADER_SIZES = [348, 540];

const PREAMBLE_BYTES = 128;

function formatOf(bytes: Buffer): keyof FormatReaders | null {
  const text = bytes.toString('latin1');
  if (text.startsWith('DICM', PREAMBLE_BYTES)) return 'DICOM';
  if (text.startsWith('NRRD')) return 'NRRD';
  if (/^\s*(?:ObjectType|ObjectSubType|Comment|NDims|BinaryData|ID|Name)[ \t]*=/u.test(text)) return 'METAIMAGE';
  // Compressed files are NIfTI: the other formats keep their header in the clear.
  if (bytes.length >= 2 && bytes.readUInt16BE(0) === 0x1f8b) return 'NIFTI';
  if (bytes.length >= 4 && (NIFTI_HEADER_SIZES.includes(bytes.readInt32LE(0)) || NIFTI_HEADER_SIZES.includes(bytes.readInt32BE(0)))) return 'NIFTI';
  return null;
}

async function knownFormat(path: string): Promise<keyof FormatReaders> {
  const format = formatOf((await firstBytes(path, LEADING_BYTES)).head);
  if (format === null) throw new VoxseekError('FORMAT_UNKNOWN', 'The file begins with no header of NIfTI, NRRD, MetaImage or DICOM.');
  return format;
}

const noImage = (): VoxseekError => new VoxseekError('FORMAT_UNKNOWN', 'The file is a single DICOM object, which is no image by itself: slices are read as a series, and labels with their scan.');

/** One reader of headers of many, told apart as by `createFormatReader`. Throws FORMAT_UNKNOWN where none does. */
export function createFormatHeaderReader(readers: Readonly<Record<ImageFormat, HeaderReader>>): HeaderReader {
  return {
    async readGrid(path) {
      const format = await knownFormat(path);
      if (format === 'DICOM') throw noImage();
      return readers[format].readGrid(path);
    },
  };
}

/** One reader of many: which one takes a file is seen from its first bytes. Throws FORMAT_UNKNOWN where none does. */
export function createFormatReader(readers: FormatReaders): VolumeReader {
  const readerOf = async (path: string): Promise<FormatReaders[keyof FormatReaders]> => readers[await knownFormat(path)];
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
