import type { Trial } from '../evaluation/trial.js';
import type { PatientId } from '../ids.js';
import { groupBy } from '../group-by.js';

export interface SharedTrials {
  readonly a: readonly Trial[];
  readonly b: readonly Trial[];
  /** Patients in both, and those of either run that were left out. */
  readonly patients: number;
  readonly leftOut: number;
}

/** The trials of patients who were asked the same of in both runs: as many trials of each class, judged or not. */
export function sharedPatients(a: readonly Trial[], b: readonly Trial[]): SharedTrials {
  const asked = { a: askedOf(a), b: askedOf(b) };
  const shared = new Set([...asked.a].filter(([patientId, of]) => asked.b.get(patientId) === of).map(([patientId]) => patientId));
  const among = (trials: readonly Trial[]): readonly Trial[] => trials.filter(({ patientId }) => shared.has(patientId));
  return { a: among(a), b: among(b), patients: shared.size, leftOut: new Set([...asked.a.keys(), ...asked.b.keys()]).size - shared.size };
}

/** What each patient was asked about, as text that is equal where it is the same. */
function askedOf(trials: readonly Trial[]): ReadonlyMap<PatientId, string> {
  const ofPatients = groupBy(trials, ({ patientId }) => patientId);
  return new Map([...ofPatients].map(([patientId, own]) => [patientId, JSON.stringify([...groupBy(own, ({ region }) => region)].map(([region, { length }]) => [region, length]).sort())]));
}
