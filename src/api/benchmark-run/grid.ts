import type { Aggregation, ReRanking, RetrievalConfig, RetrievalMode } from '../../domain/ranking/retrieval-config.js';
import type { VectorIndexRecord } from '../../services/ports/records.js';
import type { BenchmarkCell } from '../../services/ports/run-records.js';
import { toQueryOptions } from '../retrieval-config/query-options.input.js';
import { toLabelTarget } from '../retrieval-config/label-target.input.js';
import { toCandidates } from '../retrieval-config/candidates.js';
import type { StartBenchmarkInput } from './benchmark-run.input.js';

const distinct = <T>(values: readonly T[]): readonly T[] => [...new Set(values)];

/** The cells of a grid, indexes first, then controls. SLICE returns the nearest slice: it is aggregated and re-ranked by nothing. */
export function benchmarkCells(input: StartBenchmarkInput, indexes: readonly Pick<VectorIndexRecord, 'id' | 'name'>[]): readonly BenchmarkCell[] {
  const candidates = toCandidates(input.candidates, input.candidateCount);
  const configOf = (mode: RetrievalMode, aggregation: Aggregation, reRanking: ReRanking): RetrievalConfig => ({ mode, k: input.k, aggregation, candidates, reRanking, ...toQueryOptions(input), label: null, crop: 'NONE' });
  const plain = (mode: RetrievalMode): RetrievalConfig => ({ ...configOf(mode, 'COUNT', 'NONE'), candidates: { kind: 'HIT' } });

  const configs = distinct(input.modes).flatMap((mode): readonly RetrievalConfig[] => {
    if (mode === 'SLICE') return [plain(mode)];
    const labels = mode === 'VOLUME' && input.labels != null ? input.labels.map(toLabelTarget) : [null];
    const crops = mode === 'VOLUME' ? (['NONE'] as const) : distinct(input.crops);
    return distinct(input.aggregations).flatMap((aggregation) => distinct(input.reRankings).flatMap((reRanking) => labels.flatMap((label) => crops.map((crop) => ({ ...configOf(mode, aggregation, reRanking), label, crop })))));
  });
  const nameOf = (config: RetrievalConfig): string => {
    if (config.mode === 'SLICE') return 'SLICE';
    return `${config.mode} ${config.aggregation}${config.reRanking === 'NONE' ? '' : ' + re-ranking'}${config.crop === 'NONE' ? '' : ', cropped'}${config.label === null ? '' : `, told by ${config.label.name}`}`;
  };
  return [
    ...indexes.flatMap(({ id, name }) => configs.map((config): BenchmarkCell => ({ name: `${name} ${nameOf(config)}`, indexId: id, control: null, config }))),
    ...distinct(input.controls).flatMap((control) =>
      // Where labels judge, the chance stands beside every figure instead.
      distinct(input.modes).filter((mode) => mode !== 'VOLUME' || input.labels == null).map((mode): BenchmarkCell => ({ name: `${control} ${mode}`, indexId: null, control, config: plain(mode) })),
    ),
  ];
}
