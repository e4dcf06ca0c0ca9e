/** Sequential JPEG of one component, to be read again: quantised by 1, coded by tables that are plain rather than short. */
export interface JpegFrame {
  readonly rows: number;
  readonly columns: number;
  readonly bits: 8 | 12;
  readonly pixels: ArrayLike<number>;
  /** Blocks between two restart markers; 0 for none. */
  readonly restartEvery: number;
}

const SIDE = 8;
const DC_BITS = 5;
const AC_BITS = 8;
/** Sizes of 0 to 15 bits; runs of 0 to 15 zeros before sizes of 1 to 14, with the end of a block and sixteen zeros. */
const DC_SYMBOLS = Array.from({ length: 16 }, (_, size) => size);
const AC_SYMBOLS = [0x00, 0xf0, ...Array.from({ length: 16 * 14 }, (_, index) => (Math.floor(index / 14) << 4) | ((index % 14) + 1))];

const sizeOf = (value: number): number => (value === 0 ? 0 : Math.floor(Math.log2(Math.abs(value))) + 1);

/** The path through a block, walked step by step. */
function walk(): readonly number[] {
  const path: number[] = [];
  let [row, column, up] = [0, 0, true];
  while (path.length < SIDE * SIDE) {
    path.push(row * SIDE + column);
    if (up && column === SIDE - 1) [row, up] = [row + 1, false];
    else if (up && row === 0) [column, up] = [column + 1, false];
    else if (!up && row === SIDE - 1) [column, up] = [column + 1, true];
    else if (!up && column === 0) [row, up] = [row + 1, true];
    else [row, column] = up ? [row - 1, column + 1] : [row + 1, column - 1];
  }
  return path;
}
const PATH = walk();

function coefficients(at: (y: number, x: number) => number): readonly number[] {
  const weight = (frequency: number): number => (frequency === 0 ? Math.SQRT1_2 : 1);
  return PATH.map((place) => {
    const [v, u] = [Math.floor(place / SIDE), place % SIDE];
    let sum = 0;
    for (let y = 0; y < SIDE; y += 1) for (let x = 0; x < SIDE; x += 1) sum += at(y, x) * Math.cos(((2 * x + 1) * u * Math.PI) / 16) * Math.cos(((2 * y + 1) * v * Math.PI) / 16);
    return Math.round((weight(u) * weight(v) * sum) / 4);
  });
}

class Writer {
  readonly bytes: number[] = [];
  #held = '';

  put(value: number, count: number): void {
    if (count > 0) this.#held += value.toString(2).padStart(count, '0');
    while (this.#held.length >= 8) this.#byte();
  }

  number(value: number, size: number): void {
    this.put(value < 0 ? value + 2 ** size - 1 : value, size);
  }

  finish(): void {
    if (this.#held !== '') this.#held = this.#held.padEnd(8, '1');
    if (this.#held !== '') this.#byte();
  }

  #byte(): void {
    const byte = Number.parseInt(this.#held.slice(0, 8), 2);
    this.#held = this.#held.slice(8);
    this.bytes.push(byte, ...(byte === 0xff ? [0] : []));
  }
}

const word = (value: number): readonly number[] => [value >> 8, value & 255];
const segment = (marker: number, body: readonly number[]): readonly number[] => [0xff, marker, ...word(body.length + 2), ...body];
const codes = (id: number, bits: number, symbols: readonly number[]): readonly number[] => [id, ...Array.from({ length: 16 }, (_, index) => (index + 1 === bits ? symbols.length : 0)), ...symbols];

export function jpegBytes({ rows, columns, bits, pixels, restartEvery }: JpegFrame): Buffer {
  const writer = new Writer();
  let [mean, blocks] = [0, 0];
  for (let top = 0; top < rows; top += SIDE) {
    for (let left = 0; left < columns; left += SIDE, blocks += 1) {
      if (restartEvery > 0 && blocks > 0 && blocks % restartEvery === 0) {
        writer.finish();
        writer.bytes.push(0xff, 0xd0 + ((blocks / restartEvery - 1) % 8));
        mean = 0;
      }
      const [dc = 0, ...ac] = coefficients((y, x) => (pixels[Math.min(rows - 1, top + y) * columns + Math.min(columns - 1, left + x)] ?? 0) - 2 ** (bits - 1));
      writer.put(DC_SYMBOLS.indexOf(sizeOf(dc - mean)), DC_BITS);
      writer.number(dc - mean, sizeOf(dc - mean));
      mean = dc;
      let zeros = 0;
      const last = ac.findLastIndex((value) => value !== 0);
      for (const value of ac.slice(0, last + 1)) {
        if (value === 0) {
          zeros += 1;
          continue;
        }
        for (; zeros >= 16; zeros -= 16) writer.put(AC_SYMBOLS.indexOf(0xf0), AC_BITS);
        writer.put(AC_SYMBOLS.indexOf((zeros << 4) | sizeOf(value)), AC_BITS);
        writer.number(value, sizeOf(value));
        zeros = 0;
      }
      if (last < ac.length - 1) writer.put(AC_SYMBOLS.indexOf(0), AC_BITS);
    }
  }
  writer.finish();
  return Buffer.from([
    0xff, 0xd8,
    ...segment(0xdb, [0, ...Array.from({ length: 64 }, () => 1)]),
    ...segment(0xc1, [bits, ...word(rows), ...word(columns), 1, 1, 0x11, 0]),
    ...segment(0xc4, [...codes(0x00, DC_BITS, DC_SYMBOLS), ...codes(0x10, AC_BITS, AC_SYMBOLS)]),
    ...(restartEvery > 0 ? segment(0xdd, word(restartEvery)) : []),
    ...segment(0xda, [1, 1, 0x00, 0, 63, 0]),
    ...writer.bytes,
    0xff, 0xd9,
  ]);
}
