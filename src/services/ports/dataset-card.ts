import type { SourceTaxonomy } from '../../domain/anatomy/taxonomy.js';
import type { PatientId } from '../../domain/ids.js';
import type { ImportNote, Producer, Split } from './records.js';

export interface Spread {
  readonly minimum: number;
  /** Of an even number the mean of the middle two. */
  readonly median: number;
  readonly maximum: number;
}

/** Along right, anterior, superior. */
export type Spreads = readonly [Spread, Spread, Spread];

export interface SplitFigures {
  readonly split: Split;
  readonly volumes: number;
  readonly patients: number;
  readonly slices: number;
}

/** Patients with volumes in two splits, neither of which is NONE. */
export interface SharedPatients {
  readonly splits: readonly [Split, Split];
  readonly count: number;
  /** The first of them, by id. */
  readonly patients: readonly PatientId[];
}

export interface LabelValues {
  readonly name: string;
  /** That have the label. */
  readonly volumes: number;
  /** Different values in all. */
  readonly distinct: number;
  /** The most frequent first. */
  readonly values: readonly { readonly value: string; readonly volumes: number }[];
}

/** Volumes whose latest segmentation shows something, of those in which it was looked for. */
export interface Shown {
  readonly shown: number;
  readonly judged: number;
}

/** What a data set, or a snapshot of one, holds. */
export interface DatasetCard {
  readonly volumes: number;
  readonly patients: number;
  readonly studies: number;
  readonly slices: number;
  /** Of the stored, compressed voxels. */
  readonly bytes: number;
  /** Volumes that were generated from others. */
  readonly derived: number;
  /** Volumes with a segmentation. */
  readonly segmented: number;
  /** Millimetres between voxel centres; null without volumes, as `shape`. */
  readonly spacing: Spreads | null;
  readonly shape: Spreads | null;
  readonly splits: readonly SplitFigures[];
  readonly sharedPatients: readonly SharedPatients[];
  /** Volumes of one split that were generated from volumes of another. */
  readonly derivedAcross: readonly { readonly split: Split; readonly source: Split; readonly volumes: number }[];
  readonly labels: readonly LabelValues[];
  readonly standards: readonly { readonly taxonomy: SourceTaxonomy; readonly producer: Producer; readonly volumes: number }[];
  /** Labels of segmentations in the words of their own taxonomy. */
  readonly structures: readonly (Shown & { readonly taxonomy: SourceTaxonomy; readonly label: string })[];
  /** The 29 coarse classes: absent and not looked for are different things. */
  readonly regions: readonly (Shown & { readonly region: string })[];
  readonly notes: readonly { readonly kind: ImportNote['kind']; readonly volumes: number }[];
}

/** What a card is of. */
export type CardOwner = 'DATASET' | 'SNAPSHOT';

export interface CardStore {
  /** The cards of data sets as they are now, or of snapshots without what was deleted since; by as many statements for many as for one. One that is not there has an empty card. */
  cardsOf(owner: CardOwner, ids: readonly string[]): Promise<ReadonlyMap<string, DatasetCard>>;
}
