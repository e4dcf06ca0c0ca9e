import { describe, expect, it } from 'vitest';
import { DEFAULT_RETRIEVAL_CONFIG } from '../../../../src/domain/ranking/retrieval-config.js';
import type { BenchmarkTableRow } from '../../../../src/services/evaluation/benchmark-table.js';
import { stageTimes, STAGES } from '../../../../src/services/evaluation/stage-times.js';
import { timesTableText } from '../../../../src/services/evaluation/times-table-text.js';

const row = { runId: 'run_1', name: 'A', state: 'SUCCEEDED', encoder: 'A', index: 'EXACT', control: null, config: DEFAULT_RETRIEVAL_CONFIG, figures: null, label: null, winnerSliceRatio: null, times: null, throughput: null } as unknown as BenchmarkTableRow;
const query = (search: number, cold: boolean) => ({ times: { prepare: 0.25, search, aggregate: 1, load: 2, rerank: 30, total: search + 33.25 }, cold });

describe('the table of times', () => {
  it('has the median of each stage, the slowest and the first queries, and no line for what was not timed', () => {
    const times = stageTimes([query(400, true), query(10, false), query(20, false)]);
    const lines = timesTableText([{ ...row, times, throughput: 6.5432 }, row]);
    const [header, , cells, ...more] = lines.slice(3);
    expect(header!.split(/ {2,}/u)).toEqual(['encoder', 'index', 'mode', 'ranking', ...STAGES, 'p95', 'p99', 'cold', 'queries/s']);
    // Of 43.25, 53.25 and 433.25 by linear interpolation.
    expect(cells!.split(/ {2,}/u)).toEqual(['A', 'EXACT', 'VOLUME', 'COUNT', '0.3', '20', '1.0', '2.0', '30', '53', '395', '426', '433', '6.5']);
    expect(more).toEqual([]);
    expect(timesTableText([row])).toEqual([]);
  });
});
