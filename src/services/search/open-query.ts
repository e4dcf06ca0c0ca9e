import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import type { Plane } from '../../domain/geometry/planes.js';
import { onePlaneLayout, onlyPlane, rowLayout } from '../../domain/geometry/row-layout.js';
import type { RowLayout } from '../../domain/geometry/row-layout.js';
import type { PatientId, VolumeId } from '../../domain/ids.js';
import type { Matrix } from '../../domain/matrix.js';
import type { EmbeddingCache } from '../embedding-cache/embedding-cache.js';
import type { PlaneFacts } from '../planes/plane-facts.js';
import type { TeamCatalogue } from '../ports/catalogue.js';
import type { SegmentationRecord, VectorIndexRecord } from '../ports/records.js';
import type { QueryRegions } from './query-regions.js';
import type { QueryShape } from './query-slices.js';
import type { OpenIndex } from './ranker.js';
import type { QuerySlices, QuerySource } from './search-service.js';

/** A query with its vectors and all that exclusions need to know of it. */
export interface OpenQuery extends QueryShape {
  readonly vectors: Matrix;
  /** What the rows of these are. */
  readonly layout: RowLayout;
  /** The stored volume that it is, null for an uploaded scan with voxels of its own. */
  readonly volumeId: VolumeId | null;
  readonly patientId: PatientId | null;
  readonly derivedFrom: readonly VolumeId[];
}

export interface QueryDeps {
  readonly cache: EmbeddingCache;
  readonly regions: QueryRegions;
  readonly planes: Pick<PlaneFacts, 'regionsIn'>;
}

export async function openQuery(team: TeamCatalogue, deps: QueryDeps, open: OpenIndex, source: QuerySource, slices: QuerySlices): Promise<OpenQuery> {
  switch (source.kind) {
    case 'VOLUME':
      return openVolume(team, deps, open, source.volumeId, slices);
    case 'QUERY_VOLUME':
      return openUploaded(team, deps, open, source.queryVolumeId, slices);
  }
}

async function openVolume(team: TeamCatalogue, { regions, planes }: QueryDeps, open: OpenIndex, volumeId: VolumeId, slices: QuerySlices): Promise<OpenQuery> {
  const volume = await team.volumes.get(volumeId);
  if (volume === null) throw new VoxseekError('NOT_FOUND', `There is no volume ${volumeId}.`, { path: 'input.volumeId' });
  const vectors = await open.vectorsOf(volumeId);
  const layout = rowLayout(open.kind, volume.shape);
  return {
    vectors,
    layout,
    volumeId,
    patientId: volume.patientId,
    derivedFrom: volume.derivedFrom,
    sliceCount: layout.slices,
    grid: () => Promise.resolve(volume),
    plane: onlyPlane(open.kind),
    maskPixels: (upload, grid) => regions.maskPixels(team, upload, grid, onlyPlane(open.kind)),
    segmentation: () => segmentationIn(team, planes, onlyPlane(open.kind), volumeId, slices),
  };
}

/** With the pixels of the slices that are compared. */
async function segmentationIn(team: TeamCatalogue, planes: QueryDeps['planes'], plane: Plane, volumeId: VolumeId, slices: QuerySlices): Promise<SegmentationRecord | null> {
  const segmentation = await findSegmentation(team, volumeId, slices);
  return segmentation === null ? null : ((await planes.regionsIn(team, plane, [segmentation]))[0] ?? null);
}

async function findSegmentation(team: TeamCatalogue, volumeId: VolumeId, slices: QuerySlices): Promise<SegmentationRecord | null> {
  if (slices.kind !== 'REGION') return null;
  if (slices.segmentationId === null) return (await team.segmentations.latestOf([volumeId]))[0] ?? null;
  const segmentation = await team.segmentations.get(slices.segmentationId);
  if (segmentation?.volumeId !== volumeId) {
    throw new VoxseekError('NOT_FOUND', `The volume has no segmentation ${slices.segmentationId}.`, { path: 'input.slices.segmentationId' });
  }
  return segmentation;
}

async function openUploaded(team: TeamCatalogue, deps: QueryDeps, open: OpenIndex, id: Extract<QuerySource, { kind: 'QUERY_VOLUME' }>['queryVolumeId'], slices: QuerySlices): Promise<OpenQuery> {
  const query = await team.queryVolumes.get(id);
  if (query === null) throw new VoxseekError('NOT_FOUND', `There is no query volume ${id}.`, { path: 'input.queryVolumeId' });
  if (query.state === 'EXPIRED' || query.expiresAt.getTime() <= Date.now()) {
    throw new VoxseekError('QUERY_VOLUME_EXPIRED', 'The uploaded query is past its time to live. Upload it again.', { path: 'input.queryVolumeId' });
  }
  if (query.state !== 'READY') {
    throw new VoxseekError('EMBEDDINGS_MISSING', `The uploaded query is ${query.state.toLowerCase()}. Wait for its job ${query.jobId ?? ''}.`, { path: 'input.queryVolumeId' });
  }
  requireRecipe(open.index, query.recipeId);
  if (query.sameAsVolumeId !== null) return openVolume(team, deps, open, query.sameAsVolumeId, slices);
  if (query.embeddingKey === null) throw new VoxseekError('EMBEDDINGS_MISSING', 'The uploaded query has no embeddings. Upload it again.', { path: 'input.queryVolumeId' });
  const vectors = await deps.cache.get(query.embeddingKey);
  const layout = onePlaneLayout(open.kind, vectors.rows);
  // The same scan may have been imported since: it is then the query itself, and its patient the query's.
  const stored = query.voxelHash === null ? null : await team.volumes.findByVoxelHash(query.voxelHash);
  return {
    vectors,
    layout,
    volumeId: stored?.id ?? null,
    patientId: stored?.patientId ?? query.patientId,
    derivedFrom: stored?.derivedFrom ?? [],
    sliceCount: layout.slices,
    grid: () => (stored === null ? deps.regions.gridOf(team, id) : Promise.resolve(stored)),
    plane: onlyPlane(open.kind),
    maskPixels: (upload, grid) => deps.regions.maskPixels(team, upload, grid, onlyPlane(open.kind)),
    segmentation: () => (stored === null ? Promise.resolve(null) : segmentationIn(team, deps.planes, onlyPlane(open.kind), stored.id, slices)),
  };
}

function requireRecipe(index: VectorIndexRecord, recipeId: string): void {
  if (index.recipeId === recipeId) return;
  throw new VoxseekError('INVALID_INPUT', `The query was embedded by the recipe ${recipeId}, the index "${index.name}" by ${index.recipeId}.`, { path: 'input.queryVolumeId' });
}
