import { perturbationText } from '../../../domain/perturbation/perturbation.js';
import { html } from '../html.js';
import { dataTable } from '../parts.js';
import type { Section } from '../parts.js';
import type { ReportInput } from '../report-input.js';
import { TAXONOMIES, cellText, pText, shareText, signedIntervalText, signedText, taxonomyName } from '../words.js';

/** Recall after each perturbation of the queries, and how far it is from the recall without. */
export function robustnessSection({ robustness, cells }: ReportInput): Section | null {
  if (robustness.length === 0) return null;
  const cellNames = new Map(cells.map((cell) => [cell.name, `${cell.config.mode} · ${cellText(cell)}`]));
  const columns = TAXONOMIES.flatMap((taxonomy) => [`recall, ${taxonomyName(taxonomy)}`, 'difference', 'interval', 'p', 'p, adjusted', 'classes'].map((heading) => ({ heading, figures: true })));
  const rows = robustness.map(({ perturbation, run, baseline, figures }) => [
    ...[cellNames.get(baseline.name) ?? baseline.name, perturbationText(perturbation)],
    ...(figures.length === 0
      ? [run.state.toLowerCase(), ...columns.slice(1).map(() => '—')]
      : figures.flatMap(({ a, difference, interval, p, pHolm, classes }) => [shareText(a), difference === null ? '—' : signedText(difference), signedIntervalText(interval), ...[p, pHolm].map((one) => (one === null ? '—' : pText(one))), String(classes)])),
  ]);
  return {
    id: 'robustness',
    heading: 'Perturbed queries',
    body: html`<p>The same queries after each change, asked of the same gallery. Difference: mean recall of the perturbed queries less that of the queries as they are, over the classes that both were judged on;
its interval is paired, over the patients. p: two-sided sign flips of whole patients; adjusted by Holm over all rows and both kinds of classes.</p>
${dataTable('Recall of perturbed queries', [{ heading: 'cell' }, { heading: 'perturbation' }, ...columns], rows)}`,
  };
}
