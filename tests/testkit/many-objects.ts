import { closeSync, mkdirSync, openSync, utimesSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';

/** Of the objects that are laid out, every tenth holds one byte and has a checksum beside it, as those that the store writes. */
const WRITTEN = 10;

export interface ManyObjects {
  readonly uploads: number;
  readonly incoming: number;
  /** Embeddings, ten to a volume: many small directories, beside the two that hold everything. */
  readonly embeddings: number;
  readonly unknown: number;
}

const numbered = (prefix: string, index: number): string => `${prefix}${String(index).padStart(12, '0')}`;

function* names({ uploads, incoming, embeddings, unknown }: ManyObjects): Generator<readonly [directory: string, name: string]> {
  // In no order: 7,919 is prime to the numbers that are used.
  for (let index = 0; index < uploads; index += 1) yield ['uploads', numbered('upl_0000-', (index * 7_919) % uploads)];
  for (let index = 0; index < incoming; index += 1) yield ['incoming', numbered('part-', index)];
  for (let index = 0; index < embeddings; index += 1) yield [join('volumes', numbered('vol_0000-', Math.floor(index / 10)), 'embeddings'), `${numbered('rec_0000-', index % 10)}.npy`];
  for (let index = 0; index < unknown; index += 1) yield ['notes', numbered('note-', index)];
}

/** Files below `directory`, the folder of a team, that no row names, all of them from `modifiedAt`. Gives the bytes of all objects. */
export async function layOutObjects(directory: string, counts: ManyObjects, modifiedAt: Date): Promise<number> {
  let [bytes, last, index] = [0, '', 0];
  for (const [folder, name] of names(counts)) {
    if (folder !== last) mkdirSync(join(directory, folder), { recursive: true });
    last = folder;
    const written = index % WRITTEN === 0;
    const path = join(directory, folder, name);
    const file = openSync(path, 'wx');
    if (written) {
      bytes += writeSync(file, 'x');
      closeSync(openSync(join(directory, folder, `.${name}.sha256`), 'wx'));
    }
    closeSync(file);
    utimesSync(path, modifiedAt, modifiedAt);
    index += 1;
    // The test runner is heard in between.
    if (index % 1_000 === 0) await turn();
  }
  return bytes;
}
