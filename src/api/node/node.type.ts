import { Field, ID, InterfaceType } from 'type-graphql';
import type { IdKind } from '../../domain/ids.js';
import { isId } from '../../domain/ids.js';

/** The kinds of id that `node(id:)` resolves. */
export const NODE_KINDS = [
  'Team',
  'Patient',
  'Study',
  'Volume',
  'Segmentation',
  'Dataset',
  'Snapshot',
  'Model',
  'Recipe',
  'VectorIndex',
  'QueryVolume',
  'Upload',
  'RetrievalRun',
  'Benchmark',
  'BenchmarkRun',
  'BenchmarkSchedule',
  'ScheduledRun',
  'ReaderStudy',
  'Job',
] as const satisfies readonly IdKind[];

export type NodeKind = (typeof NODE_KINDS)[number];

export function nodeKindOf(id: string): NodeKind | null {
  return NODE_KINDS.find((kind) => isId(kind, id)) ?? null;
}

/** The type in the schema: that of the kind's own name, but for recipes, which are of embeddings. */
function typeOf(id: string): string | undefined {
  const kind = nodeKindOf(id);
  return kind === 'Recipe' ? 'EmbeddingRecipe' : (kind ?? undefined);
}

@InterfaceType('Node', {
  description: 'Anything with an id. The prefix of the id says what it names.',
  resolveType: (value: { readonly id: string }) => typeOf(value.id),
})
export abstract class NodeType {
  @Field(() => ID, { description: 'Unique in the whole system; its prefix says what it names.' })
  id!: string;
}
