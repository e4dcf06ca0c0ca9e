import { includesSource } from '../../domain/evaluation/includes-source.js';
import type { SourceInclusion } from '../../domain/evaluation/includes-source.js';
import { querySourceOf } from '../../services/benchmarks/query-source.js';
import { statedOf } from '../../services/models/model-entry.js';
import type { ModelRecord } from '../../services/ports/records.js';
import type { BenchmarkDefinition } from '../../services/ports/run-records.js';
import type { ApiContext } from '../context.js';

export interface BenchmarkEncoder {
  readonly model: ModelRecord;
  /** The collection that is asked about. */
  readonly querySource: string;
  readonly includesQuerySource: SourceInclusion;
}

/** The encoders of a benchmark in the order of its cells, without those that were deleted. */
export async function modelsOf({ cells }: BenchmarkDefinition, { loaders }: ApiContext): Promise<readonly ModelRecord[]> {
  const there = <T>(records: readonly (T | Error | null)[]): readonly T[] => records.filter((record): record is T => record !== null && !(record instanceof Error));
  const indexes = there(await loaders.indexes.loadMany([...new Set(cells.flatMap(({ indexId }) => indexId ?? []))]));
  const recipes = there(await loaders.recipes.loadMany([...new Set(indexes.map(({ recipeId }) => recipeId))]));
  return there(await loaders.models.loadMany([...new Set(recipes.map(({ modelId }) => modelId))]));
}

/** The same, each with whether it learned from what is asked about. */
export async function benchmarkEncoders(definition: BenchmarkDefinition, context: ApiContext): Promise<readonly BenchmarkEncoder[]> {
  const { loaders } = context;
  const querySource = await querySourceOf({ snapshot: (id) => loaders.snapshots.load(id), dataset: (id) => loaders.datasets.load(id) }, definition);
  return (await modelsOf(definition, context)).map((model) => ({ model, querySource, includesQuerySource: includesSource(statedOf(model).pretraining.collections, querySource) }));
}
