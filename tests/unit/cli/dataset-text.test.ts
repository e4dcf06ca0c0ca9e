import { describe, expect, it } from 'vitest';
import type { ToldCard } from '../../../src/cli/client/dataset-card.js';
import type { FoundDuplicates } from '../../../src/cli/client/duplicates.js';
import type { ImportPlan } from '../../../src/cli/client/import-plan.js';
import { datasetCardText } from '../../../src/cli/dataset-card-text.js';
import { duplicatesPage, duplicatesText } from '../../../src/cli/duplicates-view.js';
import { importPlanText } from '../../../src/cli/import-plan-text.js';

const spread = (minimum: number, median: number, maximum: number) => ({ minimum, median, maximum });

const card: ToldCard = {
  ...{ volumes: 3, patients: 2, studies: 3, slices: 90, bytes: 1, derived: 0, segmented: 2 },
  spacing: [spread(0.5, 0.75, 1), spread(0.5, 0.75, 1), spread(1, 2.5, 5)],
  shape: [spread(64, 64, 64), spread(64, 64, 64), spread(10, 20, 60)],
  splits: [{ split: 'TRAIN', volumes: 3, patients: 2, slices: 90 }],
  sharedPatients: [],
  derivedAcross: [],
  labels: [{ name: 'tumour', volumes: 3, distinct: 9, values: Array.from({ length: 9 }, (_, at) => ({ value: `v${at}`, volumes: 9 - at })) }],
  standards: [{ taxonomy: 'COARSE_29', producer: { kind: 'MODEL', name: 'net', version: '2' }, volumes: 2 }],
  structures: [],
  regions: [{ region: 'spleen', shown: 1, judged: 2 }, { region: 'liver', shown: 2, judged: 2 }, { region: 'brain', shown: 0, judged: 0 }],
  notes: [{ kind: 'PATIENT_ASSUMED', volumes: 1 }],
  warnings: [{ kind: 'PATIENTS_ASSUMED', message: 'Of 1 of 3 volumes the patient is assumed.' }],
};

describe('the card of a data set in text', () => {
  it('lists classes by share, of those judged, and never calls an unjudged one absent', () => {
    const text = datasetCardText(card, 'archive');
    expect(text).toContain('Coarse classes shown\n  liver   2  100 % of 2 judged\n  spleen  1  50 % of 2 judged\n  1 classes were looked for in no volume.');
    expect(text).not.toContain('brain');
    expect(text).toMatch(/superior\s+1\.000\s+2\.500\s+5\.000/u);
    expect(text).toContain('tumour (3 volumes): v0 9, v1 8, v2 7, v3 6, v4 5, v5 4, v6 3, v7 2, … 9 values in all');
  });

  it('says little of an empty one', () => {
    const text = datasetCardText({ ...card, volumes: 0, spacing: null, shape: null, splits: [], labels: [], standards: [], regions: [], notes: [], warnings: [] }, 'empty');
    expect(text).not.toMatch(/Spacing|NaN|Warnings|Splits/u);
  });
});

describe('duplicates for people', () => {
  const side = (id: string, name: string | null) => ({ id, name, patientId: `pat_${id}` });
  const review = { verdict: 'DIFFERENT', reviewedBy: 'Dr <i>X</i>', reviewedAt: '2026-01-01T00:00:00.000Z' } as const;
  const found: FoundDuplicates = {
    ...{ volumes: 3, pairs: 3, compared: 2, found: 2, threshold: 0.94 },
    duplicates: [
      { similarity: 0.5, agreement: 0.97, first: side('vol_a', '<b>A</b>'), second: side('vol_b', null), firstSlice: { index: 4, thumbnailUrl: 'http://x/a' }, secondSlice: { index: 5, thumbnailUrl: 'http://x/b' }, review },
      { similarity: 0.5, agreement: 0.95, first: side('vol_a', 'A'), second: null, firstSlice: { index: 4, thumbnailUrl: 'http://x/a' }, secondSlice: null, review: null },
    ],
  };

  it('are a table with both patients', () => {
    const text = duplicatesText(found);
    expect(text).toContain('2 of 3 pairs of 3 volumes agree by 0.94 or more; 2 were compared slice by slice.');
    expect(text).toMatch(/0\.970\s+0\.500\s+<b>A<\/b>\s+vol_b\s+4 and 5\s+pat_vol_a and pat_vol_b\s+different\s+vol_a vol_b/u);
    expect(text).toMatch(/0\.950\s+0\.500\s+A\s+deleted\s+4 and –/u);
  });

  it('are a page that stands alone, in which names are text', () => {
    const page = duplicatesPage('set & co', found, new Map([['http://x/a', 'data:image/png;base64,AAAA']]));
    expect(page).toContain('&lt;b&gt;A&lt;/b&gt;');
    expect(page).not.toContain('<b>A</b>');
    expect(page.match(/different, said by Dr &lt;i&gt;X&lt;\/i&gt;/gu)).toHaveLength(1);
    expect(page).toContain('Duplicates in set &amp; co');
    expect(page.match(/<img src="data:image\/png;base64,AAAA"/gu)).toHaveLength(2);
    expect(page.match(/no picture/gu)).toHaveLength(2);
    expect(page).not.toContain('http://x');
  });
});

describe('the plan of an import in text', () => {
  it('is a table with totals, and counts what it does not show', () => {
    const none = { code: null, reason: null, split: null, labels: [], taxonomy: null, patientDeclared: null, shape: null, spacing: null };
    const plan: ImportPlan = {
      ...{ layout: 'MSD', because: 'there is dataset.json', remarks: ['A remark.'], patientsAssumed: true },
      totals: { imported: 10, skipped: 1, refused: 1, patients: 10, slices: 300, withSegmentation: 9, splits: [{ split: 'TRAIN', volumes: 10 }] },
      files: [
        { ...none, fate: 'IMPORT', item: 'a.nii.gz', split: 'TRAIN', labels: [{ name: 'task', value: 'Liver' }], taxonomy: 'COARSE_29', patientDeclared: false, shape: [3, 4, 5], spacing: [1, 1, 2.5] },
        { ...none, fate: 'REFUSE', item: 'b.nii.gz', code: 'NOT_CT', reason: 'It is MRI.' },
        { ...none, fate: 'SKIP', item: 'c.nii.gz', reason: 'Not named.' },
      ],
    };
    const text = importPlanText(plan, 'data');
    expect(text).toContain('Layout of data: MSD, since there is dataset.json.');
    expect(text).toContain('import  a.nii.gz  3 × 4 × 5 of 1.00 × 1.00 × 2.50 mm, TRAIN, COARSE_29, task=Liver\nrefuse  b.nii.gz  NOT_CT  It is MRI.\nskip    c.nii.gz  Not named.\n… and 9 more');
    expect(text).toMatch(/10\s+to import\n\s+1\s+to skip\n\s+1\s+to refuse/u);
    expect(text).toContain('A remark.');
    expect(text.endsWith('Nothing was imported.')).toBe(true);
  });
});
