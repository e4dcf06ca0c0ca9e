import type { RetrievalRunId } from '../../src/domain/ids.js';
import type { BenchmarkStore, RetrievalRunStore } from '../../src/services/ports/catalogue.js';
import type { BenchmarkRecord, BenchmarkRunRecord, RetrievalRunRecord } from '../../src/services/ports/run-records.js';

/** Runs in memory, with the contract's rule that a finished one is never changed. */
export function runStore(): Partial<RetrievalRunStore> & { readonly rows: Map<string, RetrievalRunRecord> } {
  const rows = new Map<string, RetrievalRunRecord>();
  return {
    rows,
    insert: (run) => Promise.resolve(void rows.set(run.id, run)),
    get: (id) => Promise.resolve(rows.get(id) ?? null),
    getMany: (ids: readonly RetrievalRunId[]) => Promise.resolve(ids.flatMap((id) => rows.get(id) ?? [])),
    update: (id, change) => {
      const run = rows.get(id)!;
      if (run.state !== 'SUCCEEDED') rows.set(id, { ...run, ...change });
      return Promise.resolve();
    },
  };
}

export function benchmarkStore(): Partial<BenchmarkStore> & { readonly rows: Map<string, BenchmarkRunRecord> } {
  const rows = new Map<string, BenchmarkRunRecord>();
  const benchmarks = new Map<string, BenchmarkRecord>();
  return {
    rows,
    put: (benchmark) => Promise.resolve(void benchmarks.set(benchmark.id, benchmark)),
    insertRun: (run) => Promise.resolve(void rows.set(run.id, run)),
    getMany: (ids) => Promise.resolve(ids.flatMap((id) => benchmarks.get(id) ?? [])),
    getRun: (id) => Promise.resolve(rows.get(id) ?? null),
    updateRun: (id, change) => Promise.resolve(void rows.set(id, { ...rows.get(id)!, ...change })),
  };
}
