import { createHmac } from 'node:crypto';
import { shiftDays } from '../../domain/deidentification/shift-date.js';
import type { PatientId, StudyId, TeamId } from '../../domain/ids.js';
import { asId } from '../../domain/ids.js';

/**
 * Keyed hashes that stand for patients and studies. Each team has a key of its own, derived from the installation's, so that the
 * same patient cannot be followed from one team to another. 128 bits, as hex.
 */
export interface Pseudonyms {
  patient(teamId: TeamId, patientKey: string): string;
  /** Study keys need only be unique within their patient, who is named by pseudonym. */
  study(teamId: TeamId, patientPseudonym: string, studyKey: string): string;
  /** Of a series or of what is asked of a server: known again, and never made readable. */
  other(teamId: TeamId, kind: 'series' | 'query', key: string): string;
  /** By how many days all dates of a patient are moved; see `shiftDays`. */
  dateShift(teamId: TeamId, patientPseudonym: string): number;
}

const DIGITS = 32;

export function createPseudonyms(pseudonymKey: string | Uint8Array): Pseudonyms {
  const keyed = (teamId: TeamId, kind: string, text: string): string => {
    const teamKey = createHmac('sha256', pseudonymKey).update(`voxseek/team/${teamId}`).digest();
    return createHmac('sha256', teamKey).update(`${kind}\n${text}`).digest('hex').slice(0, DIGITS);
  };
  return {
    patient: (teamId, patientKey) => keyed(teamId, 'patient', patientKey),
    study: (teamId, patientPseudonym, studyKey) => keyed(teamId, 'study', `${patientPseudonym}\n${studyKey}`),
    other: (teamId, kind, key) => keyed(teamId, kind, key),
    dateShift: (teamId, patientPseudonym) => shiftDays(Number.parseInt(keyed(teamId, 'date shift', patientPseudonym).slice(0, 8), 16)),
  };
}

export const patientIdOf = (pseudonym: string): PatientId => asId('Patient', `pat_${pseudonym}`);
export const studyIdOf = (pseudonym: string): StudyId => asId('Study', `std_${pseudonym}`);
