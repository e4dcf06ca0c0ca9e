import { open } from 'node:fs/promises';
import { isVoxseekError, VoxseekError } from '../../../domain/errors/voxseek-error.js';
import { readInto } from '../../images/read-into.js';
import { parseDicom } from '../dataset/dicom-file.js';
import type { DicomFile } from '../dataset/dicom-file.js';
import { TAG } from '../dataset/tags.js';
import { asFileError } from './file-error.js';

/** Enough for the header of nearly every slice, and little beside its pixels. */
const FIRST_READ = 1 << 14;
const GROWTH = 8;
/** The functional groups of thousands of frames take some megabytes; a header beyond this is no header. */
const GREATEST_HEADER = 1 << 28;

const holdsPixels = ({ dataset }: DicomFile): boolean => dataset.has(TAG.PixelData);

function attempt(bytes: Buffer, maxBytes: number, whole: boolean): DicomFile | null {
  try {
    const file = parseDicom(bytes, { maxBytes });
    return whole || holdsPixels(file) ? file : null;
  } catch (error) {
    const early = isVoxseekError(error) && ['FILE_TRUNCATED', 'FILE_CORRUPT'].includes(error.code);
    if (whole || !early) throw error;
    return null;
  }
}

/**
 * Reads a file as far as its pixels begin, a little at first and more where that was not enough. Null for a file that is no DICOM.
 * Throws FILE_UNREADABLE, FILE_TRUNCATED, FILE_CORRUPT, FILE_TOO_LARGE.
 */
export async function readHeader(path: string, limits: { readonly maxBytes: number }): Promise<DicomFile | null> {
  try {
    const handle = await open(path, 'r');
    try {
      const stat = await handle.stat();
      if (!stat.isFile()) throw new VoxseekError('FILE_UNREADABLE', 'The path is not a file.', { path });
      if (stat.size > limits.maxBytes) throw new VoxseekError('FILE_TOO_LARGE', `The file has ${stat.size} bytes; at most ${limits.maxBytes} are taken.`, { details: { limit: limits.maxBytes } });
      let bytes = Buffer.alloc(0);
      for (let wanted = Math.min(FIRST_READ, stat.size); ; wanted = Math.min(wanted * GROWTH, stat.size)) {
        const more = Buffer.allocUnsafe(wanted);
        bytes.copy(more);
        const read = bytes.length + (await readInto(handle, more.subarray(bytes.length), bytes.length));
        bytes = more.subarray(0, read);
        const whole = read >= stat.size || read < wanted;
        if (!whole && wanted > GREATEST_HEADER) throw new VoxseekError('FILE_TOO_LARGE', `The header has more than ${wanted} bytes.`);
        const file = attempt(bytes, limits.maxBytes, whole);
        if (file !== null) return file;
      }
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (isVoxseekError(error) && error.code === 'NOT_DICOM') return null;
    throw asFileError(error, path);
  }
}
