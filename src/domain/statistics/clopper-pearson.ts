import { ALPHA } from './interval.js';
import type { Interval } from './interval.js';

/**
 * The exact 95 % interval of a share (Clopper and Pearson, 1934) where all of `patients` were right, or none. Resampling sees no
 * variance there; at these ends the interval has a closed form: [(α/2)^(1/n), 1] and [0, 1 − (α/2)^(1/n)].
 *
 * @param patients at least 1
 */
export function clopperPearson(right: 'ALL' | 'NONE', patients: number): Interval {
  // By exp and log, which give the same digits on every machine.
  const logarithm = Math.log(ALPHA / 2) / patients;
  switch (right) {
    case 'ALL':
      return { low: Math.exp(logarithm), high: 1, method: 'CLOPPER_PEARSON' };
    case 'NONE':
      return { low: 0, high: -Math.expm1(logarithm), method: 'CLOPPER_PEARSON' };
  }
}
