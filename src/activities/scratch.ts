import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { asDiskFull } from '../domain/errors/disk-full.js';
import { VoxseekError } from '../domain/errors/voxseek-error.js';
import type { UploadId } from '../domain/ids.js';
import type { TeamCatalogue } from '../services/ports/catalogue.js';
import type { ObjectStore } from '../services/ports/object-store.js';

const PREFIX = 'upload-';
/** Longer than any activity runs: what is older was left by a worker that was killed. */
const LEFT_BEHIND_MS = 24 * 3_600_000;

/**
 * Runs the body with an uploaded file on this machine's disk; the copy is removed afterwards. Throws NOT_FOUND, CONFLICT
 * when nothing was uploaded yet, UPLOAD_EXPIRED when the bytes are gone, OBJECT_CORRUPT, DISK_FULL.
 */
export async function withUploadedFile<Result>(
  { team, objects, scratchDirectory }: { readonly team: TeamCatalogue; readonly objects: ObjectStore; readonly scratchDirectory: string },
  uploadId: UploadId,
  signal: AbortSignal,
  body: (path: string) => Promise<Result>,
): Promise<Result> {
  const upload = await team.uploads.get(uploadId);
  if (upload === null) throw new VoxseekError('NOT_FOUND', `There is no upload ${uploadId}.`, { path: 'uploadId' });
  if (upload.state === 'PENDING') throw new VoxseekError('CONFLICT', `Nothing was sent to upload ${uploadId} yet. Send the file first.`, { path: 'uploadId' });
  if ((await objects.head(upload.objectKey)) === null) throw new VoxseekError('UPLOAD_EXPIRED', `The file of upload ${uploadId} is gone. Upload it again.`, { path: 'uploadId' });
  await mkdir(scratchDirectory, { recursive: true });
  const directory = await mkdtemp(join(scratchDirectory, PREFIX));
  try {
    const path = join(directory, upload.fileName);
    await pipeline(await objects.stream(upload.objectKey), createWriteStream(path), { signal }).catch((error: unknown) => {
      throw asDiskFull(error, 'the working copy of an upload', 'uploadId');
    });
    return await body(path);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** Runs the body with an empty directory that none but this user can read; it is removed afterwards. The same name again takes over what a killed worker left. */
export async function withScratch<Result>(scratchDirectory: string, name: string, body: (directory: string) => Promise<Result>): Promise<Result> {
  const directory = join(scratchDirectory, `${PREFIX}${name}`);
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true, mode: 0o700 });
  try {
    return await body(directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** Removes the copies that killed workers left. */
export async function tidyScratch(scratchDirectory: string, now: number): Promise<void> {
  const names = await readdir(scratchDirectory).catch(() => []);
  for (const name of names.filter((entry) => entry.startsWith(PREFIX))) {
    const path = join(scratchDirectory, name);
    const made = await stat(path).catch(() => null);
    if (made !== null && made.mtimeMs < now - LEFT_BEHIND_MS) await rm(path, { recursive: true, force: true });
  }
}
