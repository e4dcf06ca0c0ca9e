import type { GraphSignature } from '../models/graph-signature.js';
import type { OnnxModelEntry } from '../models/model-entry.js';

/** Tries an unknown model where it can do no harm. */
export interface ModelProbe {
  /** What the graph takes and gives, read without running it. Throws MODEL_UNREADABLE, MODEL_EXTERNAL_DATA. */
  inspect(path: string): Promise<GraphSignature>;
  /**
   * Holds the graph to the entry, then runs it on a few synthetic slices in a process of its own, with limits of memory and time. Says whether a
   * slice's vector is the same in every batch: alone, with one other slice, and with several. Throws MODEL_UNREADABLE, MODEL_EXTERNAL_DATA,
   * MODEL_INVALID, MODEL_SHAPE_UNFIT, MODEL_BATCH_FIXED, MODEL_TYPE_UNSUPPORTED, MODEL_OUTPUT_USELESS, MODEL_CRASHED, MODEL_OUT_OF_MEMORY,
   * MODEL_TIMED_OUT, MODEL_CHANGED, and MODEL_REFUSED with what the runtime says.
   */
  probe(path: string, entry: OnnxModelEntry): Promise<{ readonly batchInvariant: boolean }>;
}
