import type { DatasetCard } from '../ports/dataset-card.js';

export interface CardWarning {
  readonly kind: 'SHARED_PATIENTS' | 'DERIVED_ACROSS_SPLITS' | 'PATIENTS_ASSUMED' | 'STANDARDS_MIXED';
  readonly message: string;
}

const counted = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

/** What of a data set would make figures too good, or not comparable. */
export function cardWarnings({ sharedPatients, derivedAcross, notes, standards, volumes }: DatasetCard): readonly CardWarning[] {
  const assumed = notes.find(({ kind }) => kind === 'PATIENT_ASSUMED')?.volumes ?? 0;
  const taxonomies = [...new Set(standards.map(({ taxonomy }) => taxonomy))].sort();
  return [
    ...sharedPatients.map(({ splits: [one, other], count }): CardWarning => ({ kind: 'SHARED_PATIENTS', message: `${counted(count, 'patient has', 'patients have')} volumes in ${one} and in ${other}: what is learned from one is tested on the other.` })),
    ...derivedAcross.map(({ split, source, volumes: many }): CardWarning => ({ kind: 'DERIVED_ACROSS_SPLITS', message: `${counted(many, 'volume', 'volumes')} of ${split} ${many === 1 ? 'was' : 'were'} generated from volumes of ${source}.` })),
    ...(assumed === 0 ? [] : [{ kind: 'PATIENTS_ASSUMED', message: `Of ${assumed} of ${volumes} volumes the patient is assumed: scans of one patient may count as scans of several.` } as const]),
    ...(taxonomies.length < 2 ? [] : [{ kind: 'STANDARDS_MIXED', message: `Segmentations follow several standards (${taxonomies.join(', ')}): they are compared in the classes that both can say something of.` } as const]),
  ];
}
