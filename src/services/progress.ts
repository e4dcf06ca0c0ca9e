import type { SkippedItem } from './ports/records.js';

/** Where a long piece of work tells how far it is; called as often as it likes, the receiver thins it out. */
export interface ProgressSink {
  report(progress: { readonly stage: string; readonly done: number; readonly total: number | null; readonly unit: string }): void;
  skipped(item: SkippedItem): void;
}
