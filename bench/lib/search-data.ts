import { execFile } from 'node:child_process';
import { open, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Matrix } from '../../src/domain/matrix.js';
import { peerPython } from './peer.js';
import { realEmbeddings } from './real-embeddings.js';

export interface SearchShape {
  readonly dimension: 384 | 1280;
  /** Rows of a query. */
  readonly queries: number;
  readonly volumes: number;
  readonly slices: number;
  readonly real: boolean;
  /** How many queries there are; 1 unless told. */
  readonly asked?: number;
}

/** What `search_data.py` wrote. */
export interface DataFiles {
  /** Where both sides read it. */
  readonly directory: string;
  readonly queries: readonly Matrix[];
  /** Volume by volume, so that an archive need not fit in memory. */
  readonly gallery: () => AsyncGenerator<Matrix>;
}

export interface SearchData extends Pick<DataFiles, 'directory'> {
  readonly query: Matrix;
  /** In memory that threads share, as the cache of embeddings holds them. */
  readonly gallery: readonly Matrix[];
}

const ENCODERS = { 384: 'mod_dinov2-vits14-int8', 1280: 'mod_efficientnet-lite0' } as const;

async function readFloats(path: string): Promise<Float32Array> {
  const bytes = await readFile(path);
  const floats = new Float32Array(bytes.byteLength / 4);
  new Uint8Array(floats.buffer).set(bytes);
  return floats;
}

export async function withDataFiles<T>({ dimension, queries, volumes, slices, real, asked = 1 }: SearchShape, say: (line: string) => void, use: (data: DataFiles) => Promise<T>): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), 'voxseek-bench-'));
  try {
    const script = fileURLToPath(new URL('../search_data.py', import.meta.url));
    const files = real ? await realEmbeddings(ENCODERS[dimension], say) : [];
    await promisify(execFile)(await peerPython(), [script, directory, ...[dimension, queries, volumes, slices, asked].map(String), ...files]);
    const rows = await readFloats(join(directory, 'query.f32'));
    const query = (number: number): Matrix => ({ rows: queries, columns: dimension, data: rows.slice(number * queries * dimension, (number + 1) * queries * dimension) });
    return await use({ directory, queries: Array.from({ length: asked }, (_, number) => query(number)), gallery: () => readGallery(join(directory, 'gallery.f32'), volumes, slices, dimension) });
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function* readGallery(path: string, volumes: number, slices: number, dimension: number): AsyncGenerator<Matrix> {
  const file = await open(path);
  try {
    for (let volume = 0; volume < volumes; volume += 1) {
      const data = new Float32Array(new SharedArrayBuffer(slices * dimension * 4));
      await file.read(new Uint8Array(data.buffer));
      yield { rows: slices, columns: dimension, data };
    }
  } finally {
    await file.close();
  }
}

/** See `search_data.py`. */
export async function withSearchData<T>(shape: SearchShape, say: (line: string) => void, use: (data: SearchData) => Promise<T>): Promise<T> {
  return withDataFiles(shape, say, async ({ directory, queries, gallery }) => {
    const matrices: Matrix[] = [];
    for await (const matrix of gallery()) matrices.push(matrix);
    return use({ directory, query: queries[0]!, gallery: matrices });
  });
}
