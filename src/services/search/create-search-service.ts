import { onlyPlane } from '../../domain/geometry/row-layout.js';
import type { VolumeId } from '../../domain/ids.js';
import { selectRows } from '../../domain/matrix.js';
import type { Matrix } from '../../domain/matrix.js';
import { aggregateHits } from '../../domain/ranking/aggregate-hits.js';
import type { Stage1Volume } from '../../domain/ranking/aggregate-hits.js';
import { rankByLateInteraction } from '../../domain/ranking/late-interaction.js';
import { selectCandidates } from '../../domain/ranking/select-candidates.js';
import type { SliceHitLike } from '../../domain/ranking/slice-hit.js';
import type { RowMatch } from '../../domain/ranking/supporting-slices.js';
import { createStopwatch } from '../evaluation/stopwatch.js';
import type { Stopwatch } from '../evaluation/stopwatch.js';
import type { TeamCatalogue } from '../ports/catalogue.js';
import type { ObjectStore } from '../ports/object-store.js';
import { checkSearch, checkVolumeSearch } from './check-request.js';
import { croppedQuery } from './cropped-query.js';
import { eligibleVolumes } from './eligible-volumes.js';
import { openQuery } from './open-query.js';
import type { QueryDeps } from './open-query.js';
import { chooseSlices } from './query-slices.js';
import type { OpenIndex, Ranker } from './ranker.js';
import { slicesByPatches } from './slices-by-patches.js';
import type { CroppedTo, IndexStateSeen, RankedVolume, SearchRequest, SearchService, SearchTimes, SliceMatch, VolumeSearchRequest } from './search-service.js';

export interface SearchDependencies extends QueryDeps {
  readonly ranker: Ranker;
  readonly objects: Pick<ObjectStore, 'get'>;
}

interface Prepared {
  readonly open: OpenIndex;
  readonly eligible: readonly VolumeId[];
  readonly querySlices: readonly number[];
  /** [rows, dimension] */
  readonly queries: Matrix;
  /** The slice that each of these rows is of. */
  readonly rowSlices: readonly number[];
  readonly croppedTo: CroppedTo | null;
}

/** Stage 1 and stage 2 for one query, with the evidence. */
export function createSearchService({ ranker, objects, ...parts }: SearchDependencies): SearchService {
  const prepare = async (team: TeamCatalogue, request: SearchRequest): Promise<Prepared> => {
    const open = await ranker.open(team, request.indexId);
    const query = await openQuery(team, parts, open, request.source, request.slices);
    const querySlices = await chooseSlices(request.slices, query);
    const eligible = await eligibleVolumes(team, open.volumes, query, request.filter);
    const cropped = request.crop === 'NONE' || request.slices.kind !== 'REGION' ? null : await croppedQuery(objects, team, open, query, request.slices.region, querySlices);
    if (cropped !== null) return { open, eligible, querySlices, rowSlices: querySlices, ...cropped };
    const rows = query.layout.rowsOf(querySlices);
    const rowSlices = rows.map((row) => query.layout.sliceOf(row));
    return { open, eligible, querySlices, rowSlices, queries: selectRows(query.vectors, rows), croppedTo: null };
  };

  return {
    async searchSlices(team, request, signal) {
      checkSearch(request);
      const clock = createStopwatch();
      const { open, eligible, querySlices, queries } = await clock.time('prepare', () => prepare(team, request));
      const nearest = await clock.time('search', async () => slicesByPatches(open, queries, await open.nearestSlices(queries, { eligible, k: request.k, ...withSignal(signal) }), request.k, signal));
      return {
        plane: onlyPlane(open.kind),
        hits: querySlices.map((querySlice, at) => ({ querySlice, nearest: nearest[at] ?? [] })),
        index: stateSeen(open),
        times: timesOf(clock),
      };
    },

    async searchVolumes(team, request, signal) {
      checkVolumeSearch(request);
      const clock = createStopwatch();
      const prepared = await clock.time('prepare', () => prepare(team, request));
      const { open, eligible, querySlices, queries, croppedTo } = prepared;
      const hits: readonly (readonly SliceHitLike[])[] =
        request.candidates.kind === 'GALLERY' ? queryless(queries) : await clock.time('search', () => open.nearestSlices(queries, { eligible, k: request.k, ...withSignal(signal) }));
      const stage1 = await clock.time('aggregate', () => Promise.resolve(aggregateHits(hits, request.aggregation, hashIn(open))));
      const volumes =
        request.reRanking === 'NONE' ? rankedByStage1(prepared, stage1, request) : await rerank(prepared, stage1, request, clock, signal);
      return { plane: onlyPlane(open.kind), volumes, querySlices, croppedTo, index: stateSeen(open), times: timesOf(clock) };
    },
  };
}

const queryless = (queries: Matrix): readonly [][] => Array.from({ length: queries.rows }, () => []);
const withSignal = (signal: AbortSignal | undefined): { signal?: AbortSignal } => (signal === undefined ? {} : { signal });
const hashIn = (open: OpenIndex) => (volumeId: VolumeId): string => open.volumes.get(volumeId)?.voxelHash ?? '';

function rankedByStage1({ open, eligible, rowSlices }: Prepared, stage1: readonly Stage1Volume[], request: VolumeSearchRequest): readonly RankedVolume[] {
  const candidates = new Set(selectCandidates(stage1, request.candidates, eligible, hashIn(open)));
  return stage1
    .filter(({ volumeId }) => candidates.has(volumeId))
    .slice(0, request.first)
    .flatMap((volume) =>
      toRanked(open, rowSlices, volume.volumeId, volume.rank, { rank: volume.rank, score: volume.score }, null, volume.hitSlices, volume.matches),
    );
}

async function rerank(
  { open, eligible, rowSlices, queries }: Prepared,
  stage1: readonly Stage1Volume[],
  request: VolumeSearchRequest,
  clock: Stopwatch,
  signal: AbortSignal | undefined,
): Promise<readonly RankedVolume[]> {
  const hashOf = hashIn(open);
  const candidates = selectCandidates(stage1, request.candidates, eligible, hashOf);
  const { best, argmax, loadMs } = await clock.time('rerank', () => open.maxSimilarities(queries, candidates, signal, request.first));
  clock.move('rerank', 'load', loadMs);
  const before = new Map(stage1.map((volume) => [volume.volumeId, { rank: volume.rank, score: volume.score }]));
  return rankByLateInteraction(
    // What cannot be among the first is not compared.
    candidates.flatMap((volumeId, position) => (best[position]?.length === 0 ? [] : [{ volumeId, best: best[position] ?? [], argmax: argmax[position] ?? [] }])),
    hashOf,
  )
    .slice(0, request.first)
    .flatMap((volume) => {
      const stage2 = { rank: volume.rank, score: volume.score, mean: volume.mean };
      return toRanked(open, rowSlices, volume.volumeId, volume.rank, before.get(volume.volumeId) ?? null, stage2, volume.supportingSlices, volume.matches);
    });
}

function toRanked(
  open: OpenIndex,
  rowSlices: Prepared['rowSlices'],
  volumeId: VolumeId,
  rank: number,
  stage1: RankedVolume['stage1'],
  stage2: RankedVolume['stage2'],
  supportingSlices: readonly number[],
  matches: readonly RowMatch[],
): readonly RankedVolume[] {
  const volume = open.volumes.get(volumeId);
  if (volume === undefined) return [];
  const aligned = matches.map(({ queryRow, slice, similarity }): SliceMatch => ({ querySlice: rowSlices[queryRow] ?? queryRow, slice, similarity }));
  const shown = open.kind.patches === 1 ? aligned : bestOfPairs(aligned);
  return [{ volumeId, patientId: volume.patientId, rank, stage1, stage2, supportingSlices, matches: shown }];
}

/** Of patches that match between the same two slices the most similar. */
function bestOfPairs(matches: readonly SliceMatch[]): readonly SliceMatch[] {
  const best = new Map<string, SliceMatch>();
  for (const match of matches) {
    const pair = `${match.querySlice} ${match.slice}`;
    if (match.similarity > (best.get(pair)?.similarity ?? -Infinity)) best.set(pair, match);
  }
  return [...best.values()];
}

function timesOf(clock: Stopwatch): SearchTimes {
  const stages = clock.milliseconds();
  const of = (stage: string): number => stages.get(stage) ?? 0;
  const total = [...stages.values()].reduce((sum, value) => sum + value, 0);
  return { prepare: of('prepare'), search: of('search'), aggregate: of('aggregate'), load: of('load'), rerank: of('rerank'), total };
}

function stateSeen(open: OpenIndex): IndexStateSeen {
  const { index, volumes } = open;
  let slices = 0;
  for (const volumeId of volumes.keys()) slices += open.layoutOf(volumeId).slices;
  return { indexId: index.id, generation: index.generation, volumes: volumes.size, slices };
}
