import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { createDiskObjectStore } from '../../src/adapters/objects/disk.js';
import { createCatalogue } from '../../src/adapters/postgres/catalogue.js';
import { createRecipe, ensureDataset, takeSnapshot } from '../../src/cli/client/operations.js';
import { asId } from '../../src/domain/ids.js';
import type { DatasetId, TeamId, VolumeId } from '../../src/domain/ids.js';
import type { Matrix } from '../../src/domain/matrix.js';
import { homeLayout } from '../../src/local/home.js';
import { encodeNpy } from '../../src/services/embedding/npy.js';
import { objectKeys } from '../../src/services/object-keys.js';
import { addressOf } from '../../tests/testkit/running-voxseek.js';
import type { RunningVoxseek } from '../../tests/testkit/running-voxseek.js';
import { record } from '../../tests/testkit/seed.js';

export interface StoredArchive {
  readonly teamId: TeamId;
  readonly recipeId: string;
  /** Of the gallery; the queries are in none. */
  readonly snapshotId: string;
  readonly queries: readonly VolumeId[];
  readonly gallery: readonly VolumeId[];
  /** Where the embeddings of a volume lie. */
  readonly fileOf: (volume: VolumeId) => string;
}

/** Rows written at once. */
const LANES = 8;

/** Puts volumes with these embeddings past import and embedding into the stores of a running Voxseek, as if both had been done. */
export async function storeArchive(voxseek: RunningVoxseek, modelId: string, queries: readonly Matrix[], gallery: AsyncIterable<Matrix>): Promise<StoredArchive> {
  const recipeId = asId('Recipe', await createRecipe(voxseek.client, modelId));
  const dataset = (await ensureDataset(voxseek.client, `gallery ${randomUUID()}`, null)) as DatasetId;
  const { viewer } = await voxseek.client.query<{ viewer: { team: { id: string } } }>('{ viewer { team { id } } }');
  const objectsDirectory = homeLayout(voxseek.home).objects;
  const objects = createDiskObjectStore(objectsDirectory);
  const catalogue = await createCatalogue({ url: addressOf(voxseek, 'databaseUrl') });
  const team = catalogue.team(asId('Team', viewer.team.id));
  const store = async (matrix: Matrix, member: boolean): Promise<VolumeId> => {
    const volume = record.volume({ shape: [8, 8, matrix.rows] });
    const objectKey = objectKeys.embedding(team.teamId, volume.id, recipeId);
    const { sha256 } = await objects.put(objectKey, encodeNpy(matrix));
    await team.volumes.insert(volume);
    await team.embeddings.put(record.embedding(volume.id, recipeId, { objectKey, rows: matrix.rows, dimension: matrix.columns, sha256 }));
    if (member) await team.datasets.putMember(dataset, record.member(volume.id));
    return volume.id;
  };
  try {
    const kept: VolumeId[] = [];
    const source = gallery[Symbol.asyncIterator]();
    const lane = async (): Promise<void> => {
      for (let { value, done } = await source.next(); done !== true; { value, done } = await source.next()) kept.push(await store(value as Matrix, true));
    };
    await Promise.all(Array.from({ length: LANES }, lane));
    const asked = await Promise.all(queries.map((query) => store(query, false)));
    const snapshotId = await takeSnapshot(voxseek.client, dataset);
    return { teamId: team.teamId, recipeId, snapshotId, queries: asked, gallery: kept, fileOf: (volume) => join(objectsDirectory, objectKeys.embedding(team.teamId, volume, recipeId)) };
  } finally {
    await catalogue.close();
  }
}
