import { join } from 'node:path';
import { createMilvusStore } from '../../src/adapters/milvus/milvus-store.js';
import { createDiskObjectStore } from '../../src/adapters/objects/disk.js';
import { createSimilarityKernel } from '../../src/adapters/onnx/kernel/similarity-kernel.js';
import { rowLayout } from '../../src/domain/geometry/row-layout.js';
import type { RecipeId, VectorIndexId } from '../../src/domain/ids.js';
import type { Matrix } from '../../src/domain/matrix.js';
import { createEmbeddingCache } from '../../src/services/embedding-cache/embedding-cache.js';
import type { EmbeddingCache } from '../../src/services/embedding-cache/embedding-cache.js';
import { encodeNpy } from '../../src/services/embedding/npy.js';
import type { Recipe } from '../../src/services/embedding/recipe.js';
import { rowKindOf } from '../../src/services/embedding/row-kind.js';
import { createIndexingService } from '../../src/services/indexing/create-indexing-service.js';
import type { IndexingService } from '../../src/services/indexing/indexing-service.js';
import { objectKeys } from '../../src/services/object-keys.js';
import type { TeamCatalogue } from '../../src/services/ports/catalogue.js';
import type { ObjectStore } from '../../src/services/ports/object-store.js';
import type { IndexParameters, IndexScope, VectorIndexRecord, VolumeRecord } from '../../src/services/ports/records.js';
import type { SimilarityKernel } from '../../src/services/ports/similarity-kernel.js';
import type { VectorStore } from '../../src/services/ports/vector-store.js';
import { createTestDatabase } from './database.js';
import type { TestStack } from './global-stack.js';
import { record, seedTeam } from './seed.js';
import type { Seed } from './seed.js';
import { makeArchive } from './slice-archive.js';

/** Of the models that `seedTeam` makes. */
const DIMENSION = 8;
const never = new AbortController().signal;

export interface EmbeddedVolume extends VolumeRecord {
  readonly vectors: Matrix;
}

/** A team with everything that indexing and searching touch, on real servers. */
export interface VectorTeam {
  readonly seed: Seed;
  readonly team: TeamCatalogue;
  readonly recipeId: RecipeId;
  readonly objects: ObjectStore;
  /** Where the objects lie as files. */
  readonly directory: string;
  readonly cache: EmbeddingCache;
  readonly kernel: SimilarityKernel;
  readonly vectors: VectorStore;
  readonly indexing: IndexingService;
  /** Stores a volume with seeded embeddings of its own. */
  embedded(slices: number, overrides?: Partial<VolumeRecord>): Promise<EmbeddedVolume>;
  /** Gives a stored volume seeded embeddings. */
  embed(volume: VolumeRecord): Promise<EmbeddedVolume>;
  index(parameters: IndexParameters, scope: IndexScope): Promise<VectorIndexRecord>;
  /** All steps of a build, as the workflow takes them. */
  build(indexId: VectorIndexId, name?: string): Promise<VectorIndexRecord>;
  close(): Promise<void>;
}

let number = 0;

/** @param change to the recipe that all volumes are embedded by */
export async function createVectorTeam(stack: TestStack, change: Partial<Recipe> = {}): Promise<VectorTeam> {
  const database = await createTestDatabase(stack.postgresAdminUrl);
  const seed = await seedTeam(database.catalogue);
  const { team } = seed;
  const { id: recipeId, body } = await seed.recipe(undefined, change);
  const directory = join(stack.home, `objects-${team.teamId}`);
  const objects = createDiskObjectStore(directory);
  const cache = createEmbeddingCache({ objects, maxBytes: 1_000_000 });
  const kernel = createSimilarityKernel({ graphs: new URL('../../models/kernel/', import.meta.url), threads: 2 });
  const vectors = createMilvusStore({ address: stack.milvusAddress, kernel });
  const indexing = createIndexingService({ cache, vectors });
  const made: VectorIndexId[] = [];

  const embed = async (volume: VolumeRecord): Promise<EmbeddedVolume> => {
    number += 1;
    const { rows } = rowLayout(rowKindOf(body as Recipe), volume.shape);
    const stored = makeArchive({ volumes: 1, slices: rows, dimension: DIMENSION, queries: 1, seed: number }).volumes[0]!.vectors;
    const objectKey = objectKeys.embedding(team.teamId, volume.id, recipeId);
    await objects.put(objectKey, encodeNpy(stored));
    await team.embeddings.put(record.embedding(volume.id, recipeId, { objectKey, rows, dimension: DIMENSION }));
    return { ...volume, vectors: await cache.get(objectKey) };
  };

  return {
    ...{ seed, team, recipeId, objects, directory, cache, kernel, vectors, indexing },
    embedded: async (slices, overrides) => embed(await seed.volume({ shape: [64, 64, slices], ...overrides })),
    embed,
    async index(parameters, scope) {
      const index = await seed.index(recipeId, { parameters, scope, state: 'BUILDING', collection: null, generation: 0 });
      made.push(index.id);
      return index;
    },
    async build(indexId, name = 'one') {
      const plan = await indexing.planBuild(team, indexId, name);
      const { skipped } = await indexing.indexVolumes(team, { indexId, ...plan }, never);
      return indexing.finishBuild(team, { indexId, ...plan, skipped, seconds: 1 }, never);
    },
    async close() {
      for (const id of made) if ((await team.indexes.get(id)) !== null) await indexing.drop(team, id);
      await vectors.close();
      await kernel.close();
      await database.drop();
    },
  };
}
