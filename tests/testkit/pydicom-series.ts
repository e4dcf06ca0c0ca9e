import { askReference } from './ask-reference.js';

export interface SeriesRecipe {
  readonly directory: string;
  readonly slices: number;
  /** Pixels along both sides. */
  readonly size: number;
  /** Two series of one seed have the same UIDs, patient and voxels. */
  readonly seed: number;
  /** Millimetres between slices. */
  readonly spacing: number;
  /** By DICOM keyword; replace what the series has of itself. */
  readonly tags: Readonly<Record<string, string | number | readonly string[]>>;
}

/** Has pydicom write CT series; the paths of the files, a list a series. */
export const writeSeries = (recipes: readonly SeriesRecipe[]): Promise<readonly (readonly string[])[]> => askReference('pydicom_series.py', recipes);
