import type { WorkflowEngine } from '../../src/services/ports/workflow-engine.js';

/** Notes what it is asked to start and does none of it: for tests of requests, not of work. */
export interface RecordingEngine extends WorkflowEngine {
  readonly started: { readonly kind: string; readonly input: unknown }[];
}

export function createRecordingEngine(): RecordingEngine {
  const started: { kind: string; input: unknown }[] = [];
  return {
    started,
    start({ kind, input }) {
      started.push({ kind, input });
      return Promise.resolve();
    },
    isRunning: () => Promise.resolve(true),
    cancel: () => Promise.resolve({ found: true }),
  };
}
