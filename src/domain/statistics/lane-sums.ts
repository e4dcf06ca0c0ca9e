import { makeRoom, wasmModule } from '../wasm-module.js';
import { LANE_SUMS } from './lane-sums-code.js';

/** Lanes of a block, side by side: two cache lines for each row, as many sums as there are registers for. */
export const BLOCK_LANES = 16;

interface Functions {
  readonly choose: (counts: number, rows: number, chosen: number, times: number) => number;
  readonly add: (block: number, chosen: number, times: number, used: number, into: number) => void;
}

const instantiate = wasmModule<Functions>(LANE_SUMS);

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

export function laneSums(rows: number, blocks: number): LaneSums {
  const { memory, choose, add } = instantiate();
  const blockBytes = rows * BLOCK_LANES * BYTES;
  const timesAt = blocks * blockBytes;
  const totalsAt = timesAt + rows * BYTES;
  const chosenAt = totalsAt + blocks * BLOCK_LANES * BYTES;
  const countsAt = chosenAt + rows * Uint32Array.BYTES_PER_ELEMENT;
  makeRoom(memory, countsAt + rows * Uint32Array.BYTES_PER_ELEMENT);
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
