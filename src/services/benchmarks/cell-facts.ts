import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import type { ModelId, RecipeId, SnapshotId, VectorIndexId } from '../../domain/ids.js';
import { readRowKind } from '../embedding/make-recipe.js';
import { requireJudgeable } from '../embedding/require-judgeable.js';
import type { TeamCatalogue } from '../ports/catalogue.js';
import type { BenchmarkCell } from '../ports/run-records.js';

export interface CellFacts {
  readonly indexId: VectorIndexId;
  readonly recipeId: RecipeId;
  readonly modelId: ModelId;
  readonly modelRevision: string;
  readonly modelSha256: string;
}

/**
 * What shapes the figures of a cell besides its configuration; null for a control, which has no encoder. Throws
 * INVALID_INPUT when the cell has neither index nor control, or an index of other volumes; NOT_FOUND.
 */
export async function cellFacts(team: TeamCatalogue, snapshotId: SnapshotId, cell: BenchmarkCell, path: string): Promise<CellFacts | null> {
  if ((cell.indexId === null) === (cell.control === null)) {
    throw new VoxseekError('INVALID_INPUT', `The cell "${cell.name}" needs either an index or a control.`, { path });
  }
  if (cell.indexId === null) return null;
  const index = await team.indexes.get(cell.indexId);
  if (index === null || index.state === 'DROPPED') throw new VoxseekError('NOT_FOUND', `There is no index ${cell.indexId}.`, { path: `${path}.indexId` });
  if (index.scope.kind !== 'FROZEN' || index.scope.snapshotId !== snapshotId) {
    throw new VoxseekError('INVALID_INPUT', `The index ${index.id} is not frozen on snapshot ${snapshotId}: its figures would not say what was searched.`, { path: `${path}.indexId` });
  }
  const recipe = await team.recipes.get(index.recipeId);
  const model = recipe === null ? null : await team.models.get(recipe.modelId);
  if (recipe === null || model === null) throw new VoxseekError('NOT_FOUND', `The recipe ${index.recipeId} or its model is gone.`, { path: `${path}.indexId` });
  requireJudgeable(readRowKind(recipe.body), cell.config, `${path}.config.crop`);
  return { indexId: index.id, recipeId: recipe.id, modelId: model.id, modelRevision: model.revision, modelSha256: model.sha256 };
}
