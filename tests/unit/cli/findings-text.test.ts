import { expect, it } from 'vitest';
import type { BenchmarkFindings } from '../../../src/cli/client/benchmark-findings.js';
import { findingsText } from '../../../src/cli/findings-text.js';

const volume = (name: string | null) => ({ id: `vol_${name ?? 'x'}`, name });
const FOUND: BenchmarkFindings = {
  overlap: {
    sharedPatients: [{ id: 'pat_a' }],
    nearDuplicates: [...Array.from({ length: 11 }, (_, at) => ({ query: volume(`q${at}`), gallery: volume(null), similarity: 0.98 })), { query: null, gallery: null, similarity: 0.95 }],
    looked: { pairs: 400, leftOut: 2, found: 1_200, threshold: 0.94 },
  },
  overlapError: null,
  annotation: { queries: ['TOTALSEGMENTATOR_V2'], gallery: ['TOTALSEGMENTATOR_V1'], unevaluable: [{ taxonomy: 'COARSE_29', classes: ['face'] }, { taxonomy: 'FINE_104', classes: [] }] },
  encoders: [
    { model: { name: 'A', precision: 'FLOAT32', pretrainedOn: { data: 'ImageNet-1k', supervision: 'SUPERVISED' } }, querySource: 'archive', includesQuerySource: 'KNOWN' },
    { model: { name: 'PIXELS', precision: 'FLOAT32', pretrainedOn: { data: 'None', supervision: 'NONE' } }, querySource: 'archive', includesQuerySource: 'NOT_KNOWN' },
  ],
  families: { statement: 'These are two encoders, not two families.' },
  robustness: [
    { perturbation: 'noise 30 HU', run: { state: 'SUCCEEDED' }, baseline: { name: 'A EXACT VOLUME' }, figures: [0, 1].map(() => ({ recall: 0.6, baselineRecall: 0.7, difference: -0.1, interval: { low: -0.2, high: 0.05 }, p: 0.01, pHolm: 0.02, classes: 21 })) },
    { perturbation: 'slices 10 mm', run: { state: 'FAILED' }, baseline: { name: 'A EXACT VOLUME' }, figures: [] },
  ],
};

it('says what overlaps, by which standards was annotated, and what encoders learned from', () => {
  const text = findingsText(FOUND).join('\n');
  expect(text).toContain('1 patient (never found by their own scans) on both sides; 1200 near-duplicates in 400 pairs (correlation from .940 on); 2 volumes could not be looked at.');
  expect(text).toContain('q0  is like  vol_x  .980');
  expect(text).toContain('… and 1190 more');
  expect(text).toContain('not evaluable in COARSE_29: face');
  expect(text).not.toContain('FINE_104');
  expect(text).toContain('supervised, float32  ImageNet-1k  learned from "archive", which is asked about');
  expect(text).not.toContain('PIXELS');
  expect(text).toContain('not two families');
  expect(text).toMatch(/A EXACT VOLUME {2}noise 30 HU {3}\.600 +−\.100 +−\.200 … \+\.050 +\.020 +21/u);
  expect(text).toMatch(/slices 10 mm {2}failed/u);
});

it('tells apart that nothing was found, that nobody looked, and that nobody could', () => {
  const nothing = { sharedPatients: [], nearDuplicates: [], looked: { pairs: 12, leftOut: 0, found: 0, threshold: 0.94 } };
  expect(findingsText({ ...FOUND, overlap: nothing, annotation: null, encoders: [] })[1]).toBe('Overlap of queries and gallery: no patient on both sides; 0 near-duplicates in 12 pairs (correlation from .940 on).');
  expect(findingsText({ ...FOUND, overlap: null })[1]).toContain('not looked for');
  const overlapError = { code: 'DEPENDENCY_UNAVAILABLE', message: 'The object store did not answer.' } as const;
  expect(findingsText({ ...FOUND, overlap: null, overlapError })[1]).toBe('Overlap of queries and gallery: could not be looked for: DEPENDENCY_UNAVAILABLE The object store did not answer.');
});
