import { labelNames } from '../../src/domain/anatomy/labels.js';
import type { SourceTaxonomy } from '../../src/domain/anatomy/taxonomy.js';
import { rowLayout } from '../../src/domain/geometry/row-layout.js';
import { asId } from '../../src/domain/ids.js';
import type { SnapshotId, VectorIndexId, VolumeId } from '../../src/domain/ids.js';
import { createBenchmarkLook } from '../../src/services/benchmarks/overlap/benchmark-look.js';
import type { BenchmarkLook } from '../../src/services/benchmarks/overlap/benchmark-look.js';
import { createRetrievalRunService } from '../../src/services/evaluation/create-retrieval-run-service.js';
import { createLabelledGalleryLoader } from '../../src/services/evaluation/labelled-gallery.js';
import type { RetrievalRunService } from '../../src/services/evaluation/retrieval-run-service.js';
import type { SegmentationRecord, SnapshotMember } from '../../src/services/ports/records.js';
import type { OpenIndex } from '../../src/services/search/ranker.js';
import { createMemoryObjects } from './memory-objects.js';
import type { MemoryObjects } from './memory-objects.js';
import { hashOf, record } from './seed.js';

export const STANDARDS = ['TOTALSEGMENTATOR_V1', 'TOTALSEGMENTATOR_V2'] as const satisfies readonly SourceTaxonomy[];
export type Standard = (typeof STANDARDS)[number];

/** What every volume shows, but every third not all of it; the last ones have no counterpart in the other standard. */
const SHOWN: Readonly<Record<Standard, readonly string[]>> = {
  TOTALSEGMENTATOR_V1: ['liver', 'spleen', 'aorta', 'face', 'pulmonary_artery', 'heart_ventricle_left'],
  TOTALSEGMENTATOR_V2: ['liver', 'spleen', 'aorta', 'heart', 'pulmonary_vein'],
};
const VOLUMES = 6;
const SLICES = 4;
const SHAPE = [8, 8, SLICES] as const;
const AXIAL_SLICES = { planes: ['AXIAL'], patches: 1 } as const;

export const snapshotOf = (standard: Standard): SnapshotId => asId('Snapshot', `snap_${standard}`);
export const indexOf = (standard: Standard): VectorIndexId => asId('VectorIndex', `idx_${standard}`);

export interface TwoStandards {
  readonly objects: MemoryObjects;
  /** Of one team: all that measuring reads but for benchmarks, runs and jobs. */
  readonly stores: object;
  readonly looks: BenchmarkLook;
  readonly runs: RetrievalRunService;
}

/** Two data sets of six patients each, one annotated by each version of TotalSegmentator, measured and looked over by the services themselves. */
export function twoStandards(): TwoStandards {
  const sets = new Map(STANDARDS.map((standard) => [snapshotOf(standard), Array.from({ length: VOLUMES }, (_, number) => volume(standard, number))]));
  const all = [...sets.values()].flat();
  const objects = createMemoryObjects();
  const loadLabelled = createLabelledGalleryLoader();
  const indexRecord = (id: string) => {
    const standard = STANDARDS.find((one) => indexOf(one) === id)!;
    return record.index(asId('Recipe', 'rec_a'), { id: indexOf(standard), scope: { kind: 'FROZEN', snapshotId: snapshotOf(standard) } });
  };
  const membersOf = (id: SnapshotId): readonly SnapshotMember[] => sets.get(id)!.map(({ member }) => member);
  const open = (id: VectorIndexId): OpenIndex => {
    const index = indexRecord(id);
    const members = index.scope.kind === 'FROZEN' ? membersOf(index.scope.snapshotId) : [];
    return {
      index,
      kind: AXIAL_SLICES,
      volumes: new Map(members.map((member) => [member.volumeId, { ...member, shape: SHAPE }])),
      layoutOf: () => rowLayout(AXIAL_SLICES, SHAPE),
      vectorsOf: () => Promise.resolve({ rows: SLICES, columns: 2, data: new Float32Array(2 * SLICES).fill(Math.SQRT1_2) }),
      nearestSlices: (queries, { eligible }) => Promise.resolve(Array.from({ length: queries.rows }, (_, row) => [{ volumeId: eligible[row % 2]!, slice: row % SLICES, similarity: 0.9 }])),
      maxSimilarities: () => Promise.reject(new Error('nothing is re-ranked')),
      sliceSimilarities: () => Promise.reject(new Error('no slice has patches')),
    };
  };
  const stores = {
    snapshots: { get: (id: SnapshotId) => Promise.resolve({ id, hash: id, reproducible: true }), members: (id: SnapshotId) => Promise.resolve(membersOf(id)) },
    segmentations: { getMany: (ids: readonly string[]) => Promise.resolve(all.map(({ segmentation }) => segmentation).filter(({ id }) => ids.includes(id))) },
    volumes: { getMany: (ids: readonly VolumeId[]) => Promise.resolve(ids.map((id) => ({ id, shape: SHAPE, spacing: [1, 1, 1], sliceFlags: [] }))) },
    embeddings: { missing: () => Promise.resolve([]), getMany: () => Promise.resolve([]) },
    indexes: { get: (id: string) => Promise.resolve(indexRecord(id)), volumes: (id: VectorIndexId) => Promise.resolve([...open(id).volumes.values()]) },
    recipes: { get: (id: string) => Promise.resolve({ id, modelId: 'mod_a', hash: '', body: {} }) },
    // There is no PIXELS among them: overlap is looked for by patients alone.
    models: { get: (id: string) => Promise.resolve(id === 'mod_a' ? record.model({ id: asId('Model', 'mod_a') }) : null) },
  };
  const machine = { facts: () => ({ cpu: '', cores: 1, memoryBytes: 1, platform: '', node: '', onnxRuntime: '' }), peakMemoryBytes: () => 1 };
  return {
    objects,
    stores,
    looks: createBenchmarkLook({ cache: { get: () => Promise.reject(new Error('there are no pictures')) }, kernel: { maxSimilarities: () => Promise.reject(new Error('nothing to compare')) }, loadLabelled }),
    runs: createRetrievalRunService({ objects, ranker: { open: (_, id) => Promise.resolve(open(id)) }, loadLabelled, planes: { flagsIn: () => Promise.reject(new Error('no slice is skipped')) }, machine, product: '1.2.3' }),
  };
}

function volume(standard: Standard, number: number): { readonly member: SnapshotMember; readonly segmentation: SegmentationRecord } {
  const name = `${standard}-${number}`;
  const [volumeId, segmentationId] = [asId('Volume', `vol_${name}`), asId('Segmentation', `seg_${name}`)];
  const regions = SHOWN[standard].filter((_, at) => number % 3 !== 2 || at % 2 === 0).map((region) => ({ region, pixelCounts: new Array<number>(SLICES).fill(9) }));
  const facts = { volumeId, patientId: asId('Patient', `pat_${name}`), split: 'NONE', labels: {}, voxelHash: hashOf(name), derivedFrom: [], sliceCount: SLICES } as const;
  return {
    member: { ...facts, segmentationId, segmentationVersion: 1, segmentationHash: 'x' },
    segmentation: { version: 1, ...record.segmentation(volumeId, { id: segmentationId, taxonomy: standard, covers: labelNames(standard), regions }) },
  };
}
