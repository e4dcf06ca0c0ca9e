import { COHORT_PARAMETERS } from '../../domain/cohort/cohort-parameters.js';
import type { CohortParameters } from '../../domain/cohort/cohort-parameters.js';
import { drawStrata } from '../../domain/cohort/strata.js';
import { makeVirtualPatient } from '../../domain/cohort/virtual-patient.js';
import type { CohortSource, VirtualPatient } from '../../domain/cohort/virtual-patient.js';

export interface CohortRequest {
  /** Labelled real scans; patients are made from them in turn. */
  readonly sources: readonly CohortSource[];
  readonly count: number;
  readonly seed: number;
  readonly parameters?: CohortParameters;
}

/** Virtual patients, each of its own, one at a time: about a quarter of a second and a few MB each. */
export function* generateCohort({ sources, count, seed, parameters = COHORT_PARAMETERS }: CohortRequest): Generator<VirtualPatient> {
  for (const [number, strata] of drawStrata(count, String(seed)).entries()) {
    const source = sources[number % sources.length];
    if (source === undefined) throw new RangeError('a cohort needs a source');
    const name = `virtual-${String(number + 1).padStart(2, '0')}`;
    yield makeVirtualPatient(source, { name, seed: String(seed), strata, parameters });
  }
}
