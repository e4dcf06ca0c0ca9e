import { supervisionText, precisionText } from '../domain/evaluation/encoder-families.js';
import { inclusionText } from '../domain/evaluation/includes-source.js';
import { pText, shareText } from '../services/report/words.js';
import type { BenchmarkFindings } from './client/benchmark-findings.js';
import { columns } from './columns.js';

const MOST_LISTED = 10;

/** What was found about a benchmark besides its figures, as lines for a terminal. */
export function findingsText({ overlap, overlapError, annotation, encoders, families, robustness }: BenchmarkFindings): readonly string[] {
  return ['', ...overlapText(overlap, overlapError), ...annotationText(annotation), ...encodersText(encoders), ...(families.statement === null ? [] : [families.statement]), ...robustnessText(robustness)];
}

function overlapText(overlap: BenchmarkFindings['overlap'], error: BenchmarkFindings['overlapError']): readonly string[] {
  if (error !== null) return [`Overlap of queries and gallery: could not be looked for: ${error.code} ${error.message}`];
  if (overlap === null) return ['Overlap of queries and gallery: not looked for.'];
  const { sharedPatients, nearDuplicates, looked } = overlap;
  const left = looked.leftOut === 0 ? '' : `; ${looked.leftOut} volumes could not be looked at`;
  const patients = sharedPatients.length === 0 ? 'no patient' : `${counted(sharedPatients.length)} (never found by their own scans)`;
  const listed = nearDuplicates.slice(0, MOST_LISTED).map(({ query, gallery, similarity }) => ['', nameOf(query), 'is like', nameOf(gallery), shareText(similarity)]);
  const rest = looked.found - listed.length;
  return [
    `Overlap of queries and gallery: ${patients} on both sides; ${looked.found} near-duplicates in ${looked.pairs} pairs (correlation from ${shareText(looked.threshold)} on)${left}.`,
    ...columns(listed),
    ...(rest > 0 ? [`  … and ${rest} more`] : []),
  ];
}

const counted = (patients: number): string => (patients === 1 ? '1 patient' : `${patients} patients`);
const nameOf = (volume: { readonly id: string; readonly name: string | null } | null): string => volume?.name ?? volume?.id ?? 'a volume that was deleted';

function annotationText(annotation: BenchmarkFindings['annotation']): readonly string[] {
  if (annotation === null) return [];
  const { queries, gallery, unevaluable } = annotation;
  const standards = new Set([...queries, ...gallery]);
  if (standards.size < 2) return [];
  return [
    `Annotated by different standards: queries ${queries.join(' and ')}, gallery ${gallery.join(' and ')}. Classes that both sides were looked over for are judged.`,
    ...unevaluable.filter(({ classes }) => classes.length > 0).map(({ taxonomy, classes }) => `  not evaluable in ${taxonomy}: ${classes.join(', ')}`),
  ];
}

function encodersText(encoders: BenchmarkFindings['encoders']): readonly string[] {
  const rows = encoders
    .filter(({ model }) => model.pretrainedOn.supervision !== 'NONE')
    .map(({ model: { name, precision, pretrainedOn }, querySource, includesQuerySource }) => ['', name, `${supervisionText(pretrainedOn.supervision)}, ${precisionText(precision)}`, pretrainedOn.data, inclusionText(includesQuerySource, querySource)]);
  return rows.length === 0 ? [] : ['Encoders learned from:', ...columns(rows)];
}

/** Coarse and fine, each: recall of the perturbed queries, and the difference to the queries as they are with its interval and adjusted p. */
function robustnessText(rows: BenchmarkFindings['robustness']): readonly string[] {
  if (rows.length === 0) return [];
  const heads = ['coarse', 'fine'].flatMap((taxonomy) => [`recall, ${taxonomy}`, 'difference', '95 %', 'p, adjusted', 'classes']);
  const lines = rows.map(({ perturbation, run, baseline, figures }) => [
    ...[baseline.name, perturbation],
    ...(figures.length === 0
      ? [run.state.toLowerCase(), ...heads.slice(1).map(() => '')]
      : figures.flatMap(({ recall, difference, interval, pHolm, classes }) => [shareText(recall), signed(difference), interval === null ? '—' : `${signed(interval.low)} … ${signed(interval.high)}`, pHolm === null ? '—' : pText(pHolm), String(classes)])),
  ]);
  return ['', 'Perturbed queries beside the same queries as they are, over the classes that both were judged on:', ...columns([['cell', 'perturbation', ...heads], ...lines])];
}

const signed = (value: number | null): string => (value !== null && value > 0 ? `+${shareText(value)}` : shareText(value));
