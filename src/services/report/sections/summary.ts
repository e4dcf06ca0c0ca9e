import { encoderFamilies } from '../../../domain/evaluation/encoder-families.js';
import { html } from '../html.js';
import type { Content, Html } from '../html.js';
import type { Section } from '../parts.js';
import type { ReportCell, ReportInput } from '../report-input.js';
import { countText, plural } from '../words.js';

/** What was measured, on what and by which versions, and what the figures cannot say. */
export function summarySection(input: ReportInput): Section {
  const { measured, cells } = input;
  const count = (state: ReportCell['state']): number => cells.filter((cell) => cell.state === state).length;
  const done = count('SUCCEEDED');
  const others = [
    [count('FAILED'), 'failed'],
    [count('CANCELLED'), 'cancelled'],
    [count('QUEUED') + count('RUNNING'), 'not ended yet'],
  ] as const;
  const facts: readonly (readonly [string, Content])[] = [
    ['Data set', html`${measured.dataset} <span class="muted">(${measured.snapshotId})</span>`],
    ['Size', `${plural(measured.volumes, 'volume')} of ${plural(measured.patients, 'patient')}, ${plural(measured.slices, 'slice')}`],
    ['Protocol', measured.protocol.toLowerCase().replaceAll('_', ' ')],
    ['Cells', [`${countText(done)} of ${countText(cells.length)} with figures`, ...others.flatMap(([number, word]) => (number === 0 ? [] : [`, ${number} ${word}`]))]],
    ['Encoders', input.encoders.map(({ name }) => name).join(', ')],
    ['Version', input.versions.join(', ')],
    ['Measured by', measured.product],
    ['Machine', measured.machine],
    ['Seed', measured.seed],
    ['Finished', input.finishedAt === null ? null : `${input.finishedAt.toISOString().slice(0, 16).replace('T', ' ')} UTC`],
  ];
  return {
    id: 'summary',
    heading: 'Summary',
    body: html`<dl class="facts">${facts.map(([term, text]) => (text === null || text === '' ? null : html`<div><dt>${term}</dt><dd>${text}</dd></div>`))}</dl>
<h3>What these figures cannot say</h3>
<ul class="caveats">${caveats(input).map((caveat) => html`<li>${caveat}</li>`)}</ul>`,
  };
}

function caveats({ measured, versions, encoders, cells, overlap }: ReportInput): readonly Html[] {
  const families = encoderFamilies(encoders.map(({ name, pretraining, precision }) => ({ name, precision, supervision: pretraining.supervision })));
  const leaked = encoders.filter(({ includesQuerySource }) => includesQuerySource === 'KNOWN');
  const derived = measured.derivedFrom;
  const byClass = cells.filter(({ config }) => config.label === null);
  return [
    html`<strong>For research, not for diagnosis.</strong>`,
    versions.length > 1 ? html`<strong>The cells are of different versions (${versions.join(', ')}) and cannot be compared.</strong>` : null,
    derived === null
      ? null
      : html`The patients are virtual, derived from ${plural(derived, 'real scan')}: the figures measure the machinery, not medicine, and their intervals describe the generator.`,
    families.statement === null || families.stand ? null : html`${families.statement}`,
    html`Intervals are of 95 % over the patients of the queries. They do not cover the choice of the gallery.`,
    byClass.length === 0 ? null : html`Recall does not mind a first result that shows too much: read it beside chance, precision, Jaccard and the winner slice ratio.`,
    byClass.length === 0 || byClass.some(({ control }) => control !== null) ? null : html`Neither RANDOM nor WIDEST was run beside the encoders; chance alone stands for them.`,
    cells.some(({ state }) => state === 'FAILED') ? html`Some cells failed; the table names the reason of each.` : null,
    leaked.length === 0 ? null : html`${leaked.map(({ name }) => name).join(', ')} learned from data of the collection that is asked about (<a href="#encoders">see there</a>): the figures are too good by an unknown amount.`,
    overlap?.state === 'LOOKED' && overlap.nearDuplicates.length > 0
      ? html`Queries and gallery overlap (<a href="#overlap">see there</a>): the figures are too good by an unknown amount.`
      : null,
    overlap === null ? html`Whether queries and gallery overlap was not looked for.` : null,
    overlap?.state === 'FAILED' ? html`<strong>Whether queries and gallery overlap could not be looked for</strong> (<a href="#overlap">see there</a>): nobody knows whether the figures are too good.` : null,
  ].filter((caveat) => caveat !== null);
}
