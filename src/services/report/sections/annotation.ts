import type { EvaluationTaxonomy } from '../../../domain/anatomy/taxonomy.js';
import { classesOf } from '../../../domain/anatomy/labels.js';
import { html } from '../html.js';
import type { Content } from '../html.js';
import { dataTable } from '../parts.js';
import type { Section } from '../parts.js';
import type { ReportInput } from '../report-input.js';
import { countText, regionText, taxonomyName } from '../words.js';

/** By which standards both sides were annotated, and the classes that no figure can speak of therefore. */
export function annotationSection({ annotation }: ReportInput): Section | null {
  if (annotation === null) return null;
  const { queries, gallery } = annotation;
  const standards = new Set([...queries, ...gallery]);
  // Judged by labels of volumes, which need no segmentation.
  if (standards.size === 0) return null;
  const unevaluable = annotation.unevaluable.filter(({ classes }) => classes.length > 0);
  return {
    id: 'annotation',
    heading: 'Standards of annotation',
    body: html`<p>Queries by ${queries.join(' and ')}, gallery by ${gallery.join(' and ')}.${standards.size > 1 ? ' Label maps of different standards are not pooled: the classes that both sides were looked over for are judged.' : ''}
${unevaluable.length === 0 ? 'Every class was looked for on both sides.' : 'A class that was looked for on one side at most cannot be evaluated: it has no figure, which is not recall 0.'}</p>
${unevaluable.length === 0 ? null : dataTable('Classes that cannot be evaluated', [{ heading: 'classes' }, { heading: 'how many', figures: true }, { heading: 'which' }], unevaluable.map(rowOf))}`,
  };
}

function rowOf({ taxonomy, classes }: { readonly taxonomy: EvaluationTaxonomy; readonly classes: readonly string[] }): readonly Content[] {
  return [taxonomyName(taxonomy), `${countText(classes.length)} of ${countText(classesOf(taxonomy).length)}`, classes.map(regionText).join(', ')];
}
