import { dirname } from 'node:path';
import { isVoxseekError } from '../../../domain/errors/voxseek-error.js';
import type { VoxseekError } from '../../../domain/errors/voxseek-error.js';
import type { ErrorCode } from '../../../domain/errors/error-codes.js';
import type { DicomSurvey, HeaderIdentity, RefusedFiles, SurveyOptions } from '../../../services/ports/dicom-reader.js';
import type { DicomFile } from '../dataset/dicom-file.js';
import { TAG } from '../dataset/tags.js';
import { classifyObject } from '../headers/classify-object.js';
import { frameHeaders } from '../headers/frame-headers.js';
import { identityOf } from '../headers/identity.js';
import { readHeader } from '../headers/read-header.js';
import { HEADERS_AHEAD, readAhead } from './read-ahead.js';
import { stacksOf } from './stacks-of.js';
import type { StackFrame } from './stacks-of.js';

/** What is kept of a series while its heap is gone through: places of frames, not headers. */
interface Heap {
  readonly identity: HeaderIdentity;
  readonly frames: StackFrame[];
  multiFrame: boolean;
}

const NAMED_DICOM = /\.(?:dcm|dicom|ima)$/iu;

/**
 * Series whose UIDs agree but not their patient or study are not one: careless anonymisers give all the same. Files without a UID are a
 * series for each directory.
 */
const keyOf = ({ dataset }: DicomFile, path: string): string =>
  JSON.stringify([dataset.text(TAG.PatientID), dataset.text(TAG.StudyInstanceUID), dataset.text(TAG.SeriesInstanceUID) ?? dirname(path)]);

/** Frames alike share one grid, so that a hundred thousand slices are light to keep. */
function withSharedGrids(frames: readonly StackFrame[], before: StackFrame | undefined): readonly StackFrame[] {
  if (before === undefined) return frames;
  return frames.map((frame) => (JSON.stringify(frame.grid) === JSON.stringify(before.grid) ? { ...frame, grid: before.grid } : frame));
}

/** See `DicomReader.survey`. */
export async function surveyFiles(files: readonly string[], { signal, onFile, limits }: SurveyOptions): Promise<DicomSurvey> {
  const heaps = new Map<string, Heap>();
  const refusals = new Map<string, { -readonly [K in keyof RefusedFiles]: RefusedFiles[K] }>();
  // A series of which a slice has no place or no values is no whole one.
  const spoiled = new Map<string, VoxseekError>();
  const refuse = (series: string, file: string, code: ErrorCode, message: string): void => {
    const key = `${code}\n${series}`;
    const known = refusals.get(key);
    if (known === undefined) refusals.set(key, { file, count: 1, code, message });
    else known.count += 1;
  };

  // What a header cannot be read for is told of the file, in its turn.
  const tried = (path: string): Promise<() => DicomFile | null> =>
    readHeader(path, limits).then(
      (file) => () => file,
      (error: unknown) => () => {
        throw error;
      },
    );
  for await (const [[index, path], read] of readAhead([...files.entries()], HEADERS_AHEAD, ([, one]) => tried(one))) {
    signal.throwIfAborted();
    let key: string | null = null;
    try {
      const file = read();
      if (file === null) {
        if (NAMED_DICOM.test(path)) refuse('', path, 'NOT_DICOM', 'The name says DICOM, the bytes do not.');
      } else {
        key = keyOf(file, path);
        const object = classifyObject(file);
        if (object.kind === 'REFUSED') refuse(key, path, object.code, object.message);
        else {
          const heap = heaps.get(key) ?? { identity: identityOf(file.dataset), frames: [], multiFrame: false };
          const frames = frameHeaders(file.dataset, object.kind).map((frame) => ({ ...frame, file: index }));
          if (frames.length === 0) refuse(key, path, 'DICOM_LOCALIZER', 'All frames are localizers.');
          for (const frame of withSharedGrids(frames, heap.frames.at(-1))) heap.frames.push(frame);
          heap.multiFrame ||= object.kind === 'CT_MULTI_FRAME';
          if (heap.frames.length > 0) heaps.set(key, heap);
        }
      }
    } catch (error) {
      if (!isVoxseekError(error)) throw error;
      refuse(key ?? path, path, error.code, error.message);
      if (key !== null) spoiled.set(key, error);
    }
    onFile?.();
  }

  const pathOf = (index: number): string => files[index] ?? '';
  const series: DicomSurvey['series'][number][] = [];
  for (const [key, { frames, identity, multiFrame }] of heaps) {
    try {
      const broken = spoiled.get(key);
      if (broken !== undefined) throw broken;
      const stacks = stacksOf(frames);
      stacks.forEach((stack, place) => {
        const own = multiFrame ? frames : stack;
        const { rows = 0, columns = 0 } = stack[0]?.grid ?? {};
        series.push({ files: [...new Set(own.map(({ file }) => file))].map(pathOf), stack: multiFrame ? place : 0, slices: stack.length, rows, columns, ...identity });
      });
    } catch (error) {
      if (!isVoxseekError(error)) throw error;
      for (const file of new Set(frames.map((frame) => frame.file))) refuse(key, pathOf(file), error.code, error.message);
    }
  }
  return { series, refused: [...refusals.values()] };
}
