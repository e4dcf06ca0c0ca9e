import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ASK_AGAIN_MS, settle } from '../../../../src/domain/schedules/settle.js';
import type { Watch } from '../../../../src/domain/schedules/settle.js';

const SETTLE_MS = 60_000;

/** Looks every ten seconds; a run begins at once when it is asked for, unless `begins` says no. Gives the looks at which one was. */
function watch(states: readonly string[], begins: (look: number) => boolean = () => true, from: { readonly ran: string | null } = { ran: null }): readonly number[] {
  let before: Watch | null = null;
  let { ran } = from;
  const asked: number[] = [];
  states.forEach((state, look) => {
    const settled = settle(before, state, ran, look * 10_000, SETTLE_MS);
    before = settled.watch;
    if (!settled.due) return;
    asked.push(look);
    if (begins(look)) ran = state;
  });
  return asked;
}

const during = (state: string, looks: number): readonly string[] => Array.from({ length: looks }, () => state);

describe('a state that is watched', () => {
  it('is run once it has been at rest, and then no more', () => {
    expect(watch(during('a', 40))).toEqual([6]);
    expect(watch(during('a', 40), undefined, { ran: 'a' })).toEqual([]);
  });

  it('changes five hundred times in an import, and makes one run', () => {
    const growing = Array.from({ length: 500 }, (_, at) => `with ${at} volumes`);
    expect(watch([...growing, ...during('whole', 50)], undefined, { ran: 'before' })).toEqual([506]);
  });

  it('that goes back to what was run needs none', () => {
    expect(watch([...during('a', 3), ...during('b', 4), ...during('a', 40)], undefined, { ran: 'a' })).toEqual([]);
  });

  it('is asked for again, but not at every look, while the run does not begin', () => {
    const again = ASK_AGAIN_MS / 10_000;
    expect(watch(during('a', 100), (look) => look > 50)).toEqual([6, 6 + again, 6 + 2 * again]);
  });

  it('that changes while a run is waited for is asked for as soon as it rests', () => {
    expect(watch([...during('a', 10), ...during('b', 20)], () => false)).toEqual([6, 16]);
  });

  it('whatever it does, is never run twice in a row, nor before it has rested', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.integer({ min: 1, max: 12 })), { maxLength: 12 }), (stretches) => {
        const states = stretches.flatMap(([state, looks]) => during(state, looks));
        const asked = watch(states);
        asked.forEach((look, at) => {
          expect(states[look]).not.toBe(states[asked[at - 1] ?? -1]);
          expect(new Set(states.slice(Math.max(0, look - 6), look + 1))).toEqual(new Set([states[look]]));
        });
      }),
    );
  });
});
