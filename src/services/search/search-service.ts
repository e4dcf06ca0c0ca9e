import type { Plane } from '../../domain/geometry/planes.js';
import type { PatientId, QueryVolumeId, SegmentationId, UploadId, VectorIndexId, VolumeId } from '../../domain/ids.js';
import type { Aggregation, Candidates, QueryCrop, ReRanking } from '../../domain/ranking/retrieval-config.js';
import type { TeamCatalogue, VolumeFilter } from '../ports/catalogue.js';

export type QuerySource =
  | { readonly kind: 'VOLUME'; readonly volumeId: VolumeId }
  | { readonly kind: 'QUERY_VOLUME'; readonly queryVolumeId: QueryVolumeId };

/** Which slices of the query are compared, all of them in the plane of the index. Slices count from 0, in the order of the plane. */
export type QuerySlices =
  | { readonly kind: 'ALL' }
  | { readonly kind: 'RANGE'; readonly first: number; readonly last: number }
  /** The slices on which the region's mask has at least `minPixels` pixels. Null: the latest segmentation. */
  | { readonly kind: 'REGION'; readonly region: string; readonly segmentationId: SegmentationId | null; readonly minPixels: number }
  /** The slices on which an uploaded mask, on the grid of the query, has at least `minPixels` pixels. */
  | { readonly kind: 'MASK'; readonly uploadId: UploadId; readonly minPixels: number }
  /** The slices that a box in RAS+ mm cuts. */
  | { readonly kind: 'BOX'; readonly minimum: readonly [number, number, number]; readonly maximum: readonly [number, number, number] };

export interface SearchFilter extends VolumeFilter {
  readonly excludeSamePatient: boolean;
}

export interface SearchRequest {
  readonly indexId: VectorIndexId;
  readonly source: QuerySource;
  readonly slices: QuerySlices;
  /** BOUNDING_BOX: with slices chosen by a region of a stored volume alone. */
  readonly crop: QueryCrop;
  /** 1 … 1,000. */
  readonly k: number;
  readonly filter: SearchFilter;
}

export interface VolumeSearchRequest extends SearchRequest {
  readonly aggregation: Aggregation;
  readonly candidates: Candidates;
  readonly reRanking: ReRanking;
  /** How many ranked volumes to return, 1 … 100. */
  readonly first: number;
}

/** Milliseconds of each stage of one search. */
export interface SearchTimes {
  readonly prepare: number;
  readonly search: number;
  readonly aggregate: number;
  readonly load: number;
  readonly rerank: number;
  readonly total: number;
}

/** The state of the index that the answer saw. */
export interface IndexStateSeen {
  readonly indexId: VectorIndexId;
  readonly generation: number;
  readonly volumes: number;
  readonly slices: number;
}

/** "Query slice i looks like slice j of this volume." */
export interface SliceMatch {
  readonly querySlice: number;
  readonly slice: number;
  readonly similarity: number;
}

export interface RankedVolume {
  readonly volumeId: VolumeId;
  readonly patientId: PatientId;
  readonly rank: number;
  /** Null where stage 1 was skipped. */
  readonly stage1: { readonly rank: number; readonly score: number } | null;
  /** `score` is the sum of the best similarities, `mean` the same divided by the number of query slices. Null without re-ranking. */
  readonly stage2: { readonly rank: number; readonly score: number; readonly mean: number } | null;
  /** All distinct slices that speak for the volume, best first: hit slices, or the argmax slices after re-ranking. E_L is the first L. */
  readonly supportingSlices: readonly number[];
  readonly matches: readonly SliceMatch[];
}

/** The region that the slices of a query were cropped to, and the segmentation that says where it lies. */
export interface CroppedTo {
  readonly region: string;
  readonly segmentationId: SegmentationId;
}

export interface VolumeSearchAnswer {
  /** That the slices of query and volumes lie in. */
  readonly plane: Plane;
  readonly volumes: readonly RankedVolume[];
  readonly querySlices: readonly number[];
  /** Null where whole slices were compared. */
  readonly croppedTo: CroppedTo | null;
  readonly index: IndexStateSeen;
  readonly times: SearchTimes;
}

export interface SliceSearchAnswer {
  /** That the slices of query and volumes lie in. */
  readonly plane: Plane;
  /** For each query slice its k nearest slices, best first. */
  readonly hits: readonly {
    readonly querySlice: number;
    readonly nearest: readonly { readonly volumeId: VolumeId; readonly slice: number; readonly similarity: number }[];
  }[];
  readonly index: IndexStateSeen;
  readonly times: SearchTimes;
}

export interface SearchService {
  searchSlices(team: TeamCatalogue, request: SearchRequest, signal?: AbortSignal): Promise<SliceSearchAnswer>;
  searchVolumes(team: TeamCatalogue, request: VolumeSearchRequest, signal?: AbortSignal): Promise<VolumeSearchAnswer>;
}
