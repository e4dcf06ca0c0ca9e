import { createIndex } from '../../src/cli/client/operations.js';
import type { IndexParametersInput } from '../../src/cli/client/operations.js';
import { waitForJob } from '../../src/cli/client/wait-for-job.js';
import type { StepProgress } from '../../src/cli/progress.js';
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

const NEAREST = /* GraphQL */ `
  query Nearest($input: SearchSlicesInput!) {
    searchSlices(input: $input) {
      hits { nearest { slice { index volumeId } } }
    }
  }
`;

/** For each slice of a query the row of the gallery that the index finds nearest, where each volume has so many `slices`; −1 without one. */
export function nearestRows(voxseek: RunningVoxseek, archive: StoredArchive, indexId: string, slices: number): (query: number) => Promise<readonly number[]> {
  const places = new Map<string, number>(archive.gallery.map((id, place) => [id, place]));
  return async (query) => {
    const input = { indexId, query: { volumeId: archive.queries[query] }, k: 1 };
    const { searchSlices } = await voxseek.client.query<{ searchSlices: { hits: readonly { nearest: readonly { slice: { index: number; volumeId: string } }[] }[] } }>(NEAREST, { input });
    return searchSlices.hits.map(({ nearest: [found] }) => (found === undefined ? -1 : (places.get(found.slice.volumeId) ?? -1) * slices + found.slice.index));
  };
}

export async function buildIndex(
  voxseek: RunningVoxseek,
  { recipeId, snapshotId }: StoredArchive,
  parameters: IndexParametersInput,
  onProgress: (progress: StepProgress) => void = () => undefined,
): Promise<{ readonly indexId: string; readonly seconds: number }> {
  const started = performance.now();
  const { indexId, jobId } = await createIndex(voxseek.client, { name: parameters.kind, recipeId, parameters, snapshotId });
  await waitForJob(voxseek.client, jobId, onProgress);
  return { indexId, seconds: (performance.now() - started) / 1000 };
}
