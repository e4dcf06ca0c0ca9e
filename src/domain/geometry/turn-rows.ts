import { makeRoom, wasmModule } from '../wasm-module.js';
import { TURN_ROWS } from './turn-rows-code.js';

interface Functions {
  readonly turn: (source: number, step: number, rows: number, columns: number, reversed: number, more: number, target: number) => void;
}

const instantiate = wasmModule<Functions>(TURN_ROWS);

/** Vectors of sixteen bytes may reach before the first element of what they work on, and behind the last. */
const MARGIN = 16;
/** Turned at a time: what fits a processor's own memory beside its turned form. */
const BAND_BYTES = 1 << 17;
const WORD = Int16Array.BYTES_PER_ELEMENT;

/** The same memory as words without a meaning of their sign; null for other arrays than of 16-bit integers. */
export function wordsOf(array: unknown): Int16Array | null {
  if (array instanceof Int16Array) return array;
  return array instanceof Uint16Array ? new Int16Array(array.buffer, array.byteOffset, array.length) : null;
}

interface Turn {
  /** Whether each row is turned round. */
  readonly backward: boolean;
  /** Whether the last row comes first. */
  readonly upward: boolean;
  /** Whole number that is added to each word, modulo 2¹⁶. */
  readonly more: number;
}

let functions: ReturnType<typeof instantiate> | undefined;

/** Copies rows of `columns` words into their turned form. The arrays have the same length, and may not overlap. */
export function turnRows(source: Int16Array, columns: number, { backward, upward, more }: Turn, target: Int16Array): void {
  if (!backward && !upward && more === 0) {
    target.set(source);
    return;
  }
  const rows = source.length / columns;
  const band = Math.min(rows, Math.max(1, Math.floor(BAND_BYTES / WORD / columns)));
  const length = band * columns;
  const [sourceAt, targetAt] = [MARGIN, MARGIN + Math.ceil((length * WORD) / MARGIN + 1) * MARGIN];
  functions ??= instantiate();
  const { memory, turn } = functions;
  makeRoom(memory, targetAt + length * WORD + MARGIN);
  const step = columns * WORD;
  for (let row = 0; row < rows; row += band) {
    const count = Math.min(band, rows - row);
    const from = (upward ? rows - row - count : row) * columns;
    new Int16Array(memory.buffer, sourceAt, length).set(source.subarray(from, from + count * columns));
    turn(upward ? sourceAt + (count - 1) * step : sourceAt, upward ? -step : step, count, columns, Number(backward), more, targetAt);
    target.set(new Int16Array(memory.buffer, targetAt, count * columns), row * columns);
  }
}
