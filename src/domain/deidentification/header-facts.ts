import type { PrivacyFlag } from './flags.js';
import type { RemovalReport } from './removal-report.js';

/** What an import takes from the headers of a series beside voxels, geometry and identity. */
export interface HeaderFacts {
  /** UIDs and date identify a patient: they are hashed, sealed or shifted, and end there. */
  readonly studyInstanceUid: string | null;
  readonly seriesInstanceUid: string | null;
  /** As the header has it. */
  readonly studyDate: string | null;
  readonly kilovoltage: number | null;
  readonly sliceThickness: number | null;
  readonly flags: readonly PrivacyFlag[];
  readonly removal: RemovalReport;
}

/** A decimal text of a header, if it is a number of a physical quantity within its range, rounded to a thousandth; else null, lest a text travel in it. */
export function factOf(text: string | null, largest: number): number | null {
  const value = text === null || text.trim() === '' ? Number.NaN : Number(text);
  return value > 0 && value <= largest ? Math.round(value * 1000) / 1000 : null;
}
