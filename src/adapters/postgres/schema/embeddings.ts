import { doublePrecision, foreignKey, index, integer, jsonb, primaryKey, text, unique } from 'drizzle-orm/pg-core';
import type { DatasetId, ModelId, RecipeId, SnapshotId, TeamId, VectorIndexId, VolumeId } from '../../../domain/ids.js';
import type { IndexParameters, IndexState, SkippedItem } from '../../../services/ports/records.js';
import { instant, tenant, voxseek } from './namespace.js';
import { teams } from './teams.js';
import { volumes } from './volumes.js';

/** `team_id` is null for the operator's models, which all teams read and none can change. */
export const models = voxseek.table(
  'models',
  {
    teamId: text('team_id')
      .$type<TeamId>()
      .references(() => teams.id, { onDelete: 'cascade' }),
    id: text('id').$type<ModelId>().notNull(),
    name: text('name').notNull(),
    revision: text('revision').notNull(),
    sha256: text('sha256').notNull(),
    dimension: integer('dimension').notNull(),
    entry: jsonb('entry').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [unique('models_id').on(t.teamId, t.id).nullsNotDistinct()],
);

export const recipes = voxseek.table(
  'recipes',
  {
    teamId: tenant().references(() => teams.id, { onDelete: 'cascade' }),
    id: text('id').$type<RecipeId>().notNull(),
    modelId: text('model_id').$type<ModelId>().notNull(),
    hash: text('hash').notNull(),
    body: jsonb('body').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.teamId, t.id] }), index('recipes_model').on(t.teamId, t.modelId)],
);

export const embeddings = voxseek.table(
  'embeddings',
  {
    teamId: tenant(),
    volumeId: text('volume_id').$type<VolumeId>().notNull(),
    recipeId: text('recipe_id').$type<RecipeId>().notNull(),
    objectKey: text('object_key').notNull(),
    rows: integer('slices').notNull(),
    dimension: integer('dimension').notNull(),
    sha256: text('sha256').notNull(),
    provider: text('provider').notNull(),
    seconds: doublePrecision('seconds').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.teamId, t.recipeId, t.volumeId] }),
    index('embeddings_volume').on(t.teamId, t.volumeId),
    foreignKey({ name: 'embeddings_volume_fk', columns: [t.teamId, t.volumeId], foreignColumns: [volumes.teamId, volumes.id] }).onDelete('cascade'),
    foreignKey({ name: 'embeddings_recipe_fk', columns: [t.teamId, t.recipeId], foreignColumns: [recipes.teamId, recipes.id] }).onDelete('cascade'),
  ],
);

/** Recipe, snapshot and data sets are plain ids: an index that was dropped stays on record without keeping them alive. */
export const vectorIndexes = voxseek.table(
  'vector_indexes',
  {
    teamId: tenant().references(() => teams.id, { onDelete: 'cascade' }),
    id: text('id').$type<VectorIndexId>().notNull(),
    name: text('name').notNull(),
    recipeId: text('recipe_id').$type<RecipeId>().notNull(),
    parameters: jsonb('parameters').$type<IndexParameters>().notNull(),
    /** FROZEN: the snapshot; FOLLOWING: null. */
    snapshotId: text('snapshot_id').$type<SnapshotId>(),
    /** FOLLOWING: the data sets; FROZEN: null. */
    datasetIds: text('dataset_ids').array().$type<DatasetId[]>(),
    state: text('state').$type<IndexState>().notNull(),
    collection: text('collection'),
    generation: integer('generation').notNull(),
    expectedSlices: integer('expected_slices').notNull(),
    indexedSlices: integer('indexed_slices').notNull(),
    skipped: jsonb('skipped').$type<readonly SkippedItem[]>().notNull(),
    buildSeconds: doublePrecision('build_seconds'),
    server: text('server'),
    createdAt: instant('created_at').notNull(),
    builtAt: instant('built_at'),
  },
  (t) => [
    primaryKey({ columns: [t.teamId, t.id] }),
    index('vector_indexes_recipe').on(t.teamId, t.recipeId),
    index('vector_indexes_snapshot').on(t.teamId, t.snapshotId),
  ],
);

export const indexedVolumes = voxseek.table(
  'indexed_volumes',
  {
    teamId: tenant(),
    indexId: text('index_id').$type<VectorIndexId>().notNull(),
    volumeId: text('volume_id').$type<VolumeId>().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.teamId, t.indexId, t.volumeId] }),
    index('indexed_volumes_volume').on(t.teamId, t.volumeId),
    foreignKey({ name: 'indexed_volumes_index', columns: [t.teamId, t.indexId], foreignColumns: [vectorIndexes.teamId, vectorIndexes.id] }).onDelete('cascade'),
    foreignKey({ name: 'indexed_volumes_volume_fk', columns: [t.teamId, t.volumeId], foreignColumns: [volumes.teamId, volumes.id] }).onDelete('cascade'),
  ],
);
