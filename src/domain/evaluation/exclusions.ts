import type { PatientId, VolumeId } from '../ids.js';

export interface Origin {
  readonly volumeId: VolumeId;
  readonly patientId: PatientId;
  /** The scans that a virtual patient was generated from. */
  readonly derivedFrom: readonly VolumeId[];
}

/**
 * Leave-one-patient-out: what is taken from the gallery before a query is ranked. Every volume of its patient, itself
 * included; and for a virtual patient the scans that it was derived from, with all other scans of those patients.
 */
export function excludedFor(query: Origin, gallery: readonly Origin[]): ReadonlySet<VolumeId> {
  const sources = new Set(query.derivedFrom);
  const patients = new Set<PatientId>([query.patientId]);
  for (const { volumeId, patientId } of gallery) {
    if (sources.has(volumeId)) patients.add(patientId);
  }
  const excluded = new Set<VolumeId>(sources);
  for (const { volumeId, patientId } of gallery) {
    if (patients.has(patientId)) excluded.add(volumeId);
  }
  return excluded;
}
