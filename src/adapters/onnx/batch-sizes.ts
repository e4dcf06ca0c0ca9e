import type { Provider } from '../../domain/placement/capability.js';
import type { Recipe } from '../../services/embedding/recipe.js';
import type { LocatedModel } from '../../services/ports/model-files.js';
import { chooseBatch, ladderOf } from './choose-batch.js';
import type { BatchTrial } from './choose-batch.js';
import type { EncodeReply, EncodeTask } from './encode-task.js';
import { PROBE_SLICES, probeTask } from './probe-slices.js';

export interface BatchSizes {
  /** Slices in one run of the model: one, if its vectors depend on their company; else what was measured when it was first asked for. */
  of(source: LocatedModel, recipe: Recipe, run: (task: Omit<EncodeTask, 'id'>) => Promise<EncodeReply>): Promise<number>;
}

/** Measures each model once. `memoryBytes`: by how much a larger batch may make the process grow. */
export function createBatchSizes({ provider, memoryBytes }: { readonly provider: Provider; readonly memoryBytes: number }): BatchSizes {
  const known = new Map<string, Promise<number>>();
  const ladder = ladderOf(provider);

  return {
    of(source, recipe, run) {
      if (!source.entry.batchInvariant || source.kind === 'PIXELS') return Promise.resolve(1);
      const trial = async (batch: number): Promise<BatchTrial | null> => {
        const count = Math.max(batch, PROBE_SLICES);
        const once = (slices: number): Promise<EncodeReply> => run(probeTask({ id: 0, source, recipe, provider, intraThreads: 1, batch, count: slices }));
        // The first run of a shape allocates, and on a GPU compiles.
        const warm = await once(batch);
        if (warm.failure !== null) return null;
        const started = performance.now();
        const reply = await once(count);
        return reply.failure === null ? { secondsASlice: (performance.now() - started) / 1000 / count, residentBytes: reply.residentBytes } : null;
      };
      const key = `${source.entry.sha256} ${recipe.size.width} × ${recipe.size.height}`;
      const measured = known.get(key) ?? chooseBatch(ladder, memoryBytes, trial);
      known.set(key, measured);
      // What ended the process of a model, or a cancel, says nothing about the next try.
      measured.catch(() => known.delete(key));
      return measured;
    },
  };
}
