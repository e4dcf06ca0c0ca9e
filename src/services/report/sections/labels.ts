import type { LabelFigures } from '../../../domain/labels/label-figures.js';
import { html } from '../html.js';
import { dataTable } from '../parts.js';
import type { Section } from '../parts.js';
import type { ReportCell, ReportInput } from '../report-input.js';
import { cellText, countText, intervalText, shareText } from '../words.js';

/** Labels of volumes told from the volumes found: the lists' measures, and the votes of the first volumes. */
export function labelsSection({ cells }: ReportInput): Section | null {
  const told = cells.flatMap((cell) => (cell.label == null ? [] : [{ cell, label: cell.label }]));
  if (told.length === 0) return null;
  return {
    id: 'labels',
    heading: 'Labels told from the volumes found',
    body: html`<p>A volume is relevant if it has the value of the query. Volumes without the label were neither asked about nor found. Intervals are of 95 %, over patients.</p>
${dataTable('Measures of the ranked lists', columns(['measure'], ['queries', 'patients', 'mean', 'interval', 'chance', 'lift', 'mean over values']), told.flatMap(measureRows))}
${dataTable('Predictions by vote', columns([], ['neighbours', 'accuracy', 'interval', 'chance', 'majority', 'balanced accuracy', 'error of median', 'its chance']), told.flatMap(predictionRows))}`,
  };
}

interface Told {
  readonly cell: ReportCell;
  readonly label: LabelFigures;
}

const columns = (words: readonly string[], figures: readonly string[]) => [...['cell', 'label', ...words].map((heading) => ({ heading })), ...figures.map((heading) => ({ heading, figures: true }))];

function measureRows({ cell, label }: Told): readonly (readonly string[])[] {
  return label.measures.map((one) => [
    ...[cellText(cell), label.label, one.measure, countText(one.queries), countText(one.patients)],
    ...[shareText(one.mean), intervalText(one.interval), shareText(one.chance), shareText(one.lift), shareText(one.valueMean)],
  ]);
}

function predictionRows({ cell, label }: Told): readonly (readonly string[])[] {
  return label.predictions.map((one) => [
    ...[cellText(cell), label.label, countText(one.neighbours), shareText(one.accuracy), intervalText(one.interval), shareText(one.chance)],
    ...[shareText(one.majority), shareText(one.balancedAccuracy), shareText(one.meanAbsoluteError), shareText(one.errorChance)],
  ]);
}
