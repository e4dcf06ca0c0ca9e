import { createIndex } from '../../src/cli/client/operations.js';
import type { IndexParametersInput } from '../../src/cli/client/operations.js';
import { follow } from '../../tests/testkit/demo-archive.js';
import type { RunningVoxseek } from '../../tests/testkit/running-voxseek.js';
import type { StoredArchive } from './stored-archive.js';

export const CANDIDATES = 50;
export const SEARCH_STAGES = ['prepare', 'search', 'aggregate', 'load', 'rerank', 'total'] as const;

/** One volume query as a client of the API sees it. */
export interface Answered {
  /** Milliseconds of the whole, as the client waits. */
  readonly ms: number;
  readonly rerank: number;
  /** The first ten volumes, by their place in the gallery. */
  readonly first: readonly number[];
  readonly stages?: Readonly<Record<(typeof SEARCH_STAGES)[number], number>>;
}

const SEARCH = /* GraphQL */ `
  query Search($input: SearchVolumesInput!) {
    searchVolumes(input: $input) {
      times { prepare search aggregate load rerank total }
      volumes { rank volume { id } stage2 { score } supportingSlices(first: 5) { index } }
    }
  }
`;

/** COUNT with k = 1, the first 50 re-ranked, ten volumes given. */
export function searcher(voxseek: RunningVoxseek, archive: StoredArchive, indexId: string): (query: number) => Promise<Answered> {
  const places = new Map<string, number>(archive.gallery.map((id, place) => [id, place]));
  return async (query) => {
    const input = { indexId, query: { volumeId: archive.queries[query] }, k: 1, aggregation: 'COUNT', candidates: 'FIRST', candidateCount: CANDIDATES, reRanking: 'LATE_INTERACTION', first: 10 };
    const started = performance.now();
    const { searchVolumes } = await voxseek.client.query<{ searchVolumes: { times: NonNullable<Answered['stages']>; volumes: readonly { volume: { id: string } }[] } }>(SEARCH, { input });
    const ms = performance.now() - started;
    const stages = searchVolumes.times;
    return { ms, rerank: stages.rerank, stages, first: searchVolumes.volumes.map(({ volume }) => places.get(volume.id) ?? -1) };
  };
}

export async function buildIndex(voxseek: RunningVoxseek, { recipeId, snapshotId }: StoredArchive, parameters: IndexParametersInput): Promise<{ readonly indexId: string; readonly seconds: number }> {
  const started = performance.now();
  const { indexId, jobId } = await createIndex(voxseek.client, { name: parameters.kind, recipeId, parameters, snapshotId });
  await follow(voxseek.client, jobId);
  return { indexId, seconds: (performance.now() - started) / 1000 };
}
