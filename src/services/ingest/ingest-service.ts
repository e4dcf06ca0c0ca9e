import type { StructureNames } from '../../domain/anatomy/structure-names.js';
import type { SourceTaxonomy } from '../../domain/anatomy/taxonomy.js';
import type { RemovalReport } from '../../domain/deidentification/removal-report.js';
import type { DatasetId, SegmentationId, VolumeId } from '../../domain/ids.js';
import type { FetchedFrom } from '../deidentification/origin-of.js';
import type { TeamCatalogue } from '../ports/catalogue.js';
import type { SurveyedGrid } from '../ports/dicom-reader.js';
import type { ImportNote, Producer, SkippedItem, Split, VolumeLabels } from '../ports/records.js';
import type { ScanSource } from './read-scan.js';

export type ImportLayout = 'NIFTI' | 'FILES' | 'TOTALSEGMENTATOR' | 'MSD' | 'THREE_D_MIR' | 'BIDS' | 'DICOM';

interface LabelPlace {
  readonly path: string;
  readonly taxonomy: SourceTaxonomy;
  /** What the importer reads names of structures as, before the built-in table. */
  readonly names?: StructureNames | null;
}

/**
 * Where the labels of a volume lie: one file, a label map in the values of the taxonomy or structures by name; a label map in values of its own with the
 * name of each; or a directory with one binary mask for each structure.
 */
export type LabelSource = LabelPlace & ({ readonly kind: 'LABEL_MAP' | 'MASK_DIRECTORY' } | { readonly kind: 'NAMED_MAP'; readonly valueNames: Readonly<Record<string, string>> });

/** A patient or study as the importer names it, or already as the team's keyed hash of that name. */
export type PatientReference = { readonly kind: 'KEY'; readonly key: string } | { readonly kind: 'PSEUDONYM'; readonly pseudonym: string };

/** One CT with what is known of it; paths are absolute, on the machine of the worker. */
export interface ImportItem {
  /** How reports name it: the path relative to the import's directory, or the upload id. */
  readonly item: string;
  readonly source: ScanSource;
  readonly name: string | null;
  /** What the manifest or the headers declare; hashed with the team's key before anything is stored. Null: as an upload's headers say, else its own patient. */
  readonly patient: PatientReference | null;
  readonly study: PatientReference | null;
  readonly split: Split;
  readonly labels: VolumeLabels;
  readonly labelSource: LabelSource | null;
  readonly producer: Producer;
  /** Classes looked for; null: all of the taxonomy that the source could hold (for a label map, its taxonomy's classes). */
  readonly covers: readonly string[] | null;
  /** Names (of the same manifest or team) of the volumes it was generated from. */
  readonly derivedFrom: readonly string[];
  /** Of a series whose headers the plan has read: what they make of it. */
  readonly grid?: SurveyedGrid;
  /** Of a series that a server sent. */
  readonly fetchedFrom?: FetchedFrom;
}

/** A file, or an entry of a table, that an import passes over without anything being wrong with it. */
export interface LeftOutItem {
  readonly item: string;
  readonly reason: string;
}

export interface ImportPlan {
  readonly items: readonly ImportItem[];
  readonly refused: readonly SkippedItem[];
  readonly leftOut: readonly LeftOutItem[];
  /** What holds for many items, for people. */
  readonly remarks: readonly string[];
  /** True when no manifest declared patients, so that each file is taken for its own. */
  readonly patientsAssumed: boolean;
}

export interface DetectedLayout {
  readonly layout: ImportLayout;
  /** What was seen, for people. */
  readonly because: string;
}

export interface ImportedVolume {
  readonly volumeId: VolumeId;
  readonly segmentationId: SegmentationId | null;
  /** False when the same voxels were stored before. */
  readonly created: boolean;
  /** What was noticed in reading this file and its labels. */
  readonly notes: readonly ImportNote[];
  /** What of DICOM headers is not kept. */
  readonly removal: RemovalReport;
}

export interface PlanRequest {
  readonly directory: string;
  readonly layout: ImportLayout;
  readonly manifest: string | null;
  /** Table of structure names as CSV; see `parseStructureNames`. */
  readonly structureNames?: string | null;
}

/** How a plan under way is followed and stopped; of use where headers are read. */
export interface PlanOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (done: number, total: number) => void;
}

/** What is asked of a directory before anything of it is imported. */
export interface DirectoryReading {
  /**
   * Reads a directory and its manifest into a plan, in a stable order; of DICOM the headers alone. Throws NOTHING_TO_IMPORT, PATH_NOT_ALLOWED,
   * FILE_UNREADABLE, MANIFEST_INVALID.
   */
  planDirectory(request: PlanRequest, options?: PlanOptions): Promise<ImportPlan>;
  /** How files lie in a directory, by what marks each layout. Throws PATH_NOT_ALLOWED, FILE_UNREADABLE. */
  detectLayout(directory: string): Promise<DetectedLayout>;
  /** Hash of the paths, sizes and times of a directory's files and its manifest's text: another hash, another import. Throws as planDirectory. */
  listingHash(request: { readonly directory: string; readonly manifest: string | null }): Promise<string>;
}

export interface IngestService extends DirectoryReading {
  /** Answers from one listing of each directory, made when it is first looked at: for one request, since what changes later is not seen. */
  ofOneListing(): DirectoryReading;
  /** Reads, checks and stores one CT and its labels; leaves nothing behind when it throws. Idempotent. */
  importItem(team: TeamCatalogue, item: ImportItem, datasetId: DatasetId | null, signal: AbortSignal): Promise<ImportedVolume>;
}
