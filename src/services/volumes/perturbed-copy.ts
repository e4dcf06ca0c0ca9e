import type { VolumeRecord } from '../ports/records.js';

/** Whether a benchmark made the volume, as a perturbed copy of the first one that it is derived from. */
export const isPerturbedCopy = ({ importNotes }: Pick<VolumeRecord, 'importNotes'>): boolean => importNotes.some(({ kind }) => kind === 'PERTURBED_COPY');
