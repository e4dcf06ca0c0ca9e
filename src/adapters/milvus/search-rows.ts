import { ConsistencyLevelEnum } from '@zilliz/milvus2-sdk-node';
import type { VolumeId } from '../../domain/ids.js';
import { selectRows } from '../../domain/matrix.js';
import type { Matrix } from '../../domain/matrix.js';
import type { IndexParameters } from '../../services/ports/records.js';
import type { SimilarityKernel } from '../../services/ports/similarity-kernel.js';
import type { EligibleVolumes, RowHit } from '../../services/ports/vector-store.js';
import type { MilvusConnection } from './connection.js';
import { requireSuccess } from './failures.js';
import { searchParameters } from './index-parameters.js';
import { readVectors } from './read-rows.js';
import { parseRowKey, volumeFilter } from './row-key.js';

interface SearchContext {
  readonly connection: MilvusConnection;
  readonly kernel: SimilarityKernel;
  readonly collection: string;
  readonly parameters: IndexParameters;
  readonly window: number;
}

/** Below this many eligible rows reading them all is both cheaper and exact. */
const EXHAUSTIVE_ROWS = 5_000;
/** Longest list of ids that goes into a filter expression. */
const FILTER_IDS = 1_000;
/** Similarities of unit vectors leave [−1, 1] by rounding only. */
const clampSimilarity = (score: number): number => Math.max(-1, Math.min(1, score));

/** Query vectors in one request: servers take no more than 16,384, and answers have to fit a message. */
const MOST_QUERIES = 4_096;
const MOST_HITS = 2_000_000;

async function searchServer(context: SearchContext, queries: Matrix, limit: number, filter: string | null): Promise<RowHit[][]> {
  const most = Math.max(1, Math.min(MOST_QUERIES, Math.floor(MOST_HITS / limit)));
  const found: RowHit[][] = [];
  for (let first = 0; first < queries.rows; first += most) {
    const rows = Array.from({ length: Math.min(most, queries.rows - first) }, (_, at) => first + at);
    found.push(...(await searchOnce(context, selectRows(queries, rows), limit, filter)));
  }
  return found;
}

async function searchOnce(context: SearchContext, queries: Matrix, limit: number, filter: string | null): Promise<RowHit[][]> {
  const data = Array.from({ length: queries.rows }, (_, row) => Array.from(queries.data.subarray(row * queries.columns, (row + 1) * queries.columns)));
  const answer = requireSuccess(
    `search ${context.collection}`,
    await context.connection.call((client) =>
      client.search({
        collection_name: context.collection,
        data,
        anns_field: 'vector',
        limit,
        // Keys only: without output fields some servers send the vectors along.
        output_fields: ['key'],
        metric_type: 'COSINE',
        params: searchParameters(context.parameters, limit),
        consistency_level: ConsistencyLevelEnum.Strong,
        ...(filter === null ? {} : { filter }),
      }),
    ),
  );
  const results = answer.results as unknown as readonly { key: string; score: number }[][] | readonly { key: string; score: number }[];
  // One query vector comes back as a flat list, several as a list of lists.
  const lists = (queries.rows === 1 && !Array.isArray(results[0]) ? [results] : results) as readonly (readonly { key: string; score: number }[])[];
  return lists.map((list) => list.map((hit) => ({ ...parseRowKey(hit.key), similarity: clampSimilarity(hit.score) })));
}

/** Scores every eligible row. `volumeIds` are the eligible volumes. */
async function searchExhaustively(context: SearchContext, queries: Matrix, k: number, volumeIds: readonly VolumeId[], signal?: AbortSignal): Promise<RowHit[][]> {
  const best: RowHit[][] = Array.from({ length: queries.rows }, () => []);
  for await (const { volumeId, rows, vectors } of readVectors(context.connection, context.collection, volumeIds, context.window)) {
    signal?.throwIfAborted();
    const hits = await context.kernel.topK(queries, [vectors], k, signal);
    hits.forEach((found, row) => {
      const list = best[row];
      if (list === undefined) return;
      for (const { row: position, similarity } of found) list.push({ volumeId, row: rows[position] ?? 0, similarity });
      list.sort((a, b) => b.similarity - a.similarity);
      list.length = Math.min(list.length, k);
    });
  }
  return best;
}

/**
 * The k nearest eligible rows of each query row. A graph index that is asked to filter loses recall, so it is asked for more than
 * is needed and its answer is filtered here; where that cannot be enough, every eligible row is scored.
 */
export async function searchRows(
  context: SearchContext,
  queries: Matrix,
  options: { readonly k: number; readonly eligible: EligibleVolumes; readonly listVolumes: () => Promise<readonly VolumeId[]>; readonly signal?: AbortSignal | undefined },
): Promise<readonly (readonly RowHit[])[]> {
  const { k, eligible, signal } = options;
  const { parameters, window } = context;
  if (eligible.kind === 'ALL') return searchServer(context, queries, Math.min(k, window), null);

  const named = new Set<VolumeId>(eligible.volumeIds);
  const isEligible = (id: VolumeId): boolean => named.has(id) === (eligible.kind === 'ONLY');
  const wanted = Math.min(k, eligible.eligibleRows);
  if (wanted === 0) return Array.from({ length: queries.rows }, () => []);

  // A flat scan filters without losing anything.
  if (parameters.kind === 'FLAT' && eligible.volumeIds.length <= FILTER_IDS) {
    const filter = `${eligible.kind === 'ONLY' ? '' : 'not '}(${volumeFilter(eligible.volumeIds)})`;
    return searchServer(context, queries, Math.min(k, window), filter);
  }

  const eligibleIds = async (): Promise<readonly VolumeId[]> => (eligible.kind === 'ONLY' ? eligible.volumeIds : (await options.listVolumes()).filter(isEligible));
  if (eligible.eligibleRows <= EXHAUSTIVE_ROWS && eligible.eligibleRows < eligible.totalRows / 2) {
    return searchExhaustively(context, queries, k, await eligibleIds(), signal);
  }

  const excluded = eligible.totalRows - eligible.eligibleRows;
  let limit = Math.min(window, Math.max(k + Math.min(excluded, 64), Math.ceil((2 * k * eligible.totalRows) / eligible.eligibleRows)));
  const answers: RowHit[][] = Array.from({ length: queries.rows }, () => []);
  let open = answers.map((_, row) => row);
  for (;;) {
    signal?.throwIfAborted();
    const found = await searchServer(context, selectRows(queries, open), limit, null);
    found.forEach((list, position) => {
      const row = open[position];
      if (row !== undefined) answers[row] = list.filter((hit) => isEligible(hit.volumeId)).slice(0, k);
    });
    open = open.filter((row) => (answers[row]?.length ?? 0) < wanted);
    if (open.length === 0) return answers;
    if (limit >= Math.min(window, eligible.totalRows)) break;
    limit = Math.min(window, limit * 4);
  }
  const rest = await searchExhaustively(context, selectRows(queries, open), k, await eligibleIds(), signal);
  open.forEach((row, position) => {
    answers[row] = rest[position] ?? [];
  });
  return answers;
}
