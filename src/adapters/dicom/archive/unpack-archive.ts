import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32 } from 'node:zlib';
import type { Entry } from 'yauzl';
import { VoxseekError } from '../../../domain/errors/voxseek-error.js';
import { checkedEntries, withArchive } from './read-entries.js';
import type { ArchiveLimits } from './read-entries.js';

function checkedSum(entry: Entry): Transform {
  let sum = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      sum = crc32(chunk, sum);
      done(null, chunk);
    },
    flush(done) {
      done(sum === entry.crc32 ? null : new VoxseekError('FILE_CORRUPT', 'An entry of the archive does not have the checksum that the archive states.'));
    },
  });
}

/**
 * Runs the body with the files of a zip archive, unpacked beside it under numbers, so that no name of the archive becomes a path or is seen;
 * they are removed afterwards. Throws ARCHIVE_UNSAFE, ARCHIVE_TOO_LARGE, FILE_CORRUPT, FILE_UNREADABLE.
 */
export async function withUnpacked<Result>(path: string, limits: ArchiveLimits, signal: AbortSignal | undefined, body: (files: readonly string[]) => Promise<Result>): Promise<Result> {
  const directory = await mkdtemp(join(dirname(path), 'entries-'));
  try {
    const files = await withArchive(path, signal, async (archive) => {
      const entries = await checkedEntries(archive, limits, signal);
      const written: string[] = [];
      for (const [index, entry] of entries.entries()) {
        signal?.throwIfAborted();
        const file = join(directory, String(index + 1).padStart(6, '0'));
        const stream = await archive.openReadStreamPromise(entry);
        await pipeline(stream, checkedSum(entry), createWriteStream(file, { flags: 'wx' }), signal === undefined ? {} : { signal });
        written.push(file);
      }
      return written;
    });
    return await body(files);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
