import type { HeaderIdentity } from '../../../services/ports/dicom-reader.js';
import type { Dataset } from '../dataset/dataset.js';
import { TAG } from '../dataset/tags.js';

/**
 * The keys of patient and study. A patient's is the PatientID itself, as a manifest would give it, and together with its issuer where
 * there is one, since two hospitals number alike.
 */
export function identityOf(dataset: Dataset): HeaderIdentity {
  const [patientId, issuer] = [dataset.text(TAG.PatientID), dataset.text(TAG.IssuerOfPatientID)];
  const patient = patientId === null || issuer === null ? patientId : JSON.stringify([issuer, patientId]);
  return { patient, study: dataset.text(TAG.StudyInstanceUID) };
}
