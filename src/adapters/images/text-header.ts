import { realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import { fileError } from './file-limits.js';
import { firstBytes } from './first-bytes.js';

/** More than the longest header of a segmentation with thousands of named structures. */
const MOST_HEADER_BYTES = 4 << 20;
const FIRST_READ = 1 << 16;

/**
 * The header that a file begins with, as Latin-1 text, whose length is therefore its bytes. `lengthOf` says where it ends, or null
 * where it does not end in this text; `whole` says that the text is the whole file. Throws FILE_UNREADABLE, FILE_CORRUPT.
 */
export async function readTextHeader(path: string, lengthOf: (text: string, whole: boolean) => number | null): Promise<string> {
  for (const most of [FIRST_READ, MOST_HEADER_BYTES]) {
    const { head, bytes } = await firstBytes(path, most);
    const text = head.toString('latin1');
    const length = lengthOf(text, bytes <= most);
    if (length !== null) return text.slice(0, length);
    if (bytes <= most) break;
  }
  throw new VoxseekError('FILE_CORRUPT', 'The header of the file has no end.', { path });
}

/**
 * The path of the voxels that a header keeps in another file. Only a file in the header's own directory is taken, and no link, so that a
 * header reads nothing that an import may not. Throws PATH_NOT_ALLOWED, FILE_UNREADABLE.
 */
export async function fileBeside(header: string, name: string): Promise<string> {
  const plain = name.replace(/^\.\//u, '');
  const refused = new VoxseekError('PATH_NOT_ALLOWED', 'The header names voxels in another directory; only a file beside it is read.', { path: header });
  if (plain === '' || plain === '.' || plain === '..' || plain.includes('\0') || basename(plain) !== plain || plain.includes('\\')) throw refused;
  try {
    const directory = await realpath(dirname(header));
    const path = join(directory, plain);
    if ((await realpath(path)) !== path) throw refused;
    return path;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      throw new VoxseekError('FILE_UNREADABLE', 'The header keeps its voxels in another file, which is not beside it. Give both, or store them in one file.', { path: header, cause: error });
    }
    throw fileError(error, header);
  }
}
