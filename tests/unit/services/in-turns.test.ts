import { expect, it } from 'vitest';
import { giveWay, inTurns } from '../../../src/services/in-turns.js';

it('gathers what is computed step by step, and lets others work between two steps', async () => {
  const order: string[] = [];
  function* steps(): Generator<number> {
    for (const step of [1, 2, 3]) {
      order.push(`step ${step}`);
      yield step;
    }
  }
  const others = (async (): Promise<void> => {
    for (let turn = 0; turn < 3; turn += 1) {
      await giveWay();
      order.push('other');
    }
  })();
  expect(await inTurns(steps())).toEqual([1, 2, 3]);
  await others;
  expect(order).toEqual(['step 1', 'other', 'step 2', 'other', 'step 3', 'other']);
});
