import { setImmediate } from 'node:timers/promises';
import { VoxseekError } from '../../../domain/errors/voxseek-error.js';
import { isInvertible } from '../../../domain/geometry/affine.js';
import { canonicalGrid } from '../../../domain/geometry/canonical-grid.js';
import type { CanonicalGrid, Shape } from '../../../domain/geometry/volume.js';
import type { DicomSeriesSource, ReadSeries } from '../../../services/ports/dicom-reader.js';
import type { ImportNote } from '../../../services/ports/records.js';
import type { ReadLimits, ReadOptions } from '../../../services/ports/volume-reader.js';
import type { DicomFile } from '../dataset/dicom-file.js';
import { classifyObject } from '../headers/classify-object.js';
import { frameHeaders } from '../headers/frame-headers.js';
import { identityOf } from '../headers/identity.js';
import { readHeader } from '../headers/read-header.js';
import { collectHeaders } from '../privacy/collect-headers.js';
import { framesOfFiles } from './frames-of-files.js';
import { HounsfieldSlices } from './hounsfield-slices.js';
import { orderedStack } from './ordered-stack.js';
import { HEADERS_AHEAD, readAhead } from './read-ahead.js';
import { stacksOf } from './stacks-of.js';
import type { StackFrame } from './stacks-of.js';
import { storedRange, storedValues } from './stored-values.js';

/** Less than this, in degrees, is the rounding of positions. */
const LEAST_TILT = 0.05;

function framesOf(file: DicomFile, index: number): readonly StackFrame[] {
  const object = classifyObject(file);
  if (object.kind === 'REFUSED') throw new VoxseekError(object.code, object.message);
  return frameHeaders(file.dataset, object.kind).map((frame) => ({ ...frame, file: index }));
}

function checkedShape([columns, rows, slices]: Shape, { maxBytes, maxDimension }: ReadLimits): Shape {
  if (Math.max(columns, rows, slices) > maxDimension) {
    throw new VoxseekError('FILE_TOO_LARGE', `The series is ${columns} × ${rows} × ${slices} voxels; at most ${maxDimension} along an axis are taken.`, { details: { limit: maxDimension } });
  }
  const bytes = columns * rows * slices * 2;
  if (bytes > maxBytes) throw new VoxseekError('FILE_TOO_LARGE', `The series unpacks to ${bytes} bytes; at most ${maxBytes} are taken.`, { details: { limit: maxBytes } });
  return [columns, rows, slices];
}

function notesOf({ tiltDegrees, repeated, unscaled, padded }: Readonly<Record<'tiltDegrees' | 'repeated' | 'unscaled' | 'padded', number>>): readonly ImportNote[] {
  const notes: ImportNote[] = [];
  if (tiltDegrees >= LEAST_TILT) notes.push({ kind: 'GANTRY_TILT', message: `The gantry was tilted by ${tiltDegrees.toFixed(2)}°: the grid is sheared, and was kept so.` });
  if (repeated > 0) notes.push({ kind: 'DUPLICATE_SLICES', message: `${repeated} slices came twice and were left out.` });
  if (unscaled > 0) notes.push({ kind: 'RESCALE_ASSUMED', message: `${unscaled} slices have no rescale slope and intercept: their stored values were taken for Hounsfield units.` });
  if (padded > 0) notes.push({ kind: 'PADDING_REPLACED', message: `${padded} pixels of padding were denser than air and were set to −1024 HU.` });
  return notes;
}

/** The frames of all files, whose they are, and what their headers say beyond the geometry. */
async function headersOf(files: readonly string[], { limits, signal }: ReadOptions): Promise<Pick<ReadSeries, 'identity' | 'facts'> & { readonly headers: readonly StackFrame[] }> {
  const headers: StackFrame[] = [];
  const collected = collectHeaders();
  let identity: ReadSeries['identity'] = { patient: null, study: null };
  for await (const [[index, path], file] of readAhead([...files.entries()], HEADERS_AHEAD, ([, one]) => readHeader(one, limits))) {
    signal?.throwIfAborted();
    if (file === null) throw new VoxseekError('NOT_DICOM', 'The file is not a DICOM file.', { path });
    if (index === 0) identity = identityOf(file.dataset);
    collected.add(file.dataset);
    for (const frame of framesOf(file, index)) headers.push(frame);
  }
  return { headers, identity, facts: collected.facts() };
}

/** A stack of slices as its headers tell it, in the order of the grid. */
async function openStack({ files, stack }: DicomSeriesSource, options: ReadOptions) {
  const { limits } = options;
  const { headers, identity, facts } = await headersOf(files, options);
  const frames = stacksOf(headers)[stack];
  if (frames === undefined) throw new VoxseekError('NOTHING_TO_IMPORT', 'The files hold no CT slices, or others than when they were listed.');
  const { affine, slices, tiltDegrees } = orderedStack(frames);
  const { columns = 0, rows = 0 } = frames[0]?.grid ?? {};
  const shape = checkedShape([columns, rows, slices.length], limits);
  if (!isInvertible(affine)) throw new VoxseekError('SINGULAR_AFFINE', 'The positions and directions of the series give an affine that cannot be inverted.');
  const { grid, orientation } = canonicalGrid(affine, shape);
  if (grid.shape[2] < 2) throw new VoxseekError('TOO_FEW_SLICES', `The volume has ${grid.shape[2]} axial slice; at least two are needed.`);
  return { frames, slices, tiltDegrees, rows, columns, shape, grid, orientation, identity, facts };
}

/** See `DicomReader.readGrid`. */
export const readGrid = async (source: DicomSeriesSource, options: ReadOptions): Promise<CanonicalGrid> => (await openStack(source, options)).grid;

/** See `DicomReader.readSeries`. Headers come first: no pixel is read of a series that makes no grid. */
export async function readSeries(source: DicomSeriesSource, options: ReadOptions): Promise<ReadSeries> {
  const { frames, slices, tiltDegrees, rows, columns, shape, grid, orientation, identity, facts } = await openStack(source, options);
  const placeOf = new Map(slices.flatMap((same, k) => same.map((frame) => [frames[frame], k] as const)));
  const filled = new Set<number>();
  const target = new HounsfieldSlices(shape, orientation);
  let unscaled = 0;
  for await (const [frame, { pixels, format }] of framesOfFiles(frames, source.files, { rows, columns }, options)) {
    if (frame.rescale === null) unscaled += 1;
    const slice = { stored: storedValues(pixels, format), range: storedRange(format), padding: format.padding, ...(frame.rescale ?? { slope: 1, intercept: 0 }) };
    const k = placeOf.get(frame) ?? 0;
    if (!filled.has(k)) target.put(k, slice);
    else if (!target.equals(k, slice)) throw new VoxseekError('SLICES_CONTRADICTORY', 'Several slices claim the same place and differ.');
    filled.add(k);
    // Hundreds of frames in one file must not keep heartbeats waiting.
    await setImmediate();
  }
  const found = { tiltDegrees, repeated: frames.length - slices.length, unscaled, padded: target.padded };
  return { volume: { ...grid, voxels: target.finish() }, notes: notesOf(found), identity, facts };
}
