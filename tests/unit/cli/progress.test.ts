import { describe, expect, it } from 'vitest';
import { createProgressDisplay, formatBar, formatDuration, formatProgress } from '../../../src/cli/progress.js';

function fakeOutput(isTTY: boolean) {
  const written: string[] = [];
  return { written, isTTY, columns: 100, write: (text: string) => written.push(text) };
}

describe('formatProgress', () => {
  it('shows done, total, rate and the time left at that rate', () => {
    expect(formatProgress({ done: 10, total: 40, unit: 'volumes' }, 5)).toBe('10/40 volumes  2.0/s  eta 15s');
  });

  it('promises no end where the total is unknown', () => {
    expect(formatProgress({ done: 10, total: null, unit: 'files', stage: 'reading' }, 5)).toBe('10 files  2.0/s  reading');
  });

  it('gives no rate before there is one', () => {
    expect(formatProgress({ done: 0, total: 4, unit: 'cells' }, 9)).toBe('0/4 cells');
  });
});

describe('formatDuration', () => {
  it.each([
    [4.4, '4s'],
    [185, '3m 05s'],
    [3720, '1h 02m'],
  ])('%d s is %s', (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text);
  });
});

describe('formatBar', () => {
  it('fills with the share that is done, and never overflows', () => {
    expect(formatBar(12, 24)).toBe('█'.repeat(12) + '░'.repeat(12));
    expect(formatBar(99, 24)).toBe('█'.repeat(24));
  });
});

describe('createProgressDisplay', () => {
  it('writes whole lines where there is no terminal, and few of them', () => {
    const output = fakeOutput(false);
    let time = 0;
    const display = createProgressDisplay(output, () => time);
    display.begin('Embedding');
    for (let done = 1; done <= 120; done += 1) {
      time += 100;
      display.update({ done, total: 120, unit: 'slices' });
    }
    display.end('120 slices');
    expect(output.written).toEqual([
      '… Embedding\n',
      '  Embedding: 50/120 slices  10/s  eta 7s\n',
      '  Embedding: 100/120 slices  10/s  eta 2s\n',
      '✓ Embedding: 120 slices (12s)\n',
    ]);
  });

  it('redraws one line on a terminal', () => {
    const output = fakeOutput(true);
    let time = 0;
    const display = createProgressDisplay(output, () => time);
    display.begin('Embedding');
    time = 2000;
    display.update({ done: 1, total: 2, unit: 'volumes' });
    expect(output.written.at(-1)).toMatch(/^\r\u001b\[2K… Embedding {2}█{12}░{12} {2}1\/2 volumes {2}0\.5\/s {2}eta 2s$/u);
  });
});
