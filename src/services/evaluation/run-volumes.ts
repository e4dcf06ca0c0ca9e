import type { Origin } from '../../domain/evaluation/exclusions.js';
import { labelValue } from '../../domain/labels/label-value.js';
import { membersIn } from '../planes/members-in.js';
import { planeOfRun } from '../planes/plane-of-run.js';
import type { TeamCatalogue } from '../ports/catalogue.js';
import type { SnapshotMember, Split } from '../ports/records.js';
import type { RetrievalRunRecord } from '../ports/run-records.js';
import { unsegmented } from './labelled-gallery.js';
import type { LabelledMember, LoadLabelledGallery } from './labelled-gallery.js';

/** The volumes of a run, in the order of their voxel hashes. */
export interface RunVolumes {
  /** Labelled volumes that may be found. */
  readonly gallery: readonly LabelledMember[];
  /** Labelled volumes that are asked about. */
  readonly queries: readonly LabelledMember[];
  /** All members of both snapshots, labelled or not: an unlabelled source scan names its patient too. */
  readonly origins: readonly Origin[];
  /** Volumes of the same splits without labels to judge by. */
  readonly galleryLeftOut: number;
  readonly queriesLeftOut: number;
}

type RunToLoad = Pick<RetrievalRunRecord, 'snapshotId' | 'protocol'> & Partial<Pick<RetrievalRunRecord, 'indexId' | 'record'>> & { readonly config: Pick<RetrievalRunRecord['config'], 'minPixels' | 'label'> };

export async function loadRunVolumes(team: TeamCatalogue, { snapshotId, protocol, config, indexId = null, record = null }: RunToLoad, load: LoadLabelledGallery): Promise<RunVolumes> {
  const plane = await planeOfRun(team, { indexId, record });
  const own = protocol.querySnapshotId === snapshotId;
  const members = await membersIn(team, plane, await team.snapshots.members(snapshotId));
  const queryMembers = own ? members : await membersIn(team, plane, await team.snapshots.members(protocol.querySnapshotId));
  const { label, minPixels } = config;
  // A label of volumes needs no segmentation to judge by.
  const judged = (of: readonly SnapshotMember[]) => (label === null ? load(team, of, minPixels, plane) : Promise.resolve(of.filter(({ labels }) => labelValue(labels, label.name) !== null).map(unsegmented)));
  const labelled = await judged(members);
  const askedAbout = own ? labelled : await judged(queryMembers);
  const known = new Set(members.map(({ volumeId }) => volumeId));
  const leftOut = (all: readonly SnapshotMember[], kept: readonly LabelledMember[], splits: Splits): number => inSplits(all, splits, ({ split }) => split).length - kept.length;
  const gallery = inSplits(labelled, protocol.gallerySplits, ({ member }) => member.split);
  const queries = inSplits(askedAbout, protocol.querySplits, ({ member }) => member.split);
  return {
    gallery,
    queries,
    origins: own ? members : [...members, ...queryMembers.filter(({ volumeId }) => !known.has(volumeId))],
    galleryLeftOut: leftOut(members, gallery, protocol.gallerySplits),
    queriesLeftOut: leftOut(queryMembers, queries, protocol.querySplits),
  };
}

type Splits = readonly Split[] | null;

function inSplits<Item>(items: readonly Item[], splits: Splits, splitOf: (item: Item) => Split): readonly Item[] {
  if (splits === null) return items;
  const wanted = new Set(splits);
  return items.filter((item) => wanted.has(splitOf(item)));
}
