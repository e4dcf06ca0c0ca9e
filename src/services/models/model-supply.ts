import { isVoxseekError, VoxseekError } from '../../domain/errors/voxseek-error.js';
import type { ModelId } from '../../domain/ids.js';
import { objectKeys } from '../object-keys.js';
import type { TeamCatalogue } from '../ports/catalogue.js';
import type { ModelFiles } from '../ports/model-files.js';
import type { ObjectStore } from '../ports/object-store.js';
import { parseModelEntry } from './model-entry.js';

/** Brings registered models to the machine that runs them. */
export interface ModelSupply {
  /**
   * Makes sure that the model is on this machine: bundled, fetched before, or fetched now from the team's objects. Throws
   * MODEL_UNAVAILABLE when it is nowhere, MODEL_CHANGED when the stored bytes are not those that were registered.
   */
  provide(team: TeamCatalogue, modelId: ModelId): Promise<void>;
}

const unavailable = (id: ModelId): VoxseekError =>
  new VoxseekError('MODEL_UNAVAILABLE', `The model ${id} is neither on this machine nor among the objects of the team. Register it again.`, { path: id });

export function createModelSupply({ objects, models }: { readonly objects: Pick<ObjectStore, 'head' | 'stream'>; readonly models: ModelFiles }): ModelSupply {
  const isHere = async (id: ModelId): Promise<boolean> => {
    try {
      await models.find(id);
      return true;
    } catch (error) {
      if (isVoxseekError(error) && error.code === 'MODEL_UNAVAILABLE') return false;
      throw error;
    }
  };

  return {
    async provide(team, modelId) {
      if (await isHere(modelId)) return;
      const record = await team.models.get(modelId);
      const key = objectKeys.model(team.teamId, modelId);
      if ((record?.teamId ?? null) === null || (await objects.head(key)) === null) throw unavailable(modelId);
      const entry = parseModelEntry(record?.entry);
      if (entry.kind !== 'ONNX') throw unavailable(modelId);
      await models.add(entry, await objects.stream(key));
    },
  };
}
