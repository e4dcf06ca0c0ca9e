import type { CatalogueEntry } from './catalogue-entry.js';

const orUnknown = (value: string | number | null): string => (value === null ? 'unknown' : String(value));

function rowOf({ id, name, source, license, pretraining, input, dimension, obtain, weights }: CatalogueEntry): string {
  const size = input.width === null || input.height === null ? 'unknown' : `${input.width} × ${input.height}`;
  const terms = `${license.spdx ?? 'terms of its own'}${license.gated ? ', gated' : ''}`;
  const way = obtain.kind === 'EXPORT' ? (weights === null ? 'export' : 'fetch, export') : 'by hand';
  return `| \`${id}\` | [${name}](${source.url}) | ${pretraining.supervision.toLowerCase().replace('_', '-')}: ${pretraining.data} | ${size} | ${orUnknown(dimension)} | ${terms} | ${license.commercialUse.toLowerCase()} | ${way} |`;
}

/** The text of docs/encoders.md. */
export function renderEncoderDocs(entries: readonly CatalogueEntry[]): string {
  const table = (chosen: readonly CatalogueEntry[]): readonly string[] => [
    '| id | encoder | pretraining | input | vector | licence | commercial use | how to get it |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
    ...chosen.map(rowOf),
    '',
  ];
  return [
    '# Encoders that can be had',
    '',
    'Written by `voxseek schema` from `models/available`: change it there. What no source says is unknown; nothing is guessed. Read a licence before',
    'you fetch: the column is a summary. [models.md](models.md) says how to fetch, export and register.',
    '',
    '## The six of arXiv 2405.09334',
    '',
    ...table(entries.filter(({ paper }) => paper)),
    '## Others',
    '',
    ...table(entries.filter(({ paper }) => !paper)),
  ].join('\n');
}
