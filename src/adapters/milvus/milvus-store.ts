import { setTimeout as sleep } from 'node:timers/promises';
import { DataType } from '@zilliz/milvus2-sdk-node';
import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import type { Matrix } from '../../domain/matrix.js';
import type { IndexParameters } from '../../services/ports/records.js';
import type { SimilarityKernel } from '../../services/ports/similarity-kernel.js';
import type { VectorRow, VectorServer, VectorStore } from '../../services/ports/vector-store.js';
import { capabilitiesOf, parseServer, requireKind } from './capabilities.js';
import { createCollectionLoads } from './collection-loads.js';
import { createMilvusConnection } from './connection.js';
import type { MilvusAddress } from './connection.js';
import { MilvusFailure, requireSuccess } from './failures.js';
import { buildParameters } from './index-parameters.js';
import { countByVolume, countEach } from './read-rows.js';
import { rowKey, volumeFilter } from './row-key.js';
import { searchRows } from './search-rows.js';

export interface MilvusStoreOptions extends MilvusAddress {
  /** Scores rows exhaustively where a filter leaves too few for the index. */
  readonly kernel: SimilarityKernel;
  /** Collections kept in the server's memory. */
  readonly loadedCollections?: number;
}

const BATCH_BYTES = 4 * 1024 * 1024;
const IDS_A_DELETION = 100;
const POLL_MS = 200;

/** Vectors in Milvus (Lite, standalone or cluster), over gRPC. */
export function createMilvusStore({ address, token, kernel, loadedCollections = 16 }: MilvusStoreOptions): VectorStore & { close(): Promise<void> } {
  const connection = createMilvusConnection({ address, token });
  const loads = createCollectionLoads(connection, loadedCollections);

  const server = async (): Promise<VectorServer> => parseServer(await connection.version());

  /** Loads the collection first; a server that was restarted since says so, and is asked once more. */
  const whenLoaded = async <T>(collection: string, work: () => Promise<T>): Promise<T> => {
    await loads.ensure(collection);
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof MilvusFailure && error.notLoaded)) throw error;
      loads.forget(collection);
      await loads.ensure(collection);
      return work();
    }
  };

  const countRows = async (collection: string): Promise<number> => {
    if (!capabilitiesOf(await server()).exactStatistics) return whenLoaded(collection, () => countEach(connection, collection));
    const answer = requireSuccess(`count rows of ${collection}`, await connection.call((client) => client.getCollectionStatistics({ collection_name: collection })));
    return Number(answer.stats.find((entry) => entry.key === 'row_count')?.value ?? 0);
  };

  const exists = async (collection: string): Promise<boolean> =>
    Boolean(requireSuccess(`look for ${collection}`, await connection.call((client) => client.hasCollection({ collection_name: collection }))).value);

  const listVolumes = (collection: string) =>
    whenLoaded(collection, async () => countByVolume(connection, collection, await countRows(collection), capabilitiesOf(await server()).resultWindow));

  const indexState = async (collection: string): Promise<{ state: string; reason: string }> => {
    // The SDK's own wait for the index never ends on Milvus Lite.
    const answer = requireSuccess(`describe the index of ${collection}`, await connection.call((client) => client.describeIndex({ collection_name: collection })));
    const [index] = answer.index_descriptions;
    return { state: String(index?.state ?? 'None'), reason: index?.index_state_fail_reason ?? '' };
  };

  return {
    server,
    countRows,
    exists,
    listVolumes,

    async create(collection, dimension, parameters) {
      const kind = requireKind(await server(), parameters.kind);
      requireSuccess(
        `create ${collection}`,
        await connection.call((client) =>
          client.createCollection({
            collection_name: collection,
            consistency_level: 'Strong',
            fields: [
              { name: 'key', data_type: DataType.VarChar, is_primary_key: true, max_length: 80 },
              { name: 'volume', data_type: DataType.VarChar, max_length: 72 },
              // Called so since each slice had one row.
              { name: 'slice', data_type: DataType.Int32 },
              { name: 'vector', data_type: DataType.FloatVector, dim: dimension },
            ],
          }),
        ),
      );
      requireSuccess(
        `index ${collection}`,
        await connection.call((client) =>
          client.createIndex({
            collection_name: collection,
            field_name: 'vector',
            index_name: 'vector',
            index_type: kind,
            metric_type: 'COSINE',
            params: buildParameters(parameters),
          }),
        ),
      );
    },

    async upsert(collection, rows, vectors) {
      if (rows.length !== vectors.rows) throw new RangeError(`${rows.length} rows for ${vectors.rows} vectors`);
      const rowBytes = vectors.columns * 4 + 100;
      const batch = Math.max(1, Math.floor(BATCH_BYTES / rowBytes));
      for (let start = 0; start < rows.length; start += batch) {
        const data = rows.slice(start, start + batch).map((row, offset) => toRow(row, vectors, start + offset));
        // Upsert, not insert: a real server keeps both rows of a key that is inserted twice.
        requireSuccess(`write to ${collection}`, await connection.call((client) => client.upsert({ collection_name: collection, data })));
      }
    },

    async finish(collection, parameters, signal) {
      requireKind(await server(), parameters.kind);
      requireSuccess(`flush ${collection}`, await connection.call((client) => client.flushSync({ collection_names: [collection] })));
      for (let state = await indexState(collection); state.state !== 'Finished'; state = await indexState(collection)) {
        if (state.state === 'Failed') throw new VoxseekError('INDEX_INCOMPLETE', `The server could not build ${collection}: ${state.reason}.`);
        await sleep(POLL_MS, undefined, { signal });
      }
      await loads.ensure(collection);
    },

    async removeVolumes(collection, volumeIds) {
      // Rows that the server has lost are removed: a deletion does not wait for their repair.
      if (!(await exists(collection))) return;
      for (let start = 0; start < volumeIds.length; start += IDS_A_DELETION) {
        const filter = volumeFilter(volumeIds.slice(start, start + IDS_A_DELETION));
        await whenLoaded(collection, async () =>
          requireSuccess(`delete from ${collection}`, await connection.call((client) => client.deleteEntities({ collection_name: collection, filter }))),
        );
      }
    },

    async pointAlias(alias, collection) {
      const created = await connection.call((client) => client.createAlias({ collection_name: collection, alias }));
      if (created.error_code === 'Success') return;
      requireSuccess(`point ${alias} at ${collection}`, await connection.call((client) => client.alterAlias({ collection_name: collection, alias })));
    },

    async drop(collection) {
      loads.forget(collection);
      if (await exists(collection)) requireSuccess(`drop ${collection}`, await connection.call((client) => client.dropCollection({ collection_name: collection })));
    },

    async search(collection, queries, { k, parameters, eligible, signal }) {
      const window = capabilitiesOf(await server()).resultWindow;
      const context = { connection, kernel, collection, parameters: parameters satisfies IndexParameters, window };
      const list = async () => [...(await listVolumes(collection)).keys()];
      return connection.watched(whenLoaded(collection, () => searchRows(context, queries, { k, eligible, signal, listVolumes: list })));
    },

    close: () => connection.close(),
  };
}

function toRow({ volumeId, row }: VectorRow, vectors: Matrix, position: number) {
  return {
    key: rowKey(volumeId, row),
    volume: volumeId,
    slice: row,
    vector: Array.from(vectors.data.subarray(position * vectors.columns, (position + 1) * vectors.columns)),
  };
}
