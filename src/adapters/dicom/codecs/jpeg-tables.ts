import { VoxseekError } from '../../../domain/errors/voxseek-error.js';

/** For each 16 bits to come, the length of the code that begins them × 256 + its symbol; 0 where none does. */
export type HuffmanTable = Uint16Array;

/** What the segments before a scan of one component define. */
export interface JpegScan {
  /** Steps of the 64 coefficients in the order of the stream. */
  readonly steps: readonly number[];
  readonly dc: HuffmanTable;
  readonly ac: HuffmanTable;
  /** Blocks between two restart markers; 0 without. */
  readonly restartEvery: number;
  /** Where the entropy-coded bits begin. */
  readonly start: number;
}

const MARKERS = { SOF0: 0xc0, SOF1: 0xc1, DHT: 0xc4, SOS: 0xda, DQT: 0xdb, DRI: 0xdd };
const LENGTHS = 16;

const corrupt = (message: string): VoxseekError => new VoxseekError('FILE_CORRUPT', `The compressed pixels ${message}.`);

/** The table of codes whose number for each length of 1 to 16 bits is given, and their symbols (T.81, annex C). */
function huffmanTable(counts: Uint8Array, symbols: Uint8Array): HuffmanTable {
  const table = new Uint16Array(1 << LENGTHS);
  let [from, next] = [0, 0];
  counts.forEach((count, index) => {
    const width = 1 << (LENGTHS - 1 - index);
    for (let code = 0; code < count; code += 1, from += width) {
      if (from + width > table.length) throw corrupt('have a table of more codes than there can be');
      table.fill(((index + 1) << 8) | (symbols[next] ?? 0), from, from + width);
      next += 1;
    }
  });
  return table;
}

/** Tables of one segment by their class (DC 0, AC 16) and number. */
function* huffmanTables(segment: Buffer): Generator<readonly [id: number, table: HuffmanTable]> {
  let at = 0;
  while (at < segment.length) {
    const counts = segment.subarray(at + 1, at + 1 + LENGTHS);
    const total = counts.reduce((sum, count) => sum + count, 0);
    const end = at + 1 + LENGTHS + total;
    if (end > segment.length) throw corrupt('end within a table');
    yield [segment[at] ?? 0, huffmanTable(counts, segment.subarray(at + 1 + LENGTHS, end))];
    at = end;
  }
}

function* quantisationTables(segment: Buffer): Generator<readonly [id: number, steps: readonly number[]]> {
  let at = 0;
  while (at < segment.length) {
    const [id, wide] = [(segment[at] ?? 0) & 15, (segment[at] ?? 0) >> 4 > 0];
    const steps = segment.subarray(at + 1, at + 1 + (wide ? 128 : 64));
    if (steps.length < (wide ? 128 : 64)) throw corrupt('end within a table');
    yield [id, Array.from({ length: 64 }, (_, index) => (wide ? steps.readUInt16BE(2 * index) : (steps[index] ?? 0)))];
    at += 1 + steps.length;
  }
}

/**
 * The scan of a sequential JPEG of one component and its tables (T.81, annex B). Throws FILE_CORRUPT, also where the stream is of another
 * process: progressive, hierarchical, arithmetic.
 */
export function jpegScan(bytes: Buffer): JpegScan {
  const codes = new Map<number, HuffmanTable>();
  const quantisation = new Map<number, readonly number[]>();
  let [restartEvery, stepsOf, sequential] = [0, 0, false];
  for (let at = 2; at + 4 <= bytes.length; ) {
    const marker = bytes[at + 1] ?? 0;
    if (bytes[at] !== 0xff) throw corrupt('have no marker where one must be');
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const end = at + 2 + bytes.readUInt16BE(at + 2);
    const segment = bytes.subarray(at + 4, end);
    if (end > bytes.length || end < at + 4) throw corrupt('end within a segment');
    if (marker === MARKERS.DHT) for (const [id, table] of huffmanTables(segment)) codes.set(id, table);
    if (marker === MARKERS.DQT) for (const [id, steps] of quantisationTables(segment)) quantisation.set(id, steps);
    if (marker === MARKERS.DRI) restartEvery = segment.length < 2 ? 0 : segment.readUInt16BE(0);
    if (marker === MARKERS.SOF0 || marker === MARKERS.SOF1) [sequential, stepsOf] = [true, segment[8] ?? 0];
    if (marker === MARKERS.SOS) {
      if (segment[0] !== 1) throw corrupt('have a scan of several components');
      const chosen = segment[2] ?? 0;
      const [steps, dc, ac] = [quantisation.get(stepsOf), codes.get(chosen >> 4), codes.get(16 + (chosen & 15))];
      if (!sequential || steps === undefined || dc === undefined || ac === undefined) throw corrupt('are of another process of JPEG than the sequential ones, or lack a table');
      return { steps, dc, ac, restartEvery, start: end };
    }
    at = end;
  }
  throw corrupt('have no scan');
}
