import { clusterBootstrap } from '../statistics/cluster-bootstrap.js';
import type { Estimate } from '../statistics/estimate.js';
import { createRandom } from '../statistics/random.js';
import { weightedMean, weightsAt } from '../statistics/weighted-mean.js';
import type { Grade } from './grade.js';
import { gainOf } from './grade.js';
import { gradedNdcg, gradedPrecision } from './graded-ranking.js';
import type { GradedResult } from './graded-ranking.js';
import type { ResultSource } from './pool-results.js';
import type { ReaderAgreement } from './reader-agreement.js';
import { agreementOf } from './reader-agreement.js';

/** A result of the pool with the grades that count. */
export interface JudgedResult {
  readonly sources: readonly ResultSource[];
  readonly grades: readonly { readonly reader: number; readonly value: Grade }[];
}

export interface JudgedQuery {
  /** Queries of one patient have the same number. */
  readonly cluster: number;
  readonly pool: readonly JudgedResult[];
}

export interface RelevanceQuestion {
  readonly queries: readonly JudgedQuery[];
  readonly configurations: number;
  readonly readers: number;
  /** Depth of nDCG and precision. */
  readonly cutoff: number;
  /** The least grade that makes a result relevant. */
  readonly threshold: Grade;
  readonly replicates: number;
  readonly seed: string;
}

export interface RelevanceFigures {
  readonly configurations: readonly { readonly configuration: number; readonly ndcg: Estimate; readonly precision: Estimate }[];
  /** Second minus first, for every two configurations. */
  readonly differences: readonly { readonly first: number; readonly second: number; readonly ndcg: Estimate; readonly precision: Estimate }[];
  readonly agreement: ReaderAgreement;
  /** Queries that count: every pair of their pool has a grade. */
  readonly queries: number;
  /** Left out of all figures, for every configuration alike. */
  readonly queriesUnfinished: number;
  /** Counted, but left out of nDCG: readers found no result of any configuration relevant in the least. */
  readonly queriesWithoutGain: number;
}

/** What the readers' grades say of each configuration; intervals by a bootstrap over the patients of the queries. */
export function relevanceFigures(question: RelevanceQuestion): RelevanceFigures {
  const { queries, configurations, cutoff } = question;
  const finished = queries.filter(({ pool }) => pool.every(({ grades }) => grades.length > 0));
  const clusters = new Map([...new Set(finished.map(({ cluster }) => cluster))].map((cluster, place) => [cluster, place]));
  const places = Int32Array.from(finished, ({ cluster }) => clusters.get(cluster) ?? 0);
  const pools = finished.map(({ pool }) => pool.map((result) => gradedResult(result, question.threshold)));
  const each = Array.from({ length: configurations }, (_, configuration) => configuration);
  const pairs = each.flatMap((first) => each.slice(first + 1).map((second) => ({ first, second })));
  const columns = [
    each.map((configuration) => Float64Array.from(pools, (pool) => gradedNdcg(pool, configuration, cutoff) ?? NaN)),
    each.map((configuration) => Float64Array.from(pools, (pool) => gradedPrecision(pool, configuration, cutoff))),
  ];

  const statistic = (clusterWeights: ArrayLike<number>): readonly (number | null)[] => {
    const weights = weightsAt(places, clusterWeights);
    return columns.flatMap((figure) => {
      const means = figure.map((values) => weightedMean(values, weights));
      return [...means, ...pairs.map(({ first, second }) => differenceOf(means[first], means[second]))];
    });
  };
  const estimates = clusterBootstrap(clusters.size, statistic, { replicates: question.replicates, random: createRandom(`${question.seed} relevance`) });
  const width = configurations + pairs.length;
  const at = (index: number): { readonly ndcg: Estimate; readonly precision: Estimate } => ({ ndcg: estimates[index]!, precision: estimates[width + index]! });
  return {
    configurations: each.map((configuration) => ({ configuration, ...at(configuration) })),
    differences: pairs.map((pair, index) => ({ ...pair, ...at(configurations + index) })),
    agreement: agreementOf(queries.flatMap(({ pool }) => pool.map(({ grades }) => grades)), question.readers),
    queries: finished.length,
    queriesUnfinished: queries.length - finished.length,
    queriesWithoutGain: pools.filter((pool) => pool.every(({ gain }) => gain === 0)).length,
  };
}

function gradedResult({ sources, grades }: JudgedResult, threshold: Grade): GradedResult {
  const mean = (value: (grade: Grade) => number): number => grades.reduce((sum, grade) => sum + value(grade.value), 0) / grades.length;
  return { sources, gain: mean(gainOf), relevant: mean((grade) => (grade >= threshold ? 1 : 0)) };
}

function differenceOf(first: number | null | undefined, second: number | null | undefined): number | null {
  return first == null || second == null ? null : second - first;
}
