import { VoxseekError } from '../../../domain/errors/voxseek-error.js';
import { placeContours, rasteriseContours } from '../../../domain/geometry/contours.js';
import type { ClosedContour } from '../../../domain/geometry/contours.js';
import type { CanonicalGrid } from '../../../domain/geometry/volume.js';
import type { ImportNote } from '../../../services/ports/records.js';
import type { Structure } from '../../../services/ports/volume-reader.js';
import type { Dataset } from '../dataset/dataset.js';
import type { DicomFile } from '../dataset/dicom-file.js';
import { TAG } from '../dataset/tags.js';
import { namesOfCode } from './coded-concept.js';

/** Both kinds of closed curve; which of the two makes no difference to what they enclose here. */
const CLOSED: ReadonlySet<string> = new Set(['CLOSED_PLANAR', 'CLOSEDPLANAR_XOR']);

/** More points than hands and machines draw; each costs a pass over the rows that its edge crosses. */
const MOST_POINTS = 5_000_000;

interface LeftOut {
  open: number;
  outside: number;
  askew: number;
  between: number;
}

/** Points in RAS+; the file has them in LPS. */
function pointsOf(contour: Dataset): ClosedContour {
  const numbers = contour.numbers(TAG.ContourData);
  if (numbers.length % 3 !== 0) throw new VoxseekError('FILE_CORRUPT', 'A contour has a number of coordinates that makes no points.');
  return Float64Array.from(numbers, (value, index) => (index % 3 === 2 ? value : -value));
}

function byNumber(items: readonly Dataset[], tag: number): ReadonlyMap<number, Dataset> {
  return new Map(items.flatMap((item) => {
    const number = item.number(tag);
    return number === null ? [] : [[number, item] as const];
  }));
}

function notesOf({ open, outside, askew, between }: LeftOut): readonly ImportNote[] {
  const parts = [
    [open, 'open or of single points'],
    [outside, 'outside the scan'],
    [askew, 'along no slice'],
    [between, 'between slices with a nearer contour'],
  ] as const;
  const told = parts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  return told.length === 0 ? [] : [{ kind: 'CONTOURS_LEFT_OUT', message: `Contours were passed over: ${told.join(', ')}.` }];
}

/**
 * The structures of an RT Structure Set, filled on the grid of its scan. Throws FILE_CORRUPT, FILE_TOO_LARGE, and MASK_GEOMETRY_MISMATCH where
 * no contour lies on a slice of the scan.
 */
export function structureSetOf({ dataset }: DicomFile, grid: CanonicalGrid): { readonly structures: readonly Structure[]; readonly notes: readonly ImportNote[] } {
  const contours = byNumber(dataset.items(TAG.ROIContourSequence), TAG.ReferencedROINumber);
  const observations = byNumber(dataset.items(TAG.RTROIObservationsSequence), TAG.ReferencedROINumber);
  const leftOut: LeftOut = { open: 0, outside: 0, askew: 0, between: 0 };
  let [points, slices, closedCurves] = [0, 0, 0];
  const structures = dataset.items(TAG.StructureSetROISequence).map((roi): Structure => {
    const number = roi.number(TAG.ROINumber);
    const drawn = (number === null ? undefined : contours.get(number))?.items(TAG.ContourSequence) ?? [];
    const closed = drawn.filter((contour) => CLOSED.has(contour.text(TAG.ContourGeometricType) ?? '')).map((contour) => {
      const curve = pointsOf(contour);
      points += curve.length / 3;
      if (points > MOST_POINTS) throw new VoxseekError('FILE_TOO_LARGE', `The contours have more than ${MOST_POINTS} points.`, { details: { limit: MOST_POINTS } });
      return curve;
    });
    const placed = placeContours(grid, closed);
    closedCurves += closed.length;
    slices += placed.slices.length;
    leftOut.open += drawn.length - closed.length;
    for (const reason of ['outside', 'askew', 'between'] as const) leftOut[reason] += placed[reason];
    const name = roi.text(TAG.ROIName);
    const observed = number === null ? undefined : observations.get(number);
    return {
      names: [...(name === null ? [] : [name]), ...namesOfCode(observed?.item(TAG.RTROIIdentificationCodeSequence) ?? null, null)],
      // A structure without contours was planned and not drawn, which says nothing.
      sought: placed.slices.length > 0,
      mask: () => rasteriseContours(grid, placed),
    };
  });
  if (closedCurves > 0 && slices === 0) throw new VoxseekError('MASK_GEOMETRY_MISMATCH', 'No contour lies on a slice of the scan.');
  return { structures, notes: notesOf(leftOut) };
}
