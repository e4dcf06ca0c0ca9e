import { LANE_SUMS } from './lane-sums-code.js';

/** Lanes of a block, side by side: two cache lines for each row, as many sums as there are registers for. */
export const BLOCK_LANES = 16;

interface Functions {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  readonly choose: (counts: number, rows: number, chosen: number, times: number) => number;
  readonly add: (block: number, chosen: number, times: number, used: number, into: number) => void;
}

/** What this file needs of the globals, whose types come only with those of a browser. */
const { WebAssembly, atob } = globalThis as unknown as {
  readonly WebAssembly: {
    readonly Module: new (bytes: Uint8Array) => object;
    readonly Instance: new (module: object) => { readonly exports: Functions };
  };
  readonly atob: (text: string) => string;
};

const PAGE = 65_536;
const BYTES = Float64Array.BYTES_PER_ELEMENT;

/** Rows of float64 lanes, and the sums over those of them that are chosen. Additions run in the order of the chosen rows, so that they round the same everywhere. */
export interface LaneSums {
  /** Block by block, row by row, `BLOCK_LANES` lanes each. */
  readonly lanes: Float64Array;
  /** One for each lane. */
  readonly totals: Float64Array;
  /** Fills `totals` with the sums in which each row counts as often as `counts` says. */
  add(counts: Uint32Array): void;
}

let code: object | undefined;

export function laneSums(rows: number, blocks: number): LaneSums {
  code ??= new WebAssembly.Module(Uint8Array.from(atob(LANE_SUMS), (letter) => letter.charCodeAt(0)));
  const { memory, choose, add } = new WebAssembly.Instance(code).exports;
  const blockBytes = rows * BLOCK_LANES * BYTES;
  const timesAt = blocks * blockBytes;
  const totalsAt = timesAt + rows * BYTES;
  const chosenAt = totalsAt + blocks * BLOCK_LANES * BYTES;
  const countsAt = chosenAt + rows * Uint32Array.BYTES_PER_ELEMENT;
  const missing = Math.ceil((countsAt + rows * Uint32Array.BYTES_PER_ELEMENT) / PAGE) - memory.buffer.byteLength / PAGE;
  if (missing > 0) memory.grow(missing);
  const { buffer } = memory;
  const counted = new Uint32Array(buffer, countsAt, rows);
  return {
    lanes: new Float64Array(buffer, 0, blocks * rows * BLOCK_LANES),
    totals: new Float64Array(buffer, totalsAt, blocks * BLOCK_LANES),
    add(counts) {
      counted.set(counts);
      const used = choose(countsAt, rows, chosenAt, timesAt);
      for (let block = 0; block < blocks; block += 1) add(block * blockBytes, chosenAt, timesAt, used, totalsAt + block * BLOCK_LANES * BYTES);
    },
  };
}
