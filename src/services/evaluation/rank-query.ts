import type { EvaluationTaxonomy } from '../../domain/anatomy/taxonomy.js';
import type { RowLayout } from '../../domain/geometry/row-layout.js';
import type { VolumeId } from '../../domain/ids.js';
import { selectRows } from '../../domain/matrix.js';
import { aggregateHits } from '../../domain/ranking/aggregate-hits.js';
import type { Stage1Volume } from '../../domain/ranking/aggregate-hits.js';
import { chooseQuerySlices } from '../../domain/ranking/choose-query-slices.js';
import type { SliceFacts } from '../../domain/ranking/choose-query-slices.js';
import { rankByLateInteraction } from '../../domain/ranking/late-interaction.js';
import type { CandidateSimilarities } from '../../domain/ranking/late-interaction.js';
import { restrictHits } from '../../domain/ranking/restrict-hits.js';
import type { RetrievalConfig } from '../../domain/ranking/retrieval-config.js';
import { selectCandidates } from '../../domain/ranking/select-candidates.js';
import type { SliceHitLike, VoxelHashOf } from '../../domain/ranking/slice-hit.js';
import type { CroppedVectors } from '../embedding/crops/cropped-vectors.js';
import type { OpenIndex } from '../search/ranker.js';
import { slicesByPatches } from '../search/slices-by-patches.js';
import { taxonomiesOf } from './figures-asked.js';
import type { LabelledMember } from './labelled-gallery.js';
import type { PageLine, QueryTimes, RankedEntry, RankedList, RankedRegion } from './ranked-list.js';
import type { FindHits } from './shared-hits.js';
import { createStopwatch } from './stopwatch.js';

/** As deep as a list is kept. */
const DEPTH = 1_000;
const REGION_DEPTH = 50;
/** Of a localized list only the first say where they match. */
const EVIDENCE_DEPTH = 10;
/** As many supporting slices as figures are ever given for; see `shownSupports`. */
const LEAST_EVIDENCE = 30;

export interface QueryToRank {
  readonly query: LabelledMember;
  readonly slices: SliceFacts;
  /** What the rows of its embedding are. */
  readonly layout: RowLayout;
  readonly eligible: readonly VolumeId[];
  readonly config: RetrievalConfig;
  readonly open: OpenIndex;
  readonly hashOf: VoxelHashOf;
  readonly findHits: FindHits;
  /** LOCALIZED: the chance of a localized hit of a region, from the hits of its slices. */
  readonly chanceOf: (taxonomy: EvaluationTaxonomy, region: string, hits: readonly (readonly SliceHitLike[])[]) => number | null;
  /** Whether the index has been asked nothing yet by this worker. */
  readonly cold: boolean;
  /** The query's slices, each cropped to the class that it is asked about; null where they are compared whole. */
  readonly cropped: CroppedVectors | null;
  readonly signal: AbortSignal;
}

/** One ranking of some slices of the query: stage 1 done, stage 2 to come. */
interface Asked {
  readonly label: { readonly taxonomy: EvaluationTaxonomy; readonly region: string } | null;
  /** Rows of the query matrix, and how many slices they are of. */
  readonly rows: readonly number[];
  readonly sliceCount: number;
  readonly hits: readonly (readonly SliceHitLike[])[];
  readonly stage1: readonly Stage1Volume[];
  readonly candidates: readonly VolumeId[];
}

/** What is asked about a query: the rows of its vectors compared for each ranking, and all of them once, ascending. */
interface Plan {
  readonly rankings: readonly Pick<Asked, 'label' | 'rows' | 'sliceCount'>[];
  readonly rows: readonly number[];
  /** The slices that these rows are of, ascending. */
  readonly slices: readonly number[];
}

/** Ranks one query volume: searched once and compared once, also for all of its regions, whose slices are rows of it. */
export async function rankQuery(request: QueryToRank): Promise<PageLine> {
  const { query, eligible, config, open, signal } = request;
  const { volumeId, sliceCount } = query.member;
  const watch = createStopwatch();
  const own = await watch.time('prepare', async () => request.cropped?.vectors ?? (await open.vectorsOf(volumeId)));
  const plan = planQuery(request);
  const vectors = await watch.time('prepare', () => Promise.resolve(selectRows(own, plan.rows)));
  const searched = config.candidates.kind !== 'GALLERY';
  const { hits, milliseconds, cold } = searched
    ? await request.findHits({ open, queryVolumeId: volumeId, rows: plan.rows, crop: config.crop, vectors, eligible, k: config.mode === 'SLICE' ? 1 : config.k, cold: request.cold, signal })
    : { hits: Array.from({ length: vectors.rows }, () => []), milliseconds: 0, cold: request.cold };
  watch.add('search', milliseconds);
  const base = { queryVolumeId: volumeId, querySlices: plan.slices.length };
  if (config.mode === 'SLICE') {
    const nearest = await watch.time('search', () => slicesByPatches(open, vectors, hits, 1, signal));
    return { list: { ...base, mode: 'SLICE', ...nearestOf(plan.slices, nearest, sliceCount) }, times: timesOf(watch.milliseconds()), cold: cold || request.cold };
  }

  const asked = await watch.time('aggregate', () => Promise.resolve(aggregateAll(request, plan, hits)));
  const similarities = new Map<VolumeId, CandidateSimilarities>();
  if (config.reRanking === 'LATE_INTERACTION') {
    const candidates = [...new Set(asked.flatMap((one) => one.candidates))];
    const { best, argmax, loadMs } = await watch.time('rerank', () => open.maxSimilarities(vectors, candidates, signal));
    watch.move('rerank', 'load', loadMs);
    candidates.forEach((id, at) => similarities.set(id, { volumeId: id, best: best[at] ?? [], argmax: argmax[at] ?? [] }));
  }
  const list = await watch.time('rerank', () => Promise.resolve(toList(request, base, asked, similarities)));
  // The chance is no part of a query's work, so it is simulated off the clock.
  return { list: config.mode === 'LOCALIZED' ? withChances(list, asked, request) : list, times: timesOf(watch.milliseconds()), cold: cold || request.cold };
}

function planQuery({ query, slices: facts, layout, config, cropped }: QueryToRank): Plan {
  const all = Array.from({ length: layout.slices }, (_, slice) => slice);
  if (config.mode === 'SLICE' || config.mode === 'VOLUME') {
    const slices = chooseQuerySlices(all, facts, config);
    const rows = layout.rowsOf(slices);
    return { rankings: [{ label: null, rows, sliceCount: slices.length }], rows, slices };
  }
  const rowsOf = ({ taxonomy, region }: NonNullable<Asked['label']>, slice: number): readonly number[] => (cropped === null ? layout.rowsOf([slice]) : [cropped.rowOf(taxonomy, region, slice) ?? []].flat());
  const compared = new Set<number>();
  const rankings = taxonomiesOf(config).flatMap((taxonomy) =>
    [...query.judged[taxonomy].shows].filter(([region]) => config.classes?.includes(region) ?? true).map(([region, shown]) => {
      const label = { taxonomy, region };
      const slices = chooseQuerySlices([...shown], facts, config);
      for (const slice of slices) compared.add(slice);
      const rows = slices.map((slice) => rowsOf(label, slice)).filter((own) => own.length > 0);
      return { label, rows: rows.flat(), sliceCount: rows.length };
    }),
  );
  return { rankings, rows: [...new Set(rankings.flatMap(({ rows }) => rows))].sort((a, b) => a - b), slices: [...compared].sort((a, b) => a - b) };
}

function nearestOf(slices: readonly number[], found: readonly (readonly SliceHitLike[])[], sliceCount: number): Pick<Extract<RankedList, { mode: 'SLICE' }>, 'nearest' | 'asked'> {
  const nearest = new Array<SliceHitLike | null>(sliceCount).fill(null);
  slices.forEach((slice, at) => {
    const [first] = found[at] ?? [];
    nearest[slice] = first === undefined ? null : { volumeId: first.volumeId, slice: first.slice, similarity: first.similarity };
  });
  return slices.length === sliceCount ? { nearest } : { nearest, asked: slices };
}

function aggregateAll({ config, eligible, hashOf }: QueryToRank, plan: Plan, hits: readonly (readonly SliceHitLike[])[]): readonly Asked[] {
  const placeOf = new Map(plan.rows.map((row, place) => [row, place]));
  return plan.rankings.map(({ label, rows: wanted, sliceCount }) => {
    const rows = wanted.flatMap((row) => placeOf.get(row) ?? []);
    const own = restrictHits(hits, rows);
    const stage1 = aggregateHits(own, config.aggregation, hashOf);
    return { label, rows, sliceCount, hits: own, stage1, candidates: rows.length === 0 ? [] : selectCandidates(stage1, config.candidates, eligible, hashOf) };
  });
}

function toList(
  { config, hashOf }: QueryToRank,
  base: { readonly queryVolumeId: VolumeId; readonly querySlices: number },
  asked: readonly Asked[],
  similarities: ReadonlyMap<VolumeId, CandidateSimilarities>,
): RankedList {
  const evidence = Math.max(config.supportingSlices, LEAST_EVIDENCE);
  const evident = (slices: readonly number[], place: number): Pick<RankedEntry, 'supportingSlices'> =>
    config.mode === 'LOCALIZED' && place < EVIDENCE_DEPTH ? { supportingSlices: slices.slice(0, evidence) } : {};
  const rank = ({ rows, stage1, candidates }: Asked, depth: number): readonly RankedEntry[] => {
    const before = new Map(stage1.map((volume) => [volume.volumeId, volume]));
    const stage1Of = (id: VolumeId): RankedEntry['stage1'] => {
      const volume = before.get(id);
      return volume === undefined ? null : { rank: volume.rank, score: volume.score };
    };
    if (config.reRanking === 'NONE') {
      return candidates.slice(0, depth).map((volumeId, place) => ({ volumeId, stage1: stage1Of(volumeId), stage2: null, ...evident(before.get(volumeId)?.hitSlices ?? [], place) }));
    }
    const compared = candidates.flatMap((id) => similarities.get(id) ?? []);
    return rankByLateInteraction(compared, hashOf, rows)
      .slice(0, depth)
      .map((volume, place) => ({
        volumeId: volume.volumeId,
        stage1: stage1Of(volume.volumeId),
        stage2: { rank: volume.rank, score: volume.score, mean: volume.mean },
        ...evident(volume.supportingSlices, place),
      }));
  };
  const [whole] = asked;
  if (config.mode === 'REGION' || config.mode === 'LOCALIZED') {
    return { ...base, mode: config.mode, regions: asked.flatMap((one) => (one.label === null ? [] : [{ ...one.label, querySlices: one.sliceCount, ranked: rank(one, REGION_DEPTH) }])) };
  }
  return { ...base, mode: 'VOLUME', ranked: whole === undefined ? [] : rank(whole, DEPTH) };
}

function withChances(list: RankedList, asked: readonly Asked[], { chanceOf }: QueryToRank): RankedList {
  if (list.mode !== 'LOCALIZED') return list;
  const regions = list.regions.map((region, at): RankedRegion => ({ ...region, chance: chanceOf(region.taxonomy, region.region, asked[at]?.hits ?? []) }));
  return { ...list, regions };
}

const timesOf = (milliseconds: ReadonlyMap<string, number>): QueryTimes => {
  const of = (stage: string): number => milliseconds.get(stage) ?? 0;
  const total = [...milliseconds.values()].reduce((sum, value) => sum + value, 0);
  return { prepare: of('prepare'), search: of('search'), aggregate: of('aggregate'), load: of('load'), rerank: of('rerank'), total };
};
