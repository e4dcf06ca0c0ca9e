import type { ModelId, QueryVolumeId, RecipeId, RetrievalRunId, SegmentationId, TeamId, UploadId, VolumeId } from '../domain/ids.js';

/** Where each object lies. The team stands in every key, so that a prefix is a team's or a volume's whole data. */
export const objectKeys = {
  volume: (team: TeamId, volume: VolumeId): string => `teams/${team}/volumes/${volume}/`,
  voxels: (team: TeamId, volume: VolumeId): string => `teams/${team}/volumes/${volume}/voxels.nii.gz`,
  labels: (team: TeamId, volume: VolumeId, segmentation: SegmentationId): string =>
    `teams/${team}/volumes/${volume}/segmentations/${segmentation}.nii.gz`,
  embedding: (team: TeamId, volume: VolumeId, recipe: RecipeId): string =>
    `teams/${team}/volumes/${volume}/embeddings/${recipe}.npy`,
  /** Slices cropped to the regions of one segmentation, and which row is which. */
  crops: (team: TeamId, volume: VolumeId, recipe: RecipeId, segmentation: SegmentationId): { readonly vectors: string; readonly index: string } => {
    const stem = `teams/${team}/volumes/${volume}/embeddings/${recipe}/${segmentation}`;
    return { vectors: `${stem}.npy`, index: `${stem}.json` };
  },
  /** The mean and the components of a reduction, by the hash of what it is learnt from. */
  reduction: (team: TeamId, hash: string): string => `teams/${team}/reductions/${hash}.npy`,
  queryVolume: (team: TeamId, query: QueryVolumeId): string => `teams/${team}/queries/${query}/`,
  /** Shape, spacing and affine of an uploaded query, for boxes and masks. */
  queryGrid: (team: TeamId, query: QueryVolumeId): string => `teams/${team}/queries/${query}/grid.json`,
  queryEmbedding: (team: TeamId, query: QueryVolumeId): string => `teams/${team}/queries/${query}/embedding.npy`,
  /** A registered encoder: its id follows from its content. */
  model: (team: TeamId, model: ModelId): string => `teams/${team}/models/${model}.onnx`,
  upload: (team: TeamId, upload: UploadId): string => `teams/${team}/uploads/${upload}`,
  /** What a client puts into the store itself, until it is checked; streams of unknown length lie beside it for a moment. */
  incoming: (team: TeamId, upload: UploadId): string => `teams/${team}/incoming/${upload}`,
  run: (team: TeamId, run: RetrievalRunId): string => `teams/${team}/runs/${run}/`,
  /** What each query came to, class by class. */
  trials: (team: TeamId, run: RetrievalRunId): string => `teams/${team}/runs/${run}/trials.jsonl.gz`,
  /** What each query of a run that is judged by a label of volumes came to, measure by measure. */
  labelTrials: (team: TeamId, run: RetrievalRunId): string => `teams/${team}/runs/${run}/label-trials.jsonl.gz`,
  /** Measures at depth, class by class. */
  depth: (team: TeamId, run: RetrievalRunId): string => `teams/${team}/runs/${run}/depth.jsonl.gz`,
  rankedLists: (team: TeamId, run: RetrievalRunId): string => `teams/${team}/runs/${run}/ranked.jsonl.gz`,
} as const;
