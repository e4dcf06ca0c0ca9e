import { expect, it } from 'vitest';
import { shortfall } from '../../../../src/cli/demo/report.js';
import type { DemoOutcome } from '../../../../src/cli/demo/steps.js';

const outcome = (states: readonly string[], skipped: DemoOutcome['skipped']): Pick<DemoOutcome, 'table' | 'skipped'> => ({
  table: { rows: states.map((state, index) => ({ name: `cell ${index}`, state })), versions: {} } as unknown as DemoOutcome['table'],
  skipped,
});

it('counts a demo as done only where every cell succeeded and nothing was left out', () => {
  expect(shortfall(outcome(['SUCCEEDED', 'SUCCEEDED'], []))).toBeNull();
  expect(shortfall(outcome(['SUCCEEDED', 'FAILED', 'CANCELLED'], []))).toBe('2 cells of the benchmark failed: cell 1, cell 2.');
  expect(shortfall(outcome(['SUCCEEDED'], [{ item: 'lung1/ct.nii.gz', code: 'FILE_CORRUPT', message: 'It ends early.' }]))).toBe(
    '1 scans or volumes were left out: lung1/ct.nii.gz (FILE_CORRUPT: It ends early.).',
  );
  expect(shortfall(outcome(['FAILED'], [{ item: 'vol_a', code: 'FILE_CORRUPT', message: 'NaN.' }]))).toMatch(/cells.*left out/u);
});
