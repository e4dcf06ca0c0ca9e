import { ConsistencyLevelEnum } from '@zilliz/milvus2-sdk-node';
import type { VolumeId } from '../../domain/ids.js';
import type { Matrix } from '../../domain/matrix.js';
import type { MilvusConnection } from './connection.js';
import { requireSuccess } from './failures.js';
import { parseRowKey, volumeFilter } from './row-key.js';

export interface StoredRows {
  readonly volumeId: VolumeId;
  /** Which row of the embedding each of `vectors` is, ascending. */
  readonly rows: readonly number[];
  readonly vectors: Matrix;
}

/** Volumes whose rows are read in one request, unless they are too many for it: scans of 1,000 slices stay within the result window. */
const VOLUMES_A_REQUEST = 8;
/** More rows than a volume has: 2,000 slices of 32 × 32 patches. */
const MOST_ROWS = 2 ** 21;

interface VectorOfRow {
  readonly volumeId: VolumeId;
  readonly row: number;
  readonly vector: readonly number[];
}

/** The vectors of volumes as the server holds them, a few volumes at a time. */
export async function* readVectors(connection: MilvusConnection, collection: string, volumeIds: readonly VolumeId[], window: number): AsyncIterable<StoredRows> {
  for (let start = 0; start < volumeIds.length; start += VOLUMES_A_REQUEST) {
    const wanted = volumeIds.slice(start, start + VOLUMES_A_REQUEST);
    const rows = await rowsOfAll(connection, collection, wanted, window);
    for (const volumeId of wanted) {
      const own = rows.filter((row) => row.volumeId === volumeId).sort((a, b) => a.row - b.row);
      const columns = own[0]?.vector.length;
      if (columns === undefined) continue;
      const data = new Float32Array(own.length * columns);
      own.forEach(({ vector }, index) => data.set(vector, index * columns));
      yield { volumeId, rows: own.map(({ row }) => row), vectors: { rows: own.length, columns, data } };
    }
  }
}

/** All rows of some volumes. An answer as long as the window may be cut off: volumes are then asked for in two parts, and one alone by ranges of its rows. */
async function rowsOfAll(connection: MilvusConnection, collection: string, volumeIds: readonly VolumeId[], window: number): Promise<readonly VectorOfRow[]> {
  const found = await vectorsWhere(connection, collection, volumeFilter(volumeIds), window);
  if (found.length < window) return found;
  const parts: VectorOfRow[] = [];
  if (volumeIds.length > 1) {
    const middle = Math.ceil(volumeIds.length / 2);
    for (const part of [volumeIds.slice(0, middle), volumeIds.slice(middle)]) parts.push(...(await rowsOfAll(connection, collection, part, window)));
    return parts;
  }
  const width = window - 1;
  for (let first = 0; ; first += width) {
    const range = await vectorsWhere(connection, collection, `${volumeFilter(volumeIds)} and slice >= ${first} and slice < ${first + width}`, window);
    if (range.length === 0) return parts;
    parts.push(...range);
  }
}

async function vectorsWhere(connection: MilvusConnection, collection: string, filter: string, window: number): Promise<readonly VectorOfRow[]> {
  const answer = requireSuccess(
    `read vectors of ${collection}`,
    await connection.call((client) => client.query({ collection_name: collection, filter, output_fields: ['key', 'vector'], limit: window, consistency_level: ConsistencyLevelEnum.Strong })),
  );
  return (answer.data as unknown as readonly { readonly key: string; readonly vector: readonly number[] }[]).map(({ key, vector }) => ({ ...parseRowKey(key), vector }));
}

/** Every row that a search would see, counted by the server; slower than its statistics by far. */
export async function countEach(connection: MilvusConnection, collection: string): Promise<number> {
  const answer = requireSuccess(
    `count rows of ${collection}`,
    await connection.call((client) => client.query({ collection_name: collection, filter: '', output_fields: ['count(*)'], consistency_level: ConsistencyLevelEnum.Strong })),
  );
  const [row] = answer.data as unknown as readonly { readonly 'count(*)'?: string | number }[];
  return Number(row?.['count(*)'] ?? 0);
}

/** Rows from `first` up to `end` of each volume, of volumes after `after` up to `upTo` in the order of their ids; null is open. */
interface RowRange {
  readonly first: number;
  readonly end: number;
  readonly after: string | null;
  readonly upTo: string | null;
}

async function volumesOfRows(connection: MilvusConnection, collection: string, { first, end, after, upTo }: RowRange, window: number): Promise<readonly VolumeId[]> {
  const bounds = [...(after === null ? [] : [`volume > "${after}"`]), ...(upTo === null ? [] : [`volume <= "${upTo}"`])];
  const filter = [`slice >= ${first} and slice < ${end}`, ...bounds].join(' and ');
  const answer = requireSuccess(
    `list rows of ${collection}`,
    await connection.call((client) => client.query({ collection_name: collection, filter, output_fields: ['key'], limit: window, consistency_level: ConsistencyLevelEnum.Strong })),
  );
  return (answer.data as unknown as readonly { readonly key: string }[]).map(({ key }) => parseRowKey(key).volumeId);
}

/**
 * The volume of each row of a range. An answer as long as the window may be cut off: the range is then halved at the middle of the
 * volumes that it names, of which there are at least two, as no volume has a whole window of the rows asked for.
 */
async function everyRow(connection: MilvusConnection, collection: string, range: RowRange, window: number): Promise<readonly VolumeId[]> {
  const found = await volumesOfRows(connection, collection, range, window);
  if (found.length < window) return found;
  const named = [...new Set(found)].sort();
  const middle = named[Math.ceil(named.length / 2) - 1];
  if (middle === undefined || named.length < 2) throw new Error(`${collection} has more rows of ${named.join()} than were asked for`);
  const lower = await everyRow(connection, collection, { ...range, upTo: middle }, window);
  return [...lower, ...(await everyRow(connection, collection, { ...range, after: middle }, window))];
}

/**
 * Rows of each volume, however many there are. The order of a server's pages is its own affair, so the rows are cut into ranges of
 * their numbers, and these, where they are longer than the window (at least 2), into ranges of volumes.
 */
export async function countByVolume(connection: MilvusConnection, collection: string, total: number, window: number): Promise<ReadonlyMap<VolumeId, number>> {
  const counts = new Map<VolumeId, number>();
  let seen = 0;
  let width = 1;
  for (let first = 0; seen < total && first < MOST_ROWS; first += width) {
    if (first > 0) width = Math.max(1, Math.floor(window / (2 * Math.max(1, counts.size))));
    for (const volumeId of await everyRow(connection, collection, { first, end: first + width, after: null, upTo: null }, window)) {
      counts.set(volumeId, (counts.get(volumeId) ?? 0) + 1);
      seen += 1;
    }
  }
  return counts;
}
