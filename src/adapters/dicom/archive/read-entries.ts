import { openPromise } from 'yauzl';
import type { Entry, ZipFile } from 'yauzl';
import { isVoxseekError, VoxseekError } from '../../../domain/errors/voxseek-error.js';
import { asFileError } from '../headers/file-error.js';

export interface ArchiveLimits {
  /** Of all entries unpacked. */
  readonly maxBytes: number;
}

/** More slices than any series has, and few enough to look at one after the other. */
export const MOST_ENTRIES = 100_000;

/** Beyond this, an archive of more than `RATIO_FROM` bytes was made to burst: images of air alone shrink no more. */
const GREATEST_RATIO = 200;
const RATIO_FROM = 1 << 26;

const STORED = 0;
const DEFLATED = 8;
const FILE_TYPE = 0o170000;
const REGULAR = 0o100000;
const DIRECTORY = 0o040000;
const UNIX = 3;

const unsafe = (what: string): VoxseekError => new VoxseekError('ARCHIVE_UNSAFE', `The archive ${what}.`);

const tooLarge = (message: string, limit: number): VoxseekError => new VoxseekError('ARCHIVE_TOO_LARGE', message, { details: { limit } });

/** An entry is spoken of by its place: its name may be that of a patient. */
function checkEntry(entry: Entry, place: number): void {
  if (entry.isEncrypted()) throw unsafe(`has an encrypted entry (entry ${place})`);
  if (![STORED, DEFLATED].includes(entry.compressionMethod)) throw unsafe(`compresses an entry by a method that is not taken (entry ${place})`);
  const mode = entry.versionMadeBy >>> 8 === UNIX ? (entry.externalFileAttributes >>> 16) & FILE_TYPE : 0;
  if (![0, REGULAR, DIRECTORY].includes(mode)) throw unsafe(`has a link or device (entry ${place})`);
}

const isDirectory = (name: string): boolean => name.endsWith('/');

/** yauzl refuses names that lead out of the archive; that is told from an archive that is merely broken. */
function translated(error: unknown, path: string): unknown {
  const known = asFileError(error, path);
  if (isVoxseekError(known)) return known;
  const message = error instanceof Error ? error.message : '';
  if (/^(?:absolute path|invalid relative path|invalid characters in fileName)/u.test(message)) return unsafe('has an entry that leads out of it');
  if (error instanceof Error && 'code' in error && ['ENOSPC', 'EDQUOT', 'EIO'].includes(String(error.code))) return error;
  return new VoxseekError('FILE_CORRUPT', 'The archive cannot be read.', { cause: error });
}

/** Opens an archive, hands it on, and closes it; failures become those of the product. */
export async function withArchive<Result>(path: string, signal: AbortSignal | undefined, body: (archive: ZipFile) => Promise<Result>): Promise<Result> {
  try {
    const archive = await openPromise(path, { lazyEntries: true, autoClose: false, validateEntrySizes: true });
    try {
      return await body(archive);
    } finally {
      archive.close();
    }
  } catch (error) {
    throw signal?.aborted === true ? error : translated(error, path);
  }
}

/**
 * The files of an archive, checked by its directory before a byte is unpacked: neither links nor ways out, not too many, not too large
 * together. Throws ARCHIVE_UNSAFE, ARCHIVE_TOO_LARGE.
 */
export async function checkedEntries(archive: ZipFile, { maxBytes }: ArchiveLimits, signal: AbortSignal | undefined): Promise<readonly Entry[]> {
  if (archive.entryCount > MOST_ENTRIES) throw tooLarge(`The archive has ${archive.entryCount} entries; at most ${MOST_ENTRIES} are taken.`, MOST_ENTRIES);
  const files: Entry[] = [];
  let [place, unpacked, packed] = [0, 0, 0];
  for await (const entry of archive.eachEntry()) {
    signal?.throwIfAborted();
    place += 1;
    checkEntry(entry, place);
    unpacked += entry.uncompressedSize;
    packed += entry.compressedSize;
    if (unpacked > maxBytes) throw tooLarge(`The archive unpacks to more than ${maxBytes} bytes.`, maxBytes);
    if (!isDirectory(entry.fileName) && entry.uncompressedSize > 0) files.push(entry);
  }
  if (unpacked > RATIO_FROM && unpacked > GREATEST_RATIO * packed) throw tooLarge(`The archive unpacks to more than ${GREATEST_RATIO} times its size.`, GREATEST_RATIO);
  return files;
}
