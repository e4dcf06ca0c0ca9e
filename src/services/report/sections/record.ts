import { encoderText } from '../../embedding/recipe-text.js';
import type { RunRecord } from '../../ports/run-record.js';
import { html } from '../html.js';
import type { Content, Html } from '../html.js';
import { dataTable } from '../parts.js';
import type { Section } from '../parts.js';
import type { ReportInput } from '../report-input.js';
import { bytesText, countText, indexText, secondsText } from '../words.js';

/** Characters of a hash that tell it apart; the files of a run have it whole. */
const HASH = 12;

/** By what the cells were measured: machines, encoders, embeddings, indexes, snapshots and seeds. */
export function recordSection({ cells }: ReportInput): Section | null {
  const records = cells.flatMap(({ record }) => record ?? []);
  if (records.length === 0) return null;
  return {
    id: 'record',
    heading: 'What it was measured by',
    body: html`<p>As it was when each cell was finished. Hashes are the first ${HASH} digits of SHA-256; each run’s <code>record.json</code> has them whole, with its recipe.</p>
${machines(records)}${snapshots(records)}${embeddings(records)}${indexes(records)}${seeds(records)}`,
  };
}

function machines(records: readonly RunRecord[]): Html {
  const rows = distinct(records, ({ machine, product }) => [machine.cpu, countText(machine.cores), bytesText(machine.memoryBytes), machine.platform, machine.node, machine.onnxRuntime, product]);
  const peak = Math.max(...records.map(({ peakMemoryBytes }) => peakMemoryBytes));
  const columns = [{ heading: 'processor' }, { heading: 'cores', figures: true }, { heading: 'memory', figures: true }, { heading: 'platform' }, { heading: 'Node' }, { heading: 'ONNX Runtime' }, { heading: 'Voxseek' }];
  return html`${dataTable('Machine of the worker', columns, rows)}<p class="note">A worker held at most ${bytesText(peak)} of memory.</p>`;
}

function snapshots(records: readonly RunRecord[]): Html {
  const rows = distinct(
    records.flatMap(({ gallery, queries }) => [{ side: 'searched', ...gallery }, { side: 'asked about', ...queries }]),
    ({ side, snapshotId, hash, volumes, slices }) => [side, snapshotId, hash.slice(0, HASH), countText(volumes), countText(slices)],
  );
  return dataTable('Snapshots', [{ heading: 'side' }, { heading: 'snapshot' }, { heading: 'hash' }, { heading: 'labelled volumes', figures: true }, { heading: 'slices', figures: true }], rows);
}

function embeddings(records: readonly RunRecord[]): Html | null {
  const rows = distinct(records, ({ encoder, embeddings: of }) =>
    encoder === null || of === null
      ? null
      : [encoderText(encoder.name, { body: encoder.recipe }), encoder.revision, encoder.sha256.slice(0, HASH), encoder.recipeHash.slice(0, HASH), countText(of.volumes), countText(of.slices), bytesText(of.bytes), secondsText(of.secondsAVolume), of.providers.join(', ')],
  );
  if (rows.length === 0) return null;
  const columns = [{ heading: 'encoder' }, { heading: 'revision' }, { heading: 'file' }, { heading: 'recipe' }, ...['volumes', 'slices', 'size', 'time a volume'].map((heading) => ({ heading, figures: true })), { heading: 'provider' }];
  return dataTable('Encoders and embeddings', columns, rows);
}

function indexes(records: readonly RunRecord[]): Html | null {
  const rows = distinct(records, ({ encoder, index }) =>
    index === null
      ? null
      : [indexText(index.parameters), encoder === null ? '—' : encoderText(encoder.name, { body: encoder.recipe }), index.server ?? '—', countText(index.slices), index.bytes === 0 ? 'none of its own' : bytesText(index.bytes), index.buildSeconds === null ? '—' : secondsText(index.buildSeconds), index.indexId],
  );
  if (rows.length === 0) return null;
  const columns = [{ heading: 'index' }, { heading: 'encoder' }, { heading: 'server' }, ...['slices', 'size of its vectors', 'time to build'].map((heading) => ({ heading, figures: true })), { heading: 'id' }];
  return dataTable('Indexes', columns, rows);
}

function seeds(records: readonly RunRecord[]): Html | null {
  const rows = distinct(records.flatMap((record) => record.seeds), ({ purpose, seed }) => [purpose, html`<code>${seed}</code>`]);
  return rows.length === 0 ? null : dataTable('Seeds', [{ heading: 'drawn at random' }, { heading: 'from the seed' }], rows);
}

/** Rows that differ, in the order in which they came. */
function distinct<Value>(values: readonly Value[], row: (value: Value) => readonly Content[] | null): readonly (readonly Content[])[] {
  const rows = values.flatMap((value) => {
    const made = row(value);
    return made === null ? [] : [made];
  });
  return [...new Map(rows.map((made) => [JSON.stringify(made), made])).values()];
}
