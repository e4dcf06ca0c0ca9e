import type { OnnxModelEntry } from '../models/model-entry.js';

/** Tries an unknown model where it can do no harm. */
export interface ModelProbe {
  /**
   * Looks at the graph and runs it on a few synthetic slices, in a process of its own with limits of memory and time. Says whether a
   * slice's vector is the same in every batch. Throws MODEL_REFUSED with the reason, MODEL_CHANGED, MODEL_INVALID.
   */
  probe(path: string, entry: OnnxModelEntry): Promise<{ readonly batchInvariant: boolean }>;
}
