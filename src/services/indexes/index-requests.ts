import { createHash } from 'node:crypto';
import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import type { RecipeId, VolumeId } from '../../domain/ids.js';
import { requireIndex } from '../indexing/index-members.js';
import { requireWholeSlices } from '../embedding/make-recipe.js';
import { canonicalJson } from '../jobs/canonical-json.js';
import { contentId } from '../jobs/content-id.js';
import type { JobService } from '../jobs/job-service.js';
import type { TeamCatalogue } from '../ports/catalogue.js';
import type { IndexParameters, IndexScope, JobRecord, VectorIndexRecord } from '../ports/records.js';

export interface IndexRequest {
  readonly name: string;
  readonly recipeId: RecipeId;
  readonly parameters: IndexParameters;
  readonly scope: IndexScope;
  /** 1, 2, …: builds of the same kind that are measured side by side; 1 without it. */
  readonly build?: number;
}

export interface IndexRequests {
  /** The record alone, made if there is none; whoever needs the index builds it. Throws NOT_FOUND, INVALID_INPUT, NOT_REPRODUCIBLE. */
  recordIndex(team: TeamCatalogue, request: IndexRequest): Promise<VectorIndexRecord>;
  /** The job that builds the content an index ought to have now. Throws NOT_FOUND, NOT_REPRODUCIBLE. */
  ensureBuilt(team: TeamCatalogue, indexId: VectorIndexRecord['id']): Promise<JobRecord>;
  /** The index of this recipe, kind and scope, made if there is none, with the job that builds it. Throws NOT_FOUND, INVALID_INPUT, NOT_REPRODUCIBLE. */
  buildIndex(team: TeamCatalogue, request: IndexRequest): Promise<{ readonly index: VectorIndexRecord; readonly job: JobRecord }>;
  /** Builds an index anew, whatever was built before; while a build of the same content is under way, it is that one. Throws NOT_FOUND, NOT_REPRODUCIBLE. */
  rebuildIndex(team: TeamCatalogue, indexId: VectorIndexRecord['id']): Promise<{ readonly index: VectorIndexRecord; readonly job: JobRecord }>;
  /** Compares, and repairs if asked to; each request is a job of its own. Throws NOT_FOUND. */
  reconcileIndex(team: TeamCatalogue, indexId: VectorIndexRecord['id'], repair: boolean): Promise<{ readonly index: VectorIndexRecord; readonly job: JobRecord }>;
}

interface Dependencies {
  readonly jobs: JobService;
  readonly now?: () => Date;
}

export function createIndexRequests({ jobs, now = () => new Date() }: Dependencies): IndexRequests {
  const requestBuild = async (team: TeamCatalogue, index: VectorIndexRecord, volumeIds: readonly VolumeId[], anew: boolean): Promise<JobRecord> => {
    // Another state of the data sets, embeddings that were missing, an index made anew: each is another build.
    const missing = await team.embeddings.missing(volumeIds, index.recipeId);
    const contentHash = hash([index.createdAt.getTime(), volumeIds, missing]);
    return jobs.request(team, { kind: 'BUILD_INDEX', indexId: index.id, contentHash }, () => Promise.resolve(anew));
  };

  const record = async (team: TeamCatalogue, request: IndexRequest): Promise<{ readonly index: VectorIndexRecord; readonly volumeIds: readonly VolumeId[] }> => {
    const recipe = await team.recipes.get(request.recipeId);
    if (recipe === null) throw new VoxseekError('NOT_FOUND', `There is no recipe ${request.recipeId}.`, { path: 'recipeId' });
    requireWholeSlices(recipe, 'recipeId');
    const volumeIds = await volumesOf(team, request.scope);
    const { recipeId, parameters, scope, build = 1 } = request;
    const content = [team.teamId, recipeId, parameters, scope.kind === 'FROZEN' ? scope.snapshotId : [...scope.datasetIds].sort()];
    const id = contentId('VectorIndex', build === 1 ? content : [...content, build]);
    return { index: (await team.indexes.get(id)) ?? (await insert(team, freshIndex(id, request, now()))), volumeIds };
  };

  return {
    recordIndex: async (team, request) => (await record(team, request)).index,

    async ensureBuilt(team, indexId) {
      const index = await requireIndex(team, indexId);
      return requestBuild(team, index, await volumesOf(team, index.scope), false);
    },

    async buildIndex(team, request) {
      const { index, volumeIds } = await record(team, request);
      return { index, job: await requestBuild(team, index, volumeIds, false) };
    },

    async rebuildIndex(team, indexId) {
      const index = await requireIndex(team, indexId);
      return { index, job: await requestBuild(team, index, await volumesOf(team, index.scope), true) };
    },

    async reconcileIndex(team, indexId, repair) {
      const index = await requireIndex(team, indexId);
      const job = await jobs.request(team, { kind: 'RECONCILE_INDEX', indexId, repair, nonce: now().toISOString() });
      return { index, job };
    },
  };
}

function freshIndex(id: VectorIndexRecord['id'], { name, recipeId, parameters, scope }: IndexRequest, createdAt: Date): VectorIndexRecord {
  return {
    ...{ id, name, recipeId, parameters, scope, state: 'BUILDING', collection: null, generation: 0, expectedSlices: 0, indexedSlices: 0 },
    ...{ skipped: [], buildSeconds: null, server: null, createdAt, builtAt: null },
  };
}

/** Of two that ask at once the second finds what the first has stored. */
async function insert(team: TeamCatalogue, index: VectorIndexRecord): Promise<VectorIndexRecord> {
  try {
    await team.indexes.insert(index);
    return index;
  } catch (error) {
    const stored = await team.indexes.get(index.id);
    if (stored === null) throw error;
    return stored;
  }
}

async function volumesOf(team: TeamCatalogue, scope: IndexScope): Promise<readonly VolumeId[]> {
  switch (scope.kind) {
    case 'FROZEN': {
      const snapshot = await team.snapshots.get(scope.snapshotId);
      if (snapshot === null) throw new VoxseekError('NOT_FOUND', `There is no snapshot ${scope.snapshotId}.`, { path: 'scope.snapshotId' });
      if (!snapshot.reproducible) throw new VoxseekError('NOT_REPRODUCIBLE', `A volume of snapshot ${snapshot.id} was deleted. Take a new snapshot.`, { path: 'scope.snapshotId' });
      return (await team.snapshots.members(snapshot.id)).map(({ volumeId }) => volumeId);
    }
    case 'FOLLOWING': {
      const { datasetIds } = scope;
      if (datasetIds.length === 0) throw new VoxseekError('INVALID_INPUT', 'A following index needs at least one data set.', { path: 'scope.datasetIds' });
      const found = await team.datasets.getMany(datasetIds);
      const missing = datasetIds.find((id) => !found.some((dataset) => dataset.id === id));
      if (missing !== undefined) throw new VoxseekError('NOT_FOUND', `There is no data set ${missing}.`, { path: 'scope.datasetIds' });
      const members = await Promise.all(datasetIds.map((id) => team.datasets.members(id)));
      return [...new Set(members.flat().map(({ volumeId }) => volumeId))].sort();
    }
  }
}

function hash(content: unknown): string {
  return createHash('sha256').update(canonicalJson(content)).digest('hex');
}
