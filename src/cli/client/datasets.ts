import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import type { GraphQLClient } from './graphql-client.js';
import { all, findDataset, takeSnapshot } from './operations.js';
import type { Connection } from './operations.js';

/** The data set of this name. Throws NOT_FOUND, which says how to make it. */
export async function requireDataset(client: GraphQLClient, name: string): Promise<string> {
  const id = await findDataset(client, name);
  if (id !== null) return id;
  throw new VoxseekError('NOT_FOUND', `There is no data set "${name}". Make it with "voxseek import DIRECTORY --dataset ${name}".`, { path: '--dataset' });
}

export interface Snapshot {
  readonly id: string;
  readonly volumeCount: number;
}

/** The present state of a data set. Throws EMPTY_GALLERY for one without volumes. */
export async function snapshotOf(client: GraphQLClient, dataset: { readonly id: string; readonly name: string }): Promise<Snapshot> {
  const id = await takeSnapshot(client, dataset.id);
  const { snapshot } = await client.query<{ snapshot: Snapshot }>(/* GraphQL */ `query Snapshot($id: ID!) { snapshot(id: $id) { id volumeCount } }`, { id });
  if (snapshot.volumeCount > 0) return snapshot;
  throw new VoxseekError('EMPTY_GALLERY', `The data set "${dataset.name}" has no volumes. Import some with "voxseek import DIRECTORY --dataset ${dataset.name}".`, { path: '--dataset' });
}

const LABELLED = /* GraphQL */ `
  query Labelled($id: ID!, $after: String) {
    dataset(id: $id) { volumes(first: 100, after: $after) { nodes { latestSegmentation { id } } pageInfo { hasNextPage endCursor } } }
  }
`;

interface LabelledPage {
  readonly dataset: { readonly volumes: Connection<{ readonly latestSegmentation: { readonly id: string } | null }> };
}

/** Throws INVALID_INPUT where no volume has labels, before anything is embedded in vain. */
export async function requireLabels(client: GraphQLClient, dataset: { readonly id: string; readonly name: string }): Promise<void> {
  const volumes = await all(async (after) => (await client.query<LabelledPage>(LABELLED, { id: dataset.id, after })).dataset.volumes);
  if (volumes.some(({ latestSegmentation }) => latestSegmentation !== null)) return;
  throw new VoxseekError('INVALID_INPUT', `No volume of "${dataset.name}" has labels, so nothing could be judged. Import it with labels: docs/manifest.md says how.`, { path: '--dataset' });
}
