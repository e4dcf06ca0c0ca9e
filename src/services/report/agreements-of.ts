import { groupBy } from '../../domain/group-by.js';
import { mean } from '../../domain/statistics/moments.js';
import { unpackRankedLists } from '../evaluation/ranked-list.js';
import type { RankedList } from '../evaluation/ranked-list.js';
import type { ObjectStore } from '../ports/object-store.js';
import type { IndexParameters } from '../ports/records.js';
import type { RetrievalRunRecord } from '../ports/run-records.js';
import type { Encoders } from './assemble-report.js';
import type { IndexAgreement, Spread } from './report-input.js';
import { indexText, rankingText } from './words.js';

const DEPTH = 10;

interface Cell {
  readonly run: RetrievalRunRecord;
  readonly parameters: IndexParameters;
  readonly encoder: string;
}

/** How approximate indexes answer beside the exhaustive search over the same embeddings, by the same configuration; builds of a kind together. A ranking of the whole gallery asks no index. */
export async function agreementsOf(objects: Pick<ObjectStore, 'get' | 'head'>, runs: readonly RetrievalRunRecord[], encoders: Encoders): Promise<readonly IndexAgreement[]> {
  const cells = runs.flatMap((run): readonly Cell[] => {
    const of = encoders.get(run.id);
    return of === undefined || run.resultsKey === null || run.config.mode === 'LOCALIZED' || run.config.candidates.kind === 'GALLERY' ? [] : [{ run, parameters: of.index.parameters, encoder: of.name }];
  });
  const agreements: IndexAgreement[] = [];
  for (const alike of groupBy(cells, ({ run, encoder }) => JSON.stringify([encoder, run.config])).values()) {
    const exact = alike.find(({ parameters }) => parameters.kind === 'EXACT');
    if (exact === undefined || alike.length === 1) continue;
    const expected = placesOf(await listsOf(objects, exact.run));
    for (const [index, builds] of groupBy(alike.filter((cell) => cell !== exact), ({ parameters }) => indexText(parameters))) {
      const compared = [];
      for (const { run } of builds) compared.push(agreement(placesOf(await listsOf(objects, run)), expected));
      agreements.push({
        ...{ encoder: exact.encoder, index, mode: exact.run.config.mode, ranking: rankingText(exact.run), queries: expected.size, builds: builds.length },
        top1: spread(compared.map(({ top1 }) => top1)),
        overlapAt10: spread(compared.map(({ overlap }) => overlap)),
        milliseconds: mean(builds.map(({ run }) => run.times?.total?.p50 ?? 0)) ?? 0,
        exactMilliseconds: exact.run.times?.total?.p50 ?? 0,
      });
    }
  }
  return agreements;
}

async function listsOf(objects: Pick<ObjectStore, 'get'>, { resultsKey }: RetrievalRunRecord): Promise<readonly RankedList[]> {
  return resultsKey === null ? [] : unpackRankedLists(await objects.get(resultsKey));
}

/** The first ten of each question that a run asked. */
function placesOf(lists: readonly RankedList[]): ReadonlyMap<string, readonly string[]> {
  return new Map(
    lists.flatMap((list): readonly (readonly [string, readonly string[]])[] => {
      switch (list.mode) {
        case 'SLICE':
          return list.nearest.map((hit, slice) => [`${list.queryVolumeId} ${slice}`, hit === null ? [] : [`${hit.volumeId} ${hit.slice}`]]);
        case 'VOLUME':
          return [[list.queryVolumeId, list.ranked.slice(0, DEPTH).map(({ volumeId }) => volumeId)]];
        case 'REGION':
        case 'LOCALIZED':
          return list.regions.map(({ taxonomy, region, ranked }) => [`${list.queryVolumeId} ${taxonomy} ${region}`, ranked.slice(0, DEPTH).map(({ volumeId }) => volumeId)]);
      }
    }),
  );
}

function agreement(found: ReadonlyMap<string, readonly string[]>, expected: ReadonlyMap<string, readonly string[]>): { readonly top1: number; readonly overlap: number } {
  const of = [...expected].map(([question, exact]) => {
    const approximate = found.get(question) ?? [];
    const known = new Set(approximate);
    return { top1: approximate[0] === exact[0] ? 1 : 0, overlap: exact.length === 0 ? 1 : exact.filter((item) => known.has(item)).length / exact.length };
  });
  return { top1: mean(of.map(({ top1 }) => top1)) ?? 0, overlap: mean(of.map(({ overlap }) => overlap)) ?? 0 };
}

function spread(values: readonly number[]): Spread {
  return { mean: mean(values) ?? 0, low: Math.min(...values), high: Math.max(...values) };
}
