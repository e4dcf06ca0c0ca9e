import type { PatientId, VolumeId } from '../ids.js';
import type { Share } from './gallery-shares.js';
import type { JudgedVolume } from './judged-volume.js';

/** One pair (query, class shown by the query). */
export interface Trial {
  readonly region: string;
  readonly patientId: PatientId;
  /** 1: the first result shows the class; 0: not, or there is no result; between: an expectation; null: unjudged. */
  readonly value: number | null;
  /** The expected value if the eligible gallery were ranked at random. */
  readonly chance: number;
  /** Whether any eligible item shows the class. */
  readonly attainable: boolean;
}

/** A trial with the volume that its query is, or is of. */
export interface QueryTrial extends Trial {
  readonly queryVolumeId: VolumeId;
}

/** What a query's first result says of a class; null: the class was not looked for in it. */
export type Verdict = number | null;

export const chanceOf = ({ shown, judged }: Share): number => (judged === 0 ? 0 : shown / judged);

/** Whether a returned volume shows the class. */
export function volumeVerdict(result: JudgedVolume | null, region: string): Verdict {
  if (result === null) return 0;
  if (!result.covers.has(region)) return null;
  return result.shows.has(region) ? 1 : 0;
}

/** Whether a returned slice shows the class. */
export function sliceVerdict(result: { readonly volume: JudgedVolume; readonly slice: number } | null, region: string): Verdict {
  if (result === null) return 0;
  if (!result.volume.covers.has(region)) return null;
  return result.volume.shows.get(region)?.has(result.slice) === true ? 1 : 0;
}

/** The expectation over a random ranking; unjudged where nobody looked for the class. */
export function randomVerdict(share: Share): Verdict {
  return share.judged === 0 ? null : share.shown / share.judged;
}
