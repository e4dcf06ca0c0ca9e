import { asId } from '../ids.js';
import type { PatientId } from '../ids.js';
import type { Trial } from './trial.js';

/**
 * The same trials with patients named by their place, in the order in which the runs first name them. Pseudonyms are keyed by team, and
 * what is drawn at random goes by names: so the same queries, in the order of their voxels, give the same intervals and p in every team.
 */
export function numberPatients(...runs: readonly (readonly Trial[])[]): readonly (readonly Trial[])[] {
  const names = new Map<PatientId, PatientId>();
  const nameOf = (patientId: PatientId): PatientId => {
    const known = names.get(patientId) ?? asId('Patient', `pat_${String(names.size).padStart(8, '0')}`);
    names.set(patientId, known);
    return known;
  };
  return runs.map((trials) => trials.map((trial) => ({ ...trial, patientId: nameOf(trial.patientId) })));
}
