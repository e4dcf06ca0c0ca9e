import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { asDiskFull } from '../../domain/errors/disk-full.js';
import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import type { ModelId } from '../../domain/ids.js';
import { parseModelEntry } from '../../services/models/model-entry.js';
import type { ModelEntry } from '../../services/models/model-entry.js';
import type { LocatedModel, ModelFiles } from '../../services/ports/model-files.js';

export interface ModelDirectoryOptions {
  /** The directory with the bundled models and, in `catalogue/`, their entries. */
  readonly bundled: string;
  /** Where registered models are kept; made when first needed. */
  readonly registered: string;
}

function parseEntry(text: string, name: string): ModelEntry {
  try {
    return parseModelEntry(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError) throw new VoxseekError('MODEL_INVALID', `The catalogue entry ${name} is no JSON.`, { path: name, cause: error });
    throw error;
  }
}

async function readEntries(directory: string): Promise<readonly ModelEntry[]> {
  const names = (await readdir(directory).catch(() => [])).filter((name) => name.endsWith('.json')).sort();
  return Promise.all(names.map(async (name) => parseEntry(await readFile(join(directory, name), 'utf8'), name)));
}

/** Models as files in two directories. */
export function createModelDirectory({ bundled, registered }: ModelDirectoryOptions): ModelFiles {
  let catalogue: Promise<readonly ModelEntry[]> | undefined;
  const readBundled = (): Promise<readonly ModelEntry[]> => (catalogue ??= readEntries(join(bundled, 'catalogue')));

  const locate = (entry: ModelEntry, directory: string): LocatedModel =>
    entry.kind === 'PIXELS' ? { kind: 'PIXELS', entry } : { kind: 'ONNX', path: join(directory, entry.file), entry };

  return {
    bundled: readBundled,
    async find(id: ModelId) {
      const own = (await readBundled()).find((entry) => entry.id === id);
      if (own !== undefined) return locate(own, bundled);
      const text = await readFile(join(registered, `${id}.json`), 'utf8').catch((error: unknown) => {
        throw new VoxseekError('MODEL_UNAVAILABLE', `The model ${id} is not on this machine. Start a worker that has it, or register it here.`, { path: id, cause: error });
      });
      return locate(parseEntry(text, id), registered);
    },
    async add(entry, content) {
      await mkdir(registered, { recursive: true });
      const part = join(registered, `.${randomUUID()}`);
      try {
        const hash = createHash('sha256');
        const hashing = new Transform({
          transform(chunk: Buffer, _encoding, done) {
            hash.update(chunk);
            done(null, chunk);
          },
        });
        await pipeline(content, hashing, createWriteStream(part));
        const sha256 = hash.digest('hex');
        if (sha256 !== entry.sha256) {
          throw new VoxseekError('MODEL_CHANGED', `The stored file of ${entry.id} has the SHA-256 ${sha256}, its entry says ${entry.sha256}. Register the model again.`, { path: entry.id });
        }
        await rename(part, join(registered, entry.file));
        // The entry comes last: whoever finds it finds the file as well.
        await writeFile(part, `${JSON.stringify(entry, null, 2)}\n`);
        await rename(part, join(registered, `${entry.id}.json`));
      } catch (error) {
        throw asDiskFull(error, `the model ${entry.id}`, entry.id);
      } finally {
        await rm(part, { force: true });
      }
    },
  };
}
