import { encoderFamilies, precisionText, supervisionText } from '../../../domain/evaluation/encoder-families.js';
import { inclusionText } from '../../../domain/evaluation/includes-source.js';
import type { JobError } from '../../ports/records.js';
import { html } from '../html.js';
import type { Html } from '../html.js';
import { dataTable } from '../parts.js';
import type { Section } from '../parts.js';
import type { LookedOverlapFindings, ReportInput } from '../report-input.js';
import { countText, plural, shareText, shortShare } from '../words.js';

/** What queries and gallery have in common that they should not. */
export function overlapSection({ overlap }: ReportInput): Section | null {
  if (overlap === null) return null;
  return { id: 'overlap', heading: 'Overlap of queries and gallery', body: overlap.state === 'FAILED' ? failedLook(overlap.error) : foundOverlap(overlap) };
}

const failedLook = ({ code, message }: JobError): Html => html`<p><span class="bad">Overlap could not be looked for: ${code}</span> ${message}</p>`;

function foundOverlap({ patients, nearDuplicates, found, pairs, leftOut, threshold }: LookedOverlapFindings): Html {
  const looked = `Of ${plural(pairs, 'pair')} of a query and a volume that it may find`;
  return html`<p>${patients.length === 0 ? 'No patient is on both sides but for those whose own scans are left out in turn.' : html`<span class="bad">${plural(patients.length, 'patient')} on both sides:</span> ${patients.join(', ')}. No query finds its own patient, but its gallery is smaller.`}
${found === 0 ? `${looked}, none is a near-duplicate` : html`<span class="bad">${looked}, ${plural(found, 'pair')} of volumes ${found === 1 ? 'is a near-duplicate' : 'are near-duplicates'}</span>`} (mean correlation of slices at 32 × 32 pixels, from ${shortShare(threshold)} on).${leftOut === 0 ? '' : ` ${plural(leftOut, 'volume')} could not be looked at.`}</p>
${nearDuplicates.length === 0 ? null : dataTable('Near-duplicate volumes', [{ heading: 'query' }, { heading: 'gallery' }, { heading: 'correlation', figures: true }], nearDuplicates.map(({ query, gallery, similarity }) => [query, gallery, shareText(similarity)]))}`;
}

/** What each encoder is, and what it learned from. */
export function encodersSection({ encoders, measured }: ReportInput): Section | null {
  if (encoders.length === 0) return null;
  const { statement } = encoderFamilies(encoders.map(({ name, pretraining, precision }) => ({ name, precision, supervision: pretraining.supervision })));
  return {
    id: 'encoders',
    heading: 'Encoders and what they learned from',
    body: html`${dataTable(
      'Encoders',
      [{ heading: 'encoder' }, { heading: 'revision' }, { heading: 'dimension', figures: true }, { heading: 'precision' }, { heading: 'learned from' }, { heading: 'supervision' }, { heading: 'and from what is asked about' }, { heading: 'licence' }],
      encoders.map(({ name, revision, dimension, precision, pretraining, includesQuerySource, license }) => [
        ...[name, revision, countText(dimension), precisionText(precision), pretraining.data, supervisionText(pretraining.supervision)],
        ...[inclusionText(includesQuerySource, measured.querySource), license.spdx],
      ]),
    )}${statement === null ? null : html`<p>${statement}</p>`}`,
  };
}
