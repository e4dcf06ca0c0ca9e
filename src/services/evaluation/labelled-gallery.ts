import { projectRegions } from '../../domain/anatomy/project-regions.js';
import type { EvaluationTaxonomy, SourceTaxonomy } from '../../domain/anatomy/taxonomy.js';
import { judgeVolume } from '../../domain/evaluation/judged-volume.js';
import type { JudgedVolume } from '../../domain/evaluation/judged-volume.js';
import type { Plane } from '../../domain/geometry/planes.js';
import type { SegmentationId } from '../../domain/ids.js';
import type { TeamCatalogue } from '../ports/catalogue.js';
import { axialRegions } from '../planes/plane-facts.js';
import type { RegionsIn } from '../planes/plane-facts.js';
import type { SegmentationRecord, SnapshotMember } from '../ports/records.js';

/** The vocabularies that every run is judged in, in the order of its figures. */
export const JUDGED_TAXONOMIES: readonly EvaluationTaxonomy[] = ['COARSE_29', 'FINE_104'];

/** A member of a snapshot whose labels can judge. */
export interface LabelledMember {
  readonly member: SnapshotMember;
  /** Null for a volume without a segmentation, which only a label of volumes judges. */
  readonly source: SourceTaxonomy | null;
  readonly judged: Readonly<Record<EvaluationTaxonomy, JudgedVolume>>;
}

/** Members count, and are judged by, their slices in the plane. */
export type LoadLabelledGallery = (team: TeamCatalogue, members: readonly SnapshotMember[], minPixels: number, plane: Plane) => Promise<readonly LabelledMember[]>;

/** Segmentations hold a count for each class and slice: few are read at once. */
const CHUNK = 50;
/** Segmentations never change, so what was made of them is kept; about 100 KB each. */
const REMEMBERED = 2000;

type Judged = Pick<LabelledMember, 'source' | 'judged'>;

/** Reads who of the members is labelled, and with what, in their order. */
export function createLabelledGalleryLoader(regionsIn: RegionsIn = axialRegions): LoadLabelledGallery {
  const remembered = new Map<string, Judged | null>();

  return async (team, members, minPixels, plane) => {
    const labelled = members.flatMap((member) => (member.segmentationId === null ? [] : [{ member, segmentationId: member.segmentationId }]));
    const keyOf = (id: SegmentationId): string => `${team.teamId}/${id}/${minPixels}/${plane}`;
    const found = new Map<SegmentationId, Judged | null>();
    const missing = labelled.filter(({ segmentationId }) => {
      const known = remembered.get(keyOf(segmentationId));
      if (known !== undefined) found.set(segmentationId, known);
      return known === undefined;
    });
    for (let start = 0; start < missing.length; start += CHUNK) {
      const chunk = missing.slice(start, start + CHUNK);
      const stored = await team.segmentations.getMany(chunk.map(({ segmentationId }) => segmentationId));
      const records = new Map((await regionsIn(team, plane, stored)).map((record) => [record.id, record]));
      for (const { member, segmentationId } of chunk) {
        const record = records.get(segmentationId);
        if (record === undefined) continue;
        const judged = judge(member, record, minPixels);
        found.set(segmentationId, judged);
        if (remembered.size >= REMEMBERED) remembered.clear();
        remembered.set(keyOf(segmentationId), judged);
      }
    }
    return labelled.flatMap(({ member, segmentationId }) => {
      const judged = found.get(segmentationId);
      return judged === undefined || judged === null ? [] : [{ member, ...judged }];
    });
  };
}

/** A member that no segmentation judges: nothing was looked for in it. */
export function unsegmented(member: SnapshotMember): LabelledMember {
  const { volumeId, patientId, voxelHash, sliceCount } = member;
  const nothing: JudgedVolume = { volumeId, patientId, voxelHash, sliceCount, covers: new Set(), shows: new Map() };
  return { member, source: null, judged: { COARSE_29: nothing, FINE_104: nothing } };
}

/** Null when the labels map to no class of either vocabulary: such a volume is unlabelled as far as judges go. */
function judge(member: SnapshotMember, record: SegmentationRecord, minPixels: number): Judged | null {
  const project = (taxonomy: EvaluationTaxonomy): JudgedVolume => judgeVolume(member, projectRegions(record, taxonomy), minPixels);
  const judged = { COARSE_29: project('COARSE_29'), FINE_104: project('FINE_104') };
  return JUDGED_TAXONOMIES.some((taxonomy) => judged[taxonomy].covers.size > 0) ? { source: record.taxonomy, judged } : null;
}
