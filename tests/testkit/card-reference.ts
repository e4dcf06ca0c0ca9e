import { classSources } from '../../src/domain/anatomy/class-sources.js';
import { SOURCE_TAXONOMIES, classesOf } from '../../src/domain/anatomy/labels.js';
import type { DatasetCard } from '../../src/services/ports/dataset-card.js';
import { askReference } from './ask-reference.js';

/** The card of members, in the form that tests/reference/dataset_card.py reads, as numpy counts it. */
export const cardByReference = (members: readonly unknown[]): Promise<Record<string, unknown>> =>
  askReference('dataset_card.py', {
    coarse: classesOf('COARSE_29'),
    classes: Object.fromEntries(SOURCE_TAXONOMIES.map((taxonomy) => [taxonomy, Object.fromEntries(classSources(taxonomy, 'COARSE_29'))])),
    members,
  });

const sortedJson = (row: unknown): string => JSON.stringify(row, (_, value: unknown) => (value !== null && typeof value === 'object' && !Array.isArray(value) ? Object.fromEntries(Object.entries(value).sort()) : value));

/** In the form of the reference, whose lists of segmentations are in an order of their own. */
export const comparableCard = (card: DatasetCard): Record<string, unknown> => ({
  ...card,
  standards: card.standards.map(({ taxonomy, producer, volumes }) => [taxonomy, producer, volumes]).sort((a, b) => (sortedJson(a) < sortedJson(b) ? -1 : 1)),
  structures: card.structures.map(({ taxonomy, label, shown, judged }) => [taxonomy, label, shown, judged]).sort((a, b) => (`${String(a[0])}\t${String(a[1])}` < `${String(b[0])}\t${String(b[1])}` ? -1 : 1)),
});
