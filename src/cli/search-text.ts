import type { FoundVolume, VolumeSearchAnswer } from './client/search.js';
import { columns } from './columns.js';

/** What a search found, as `--json` prints it. */
export interface Found extends VolumeSearchAnswer {
  readonly query: { readonly id: string; readonly name: string | null; readonly region: string | null };
  readonly index: VolumeSearchAnswer['index'] & { readonly id: string; readonly name: string };
}

const HEADER = ['', 'rank', 'volume', 'mean similarity', 'score', 'votes', 'rank by votes', 'slices', 'slices that speak for it'];
const STAGES = ['prepare', 'search', 'aggregate', 'load', 'rerank'] as const;

/** Ranked volumes with both scores and ranks, the slices that speak for each, and the time of each stage. */
export function searchText({ query, index, querySlices, times, volumes }: Found): string {
  const part = query.region === null ? `${querySlices.length} slices` : `"${query.region}": ${querySlices.length} slices`;
  const rows = volumes.map(rowOf);
  // Numbers end below each other.
  const widths = HEADER.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const aligned = rows.map((row) => row.map((cell, column) => (column === 2 || column === 8 ? cell : cell.padStart(widths[column] ?? 0))));
  const milliseconds = STAGES.map((stage) => `${stage} ${times[stage].toFixed(times[stage] < 10 ? 1 : 0)}`).join(', ');
  return [
    `Volumes like "${query.name ?? query.id}" (${part}), in "${index.name}" (${index.volumes} volumes, ${index.slices} slices):`,
    ...(volumes.length === 0 ? ['  none'] : columns([HEADER, ...aligned])),
    `${times.total.toFixed(0)} ms: ${milliseconds}`,
  ].join('\n');
}

function rowOf({ rank, volume, stage1, stage2, supportingSlices }: FoundVolume): readonly string[] {
  const slices = supportingSlices.map(({ index }) => String(index)).join(', ');
  return ['', String(rank), volume.name ?? volume.id, stage2?.mean.toFixed(3) ?? '—', stage2?.score.toFixed(2) ?? '—', stage1 === null ? '—' : String(stage1.score), stage1 === null ? '—' : String(stage1.rank), String(volume.sliceCount), slices];
}
