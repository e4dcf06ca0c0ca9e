import { mean, quantile } from '../../domain/statistics/moments.js';
import type { RetrievalRunRecord, StageTimes, TimePercentiles } from '../ports/run-records.js';
import type { PageLine, QueryTimes } from './ranked-list.js';

/** In the order of the way of a query. */
export const STAGES = ['prepare', 'search', 'aggregate', 'load', 'rerank', 'total'] as const satisfies readonly (keyof QueryTimes)[];

/** Medians and tails over the queries of a run, in milliseconds, also of cold and warm ones apart; null for a control, which takes none. */
export function stageTimes(lines: readonly Pick<PageLine, 'times' | 'cold'>[]): StageTimes | null {
  if (lines.length === 0) return null;
  return Object.fromEntries(
    STAGES.map((stage) => {
      const of = (wanted: (line: Pick<PageLine, 'cold'>) => boolean): readonly number[] => lines.filter(wanted).map(({ times }) => times[stage]);
      const all = of(() => true);
      const total = all.reduce((sum, value) => sum + value, 0);
      const percentiles = percentilesOf(all) ?? { p50: 0, p95: 0, p99: 0 };
      return [stage, { ...percentiles, total, cold: mean(of(({ cold }) => cold === true)), warm: percentilesOf(of(({ cold }) => cold !== true)) }];
    }),
  );
}

/** Queries a second, one after the other; null for a control, and until the run succeeded. */
export function throughputOf({ metrics, times }: Pick<RetrievalRunRecord, 'metrics' | 'times'>): number | null {
  const total = times?.total?.total ?? 0;
  return metrics === null || total === 0 ? null : (1_000 * metrics.queries) / total;
}

function percentilesOf(values: readonly number[]): TimePercentiles | null {
  if (values.length === 0) return null;
  const at = (share: number): number => quantile(values, share) ?? 0;
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}
