import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import type { GraphQLClient } from '../client/graphql-client.js';
import { volumesOf } from '../client/operations.js';

export interface WorkedQuery {
  readonly query: string;
  readonly index: string;
  readonly querySlices: number;
  readonly milliseconds: number;
  readonly volumes: readonly {
    readonly name: string;
    readonly rank: number;
    readonly votes: number | null;
    readonly score: number;
    readonly mean: number;
    readonly sliceCount: number;
  }[];
  /** Which query slice matched which slice of the first volume. */
  readonly matches: readonly { readonly querySlice: number; readonly slice: number; readonly similarity: number }[];
}

interface Answer {
  readonly searchVolumes: {
    readonly querySlices: readonly number[];
    readonly times: { readonly total: number };
    readonly volumes: readonly {
      readonly rank: number;
      readonly stage1: { readonly score: number } | null;
      readonly stage2: { readonly score: number; readonly mean: number } | null;
      readonly volume: { readonly id: string; readonly name: string | null; readonly sliceCount: number };
      readonly matches: readonly { readonly querySlice: number; readonly similarity: number; readonly slice: { readonly index: number } }[];
    }[];
  };
}

const SEARCH = /* GraphQL */ `
  query Search($input: SearchVolumesInput!) {
    searchVolumes(input: $input) {
      querySlices
      times { total }
      volumes {
        rank
        stage1 { score }
        stage2 { score mean }
        volume { id name sliceCount }
        matches(first: 500) { querySlice similarity slice { index } }
      }
    }
  }
`;

const NEAREST = 5;
/** Hits of each query slice: enough that five volumes are hit where neighbours are many and few. */
const HITS = 10;

/** One scan of a data set by name, and the five volumes of the index that look most like it. */
export async function runWorkedQuery(client: GraphQLClient, request: { readonly datasetId: string; readonly name: string; readonly indexId: string; readonly indexName: string }): Promise<WorkedQuery> {
  const query = (await volumesOf(client, request.datasetId)).find(({ name }) => name === request.name);
  if (query === undefined) throw new VoxseekError('NOT_FOUND', `The data set has no volume named "${request.name}".`);
  const { searchVolumes } = await client.query<Answer>(SEARCH, {
    input: { indexId: request.indexId, query: { volumeId: query.id }, k: HITS, first: NEAREST, reRanking: 'LATE_INTERACTION' },
  });
  const [first] = searchVolumes.volumes;
  return {
    query: request.name,
    index: request.indexName,
    querySlices: searchVolumes.querySlices.length,
    milliseconds: searchVolumes.times.total,
    volumes: searchVolumes.volumes.map(({ rank, volume, stage1, stage2 }) => ({
      name: volume.name ?? volume.id,
      rank,
      votes: stage1?.score ?? null,
      score: stage2?.score ?? 0,
      mean: stage2?.mean ?? 0,
      sliceCount: volume.sliceCount,
    })),
    matches: (first?.matches ?? []).map(({ querySlice, similarity, slice }) => ({ querySlice, slice: slice.index, similarity })),
  };
}

const SHOWN_MATCHES = 6;

export function workedQueryText({ query, index, querySlices, milliseconds, volumes, matches }: WorkedQuery): string {
  const width = Math.max(...volumes.map(({ name }) => name.length));
  const lines = volumes.map(
    ({ rank, name, mean, score, votes, sliceCount }) =>
      `  ${rank}  ${name.padEnd(width)}  mean similarity ${mean.toFixed(3)}  score ${score.toFixed(2).padStart(6)}  ${String(votes ?? 0).padStart(3)} votes  ${sliceCount} slices`,
  );
  // Evenly over the query, so that the alignment along the body shows.
  const step = Math.max(1, Math.floor(matches.length / SHOWN_MATCHES));
  const shown = matches.filter((_, position) => position % step === Math.floor(step / 2)).slice(0, SHOWN_MATCHES);
  return [
    `Scans like "${query}" (${querySlices} slices; ${index}; ${milliseconds.toFixed(0)} ms):`,
    ...lines,
    '',
    `Which slice of "${query}" matched which slice of "${volumes[0]?.name ?? ''}":`,
    `  ${shown.map((match) => `${match.querySlice} → ${match.slice} (${match.similarity.toFixed(2)})`).join('   ')}`,
  ].join('\n');
}
