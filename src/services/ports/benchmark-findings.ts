import type { EvaluationTaxonomy, SourceTaxonomy } from '../../domain/anatomy/taxonomy.js';
import type { PatientId, RetrievalRunId, VolumeId } from '../../domain/ids.js';
import type { Perturbation } from '../../domain/perturbation/perturbation.js';
import type { JobError } from './records.js';

/** FAILED: it could not be looked for, and why; nothing is known of it. */
export type OverlapRecord = LookedOverlap | { readonly state: 'FAILED'; readonly error: JobError };

/** What queries and gallery of a benchmark have in common that they should not. */
export interface LookedOverlap {
  readonly state: 'LOOKED';
  /** Patients with volumes on both sides; empty where the gallery is asked about itself, each patient left out in turn. */
  readonly sharedPatients: readonly PatientId[];
  /** Most alike first, each pair once. */
  readonly nearDuplicates: readonly NearDuplicateRecord[];
  readonly looked: OverlapLook;
}

export interface NearDuplicateRecord {
  readonly queryVolumeId: VolumeId;
  readonly galleryVolumeId: VolumeId;
  /** −1 … 1, the larger of both directions. */
  readonly similarity: number;
}

/** How it was looked. */
export interface OverlapLook {
  readonly queries: number;
  readonly gallery: number;
  /** Pairs of a query and a volume that it may find; of two that may find each other, both. */
  readonly pairs: number;
  /** How many pairs were alike enough to be compared slice by slice, each once. */
  readonly compared: number;
  /** Volumes that were not looked at: without the pictures that are compared, or more than are looked at. */
  readonly leftOut: number;
  /** Near-duplicates found; more than are listed only where very many were. */
  readonly found: number;
  readonly threshold: number;
}

/** By which standards the volumes of a benchmark were annotated, and what follows for its figures. */
export interface AnnotationRecord {
  readonly queries: readonly SourceTaxonomy[];
  readonly gallery: readonly SourceTaxonomy[];
  /** Classes that were not looked for on both sides: no figure speaks of them, which is not the same as recall 0. */
  readonly unevaluable: readonly { readonly taxonomy: EvaluationTaxonomy; readonly classes: readonly string[] }[];
}

/** The run of a cell over perturbed queries, beside the one over the same queries as they are. */
export interface PerturbedRun {
  readonly runId: RetrievalRunId;
  readonly baselineRunId: RetrievalRunId;
  readonly perturbation: Perturbation;
}
