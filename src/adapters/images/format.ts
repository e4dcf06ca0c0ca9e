import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import { firstBytes } from './text-header.js';

/** Formats of images, and DICOM objects. */
export type FileFormat = 'NIFTI' | 'NRRD' | 'METAIMAGE' | 'DICOM';

/** Enough to tell one format from another. */
const LEADING_BYTES = 512;

const NIFTI_HEADER_SIZES = [348, 540];

const PREAMBLE_BYTES = 128;

function formatOfBytes(bytes: Buffer): FileFormat | null {
  const text = bytes.toString('latin1');
  if (text.startsWith('DICM', PREAMBLE_BYTES)) return 'DICOM';
  if (text.startsWith('NRRD')) return 'NRRD';
  if (/^\s*(?:ObjectType|ObjectSubType|Comment|NDims|BinaryData|ID|Name)[ \t]*=/u.test(text)) return 'METAIMAGE';
  // Compressed files are NIfTI: the other formats keep their header in the clear.
  if (bytes.length >= 2 && bytes.readUInt16BE(0) === 0x1f8b) return 'NIFTI';
  if (bytes.length >= 4 && (NIFTI_HEADER_SIZES.includes(bytes.readInt32LE(0)) || NIFTI_HEADER_SIZES.includes(bytes.readInt32BE(0)))) return 'NIFTI';
  return null;
}

/** The format of a file by its first bytes; null where none is recognised. Throws FILE_UNREADABLE. */
export const formatOf = async (path: string): Promise<FileFormat | null> => formatOfBytes(await firstBytes(path, LEADING_BYTES));

export const unknownFormat = (): VoxseekError => new VoxseekError('FORMAT_UNKNOWN', 'The file begins with no header of NIfTI, NRRD, MetaImage or DICOM.');

export const noImage = (): VoxseekError =>
  new VoxseekError('FORMAT_UNKNOWN', 'The file is a single DICOM object, which is no image by itself: slices are read as a series, and labels with their scan.');
