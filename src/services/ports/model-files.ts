import type { Readable } from 'node:stream';
import type { ModelId } from '../../domain/ids.js';
import type { ModelEntry, OnnxModelEntry } from '../models/model-entry.js';

export type LocatedModel =
  | { readonly kind: 'ONNX'; readonly path: string; readonly entry: OnnxModelEntry }
  | { readonly kind: 'PIXELS'; readonly entry: Extract<ModelEntry, { kind: 'PIXELS' }> };

/** The models on this machine: the bundled catalogue and those that teams registered. */
export interface ModelFiles {
  /** The entries of the bundled catalogue, by id. Throws MODEL_INVALID. */
  bundled(): Promise<readonly ModelEntry[]>;
  /** Throws MODEL_UNAVAILABLE, MODEL_INVALID. */
  find(id: ModelId): Promise<LocatedModel>;
  /** Keeps a registered model and its entry here. Throws MODEL_CHANGED, and keeps nothing, when the bytes are not the entry's. */
  add(entry: OnnxModelEntry, content: Readable): Promise<void>;
}
