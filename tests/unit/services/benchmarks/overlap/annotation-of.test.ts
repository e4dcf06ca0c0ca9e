import { expect, it } from 'vitest';
import { labelNames } from '../../../../../src/domain/anatomy/labels.js';
import type { SourceTaxonomy } from '../../../../../src/domain/anatomy/taxonomy.js';
import { asId } from '../../../../../src/domain/ids.js';
import { annotationOf } from '../../../../../src/services/benchmarks/overlap/annotation-of.js';
import { createLabelledGalleryLoader } from '../../../../../src/services/evaluation/labelled-gallery.js';
import type { LabelledMember } from '../../../../../src/services/evaluation/labelled-gallery.js';
import type { TeamCatalogue } from '../../../../../src/services/ports/catalogue.js';
import type { SnapshotMember } from '../../../../../src/services/ports/records.js';
import { record } from '../../../../testkit/seed.js';

async function labelled(name: string, taxonomy: SourceTaxonomy, covers: readonly string[] = labelNames(taxonomy)): Promise<LabelledMember> {
  const segmentationId = asId('Segmentation', `seg_${name}`);
  const member = { volumeId: asId('Volume', `vol_${name}`), sliceCount: 4, segmentationId } as unknown as SnapshotMember;
  const segmentation = { version: 1, ...record.segmentation(member.volumeId, { id: segmentationId, taxonomy, covers }) };
  const team = { teamId: asId('Team', `team_${name}`), segmentations: { getMany: () => Promise.resolve([segmentation]) } } as unknown as TeamCatalogue;
  return (await createLabelledGalleryLoader()(team, [member], 1, 'AXIAL'))[0]!;
}

it('names the standards of both sides, and what TotalSegmentator v2 cannot be asked of v1', async () => {
  const [v1, v2] = [await labelled('a', 'TOTALSEGMENTATOR_V1'), await labelled('b', 'TOTALSEGMENTATOR_V2')];
  const { queries, gallery, unevaluable } = annotationOf([v2], [v1]);
  expect([queries, gallery]).toEqual([['TOTALSEGMENTATOR_V2'], ['TOTALSEGMENTATOR_V1']]);
  // From labels of v2 97 of the 104 classes can be had; face, the pulmonary artery and the five parts of the heart cannot.
  expect(unevaluable[1]!.taxonomy).toBe('FINE_104');
  expect([...unevaluable[1]!.classes].sort()).toEqual(['face', 'heart_atrium_left', 'heart_atrium_right', 'heart_myocardium', 'heart_ventricle_left', 'heart_ventricle_right', 'pulmonary_artery']);
  expect(annotationOf([v1], [v2]).unevaluable).toEqual(unevaluable);
  expect(annotationOf([v1], [v1]).unevaluable.map(({ classes }) => classes)).toEqual([[], []]);
});

it('takes a class for evaluable where any volume of each side was looked over for it', async () => {
  const [liver, spleen, both] = [await labelled('c', 'TOTALSEGMENTATOR_V1', ['liver']), await labelled('d', 'TOTALSEGMENTATOR_V1', ['spleen']), await labelled('e', 'TOTALSEGMENTATOR_V1', ['liver', 'spleen'])];
  const evaluable = (a: readonly LabelledMember[], b: readonly LabelledMember[]): readonly string[] => ['liver', 'spleen'].filter((region) => !annotationOf(a, b).unevaluable[1]!.classes.includes(region));
  expect(evaluable([liver], [both])).toEqual(['liver']);
  expect(evaluable([liver, spleen], [both])).toEqual(['liver', 'spleen']);
  expect(evaluable([liver], [spleen])).toEqual([]);
});
