import { VoxseekError } from '../../../domain/errors/voxseek-error.js';
import { groupBy } from '../../../domain/group-by.js';
import type { ReadOptions } from '../../../services/ports/volume-reader.js';
import { decodeInThread, FRAMES_AT_ONCE } from '../codecs/decode-threads.js';
import { parseDicom } from '../dataset/dicom-file.js';
import type { DicomFile } from '../dataset/dicom-file.js';
import { TAG } from '../dataset/tags.js';
import { asFileError } from '../headers/file-error.js';
import { createFileBuffers } from './file-buffers.js';
import { storedFrames } from './frame-pixels.js';
import type { StoredFrames } from './frame-pixels.js';
import { pixelFormatOf } from './pixel-format.js';
import type { PixelFormat } from './pixel-format.js';
import { readAhead } from './read-ahead.js';
import type { StackFrame } from './stacks-of.js';

/** Files on their way at once: a disk, and what reads it, answer several requests sooner than one after the other. */
const FILES_AHEAD = 4;

interface OpenFile {
  readonly file: DicomFile;
  readonly format: PixelFormat;
  readonly stored: StoredFrames;
  readonly release: () => void;
}

/** Pixels of one frame, which may be gone when the next frame is asked for. */
interface ReadFrame {
  readonly pixels: Uint8Array;
  readonly format: PixelFormat;
}

function fileOpener({ rows, columns }: Pick<PixelFormat, 'rows' | 'columns'>, { limits: { maxBytes }, signal }: ReadOptions): (path: string) => Promise<OpenFile> {
  const buffers = createFileBuffers();
  const read = async (path: string): Promise<Pick<OpenFile, 'file' | 'release'>> => {
    try {
      const { bytes, release } = await buffers.read(path, signal);
      return { file: parseDicom(bytes, { maxBytes }), release };
    } catch (error) {
      throw asFileError(error, path);
    }
  };
  return async (path) => {
    const { file, release } = await read(path);
    const format = pixelFormatOf(file.dataset);
    if (format.rows !== rows || format.columns !== columns) throw new VoxseekError('FILE_CORRUPT', 'The file changed while it was read.', { path });
    return { file, format, stored: storedFrames(file, format, file.dataset.number(TAG.NumberOfFrames) ?? 1), release };
  };
}

/**
 * The pixels of each frame, file by file. While one is worked on, the next files are read, and the next frames decoded in threads. Throws
 * FILE_CORRUPT, FILE_TRUNCATED, FILE_UNREADABLE, UNSUPPORTED_DATATYPE, DICOM_SYNTAX_UNSUPPORTED, in the order of the frames.
 */
export async function* framesOfFiles(
  frames: readonly StackFrame[],
  paths: readonly string[],
  size: Pick<PixelFormat, 'rows' | 'columns'>,
  options: ReadOptions,
): AsyncGenerator<readonly [StackFrame, ReadFrame]> {
  // So that each file is read once.
  const inFile = groupBy(frames, ({ file }) => file);
  const open = fileOpener(size, options);
  const opened = new Map<number, Promise<OpenFile>>();
  const openOnce = (index: number): Promise<OpenFile> => {
    const opening = opened.get(index) ?? open(paths[index] ?? '');
    opened.set(index, opening);
    return opening;
  };
  const read = async ({ file: index, frame }: StackFrame): Promise<ReadFrame> => {
    const { file, format, stored } = await openOnce(index);
    return { pixels: stored.kind === 'BARE' ? stored.pixelsOf(frame) : await decodeInThread(stored.frame(frame), format, file.transferSyntax), format };
  };
  for await (const [frame, pixels] of readAhead([...inFile.values()].flat(), Math.max(FILES_AHEAD, FRAMES_AT_ONCE), read)) {
    options.signal?.throwIfAborted();
    yield [frame, pixels];
    if (inFile.get(frame.file)?.at(-1) !== frame) continue;
    (await openOnce(frame.file)).release();
    opened.delete(frame.file);
  }
}
