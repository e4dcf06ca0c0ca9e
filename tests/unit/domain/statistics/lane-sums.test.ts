import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import wabt from 'wabt';
import { LANE_SUMS } from '../../../../src/domain/statistics/lane-sums-code.js';
import { BLOCK_LANES, laneSums } from '../../../../src/domain/statistics/lane-sums.js';

describe('sums of chosen rows', () => {
  it('are made by what the text says', async () => {
    const text = await readFile(new URL('../../../../src/domain/statistics/lane-sums.wat', import.meta.url), 'utf8');
    const { buffer } = (await wabt()).parseWat('lane-sums.wat', text, { simd: true }).toBinary({});
    expect(LANE_SUMS).toBe(Buffer.from(buffer).toString('base64'));
  });

  it('round as a plain loop over the rows in their order does, in every lane of every block', () => {
    const [rows, blocks] = [3_000, 3];
    const sums = laneSums(rows, blocks);
    let state = 11;
    const random = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
    for (let at = 0; at < sums.lanes.length; at += 1) sums.lanes[at] = random() - 0.5;
    const expected = new Float64Array(blocks * BLOCK_LANES);
    const counts = Uint32Array.from({ length: rows }, () => Math.floor(random() * 3));
    for (let row = 0; row < rows; row += 1) {
      const often = counts[row]!;
      if (often === 0) continue;
      for (let lane = 0; lane < expected.length; lane += 1) {
        const block = Math.floor(lane / BLOCK_LANES);
        expected[lane]! += often * sums.lanes[(block * rows + row) * BLOCK_LANES + (lane % BLOCK_LANES)]!;
      }
    }
    for (let time = 0; time < 2; time += 1) {
      sums.add(counts);
      expect([...sums.totals]).toEqual([...expected]);
    }
    sums.add(new Uint32Array(rows));
    expect([...sums.totals].every((total) => total === 0)).toBe(true);
  });
});
