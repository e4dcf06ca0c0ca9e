import type { EvaluationTaxonomy } from '../../domain/anatomy/taxonomy.js';
import type { RetrievalConfig } from '../../domain/ranking/retrieval-config.js';
import type { IndexParameters } from '../ports/records.js';
import { shareText } from '../evaluation/text-columns.js';
import type { Interval, ReportCell } from './report-input.js';

export { shareText };

export const TAXONOMIES = ['COARSE_29', 'FINE_104'] as const satisfies readonly EvaluationTaxonomy[];

export function taxonomyName(taxonomy: EvaluationTaxonomy): 'coarse' | 'fine' {
  switch (taxonomy) {
    case 'COARSE_29':
      return 'coarse';
    case 'FINE_104':
      return 'fine';
  }
}

/** `.70 – .84`. */
export function intervalText(interval: Interval | null): string {
  return interval === null ? '—' : `${shortShare(interval.low)} – ${shortShare(interval.high)}`;
}

/** `.77`, `−.03`. */
export function shortShare(value: number): string {
  return minus(value.toFixed(2).replace(/^(-?)0\./u, '$1.'));
}

/** `+.031`, `−.012`, `.000`. */
export function signedText(value: number): string {
  const text = shareText(value);
  return Number(value.toFixed(3)) > 0 ? `+${text}` : text.replace(/^−(?=\.000$)/u, '');
}

/** `−.096 … +.051`, of a difference. */
export function signedIntervalText(interval: Interval | null): string {
  return interval === null ? '—' : `${signedText(interval.low)} … ${signedText(interval.high)}`;
}

/** `0.42`, `8.3`, `152`: two digits or all before the point. */
export function millisecondsText(value: number): string {
  return value.toFixed(value < 1 ? 2 : value < 10 ? 1 : 0);
}

export function pText(p: number): string {
  return p < 0.001 ? '< .001' : shareText(p);
}

/** `1,204`. */
export function countText(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/gu, ',');
}

/** `1 patient`, `24 patients`. */
export function plural(count: number, noun: string): string {
  return `${countText(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** `640 B`, `1.5 MB`, `24 GB`; thousands are of 1,024. */
export function bytesText(bytes: number): string {
  const step = Math.min(4, Math.max(0, Math.floor(Math.log2(Math.max(1, bytes)) / 10)));
  const value = bytes / 1_024 ** step;
  return `${value.toFixed(step === 0 || value >= 10 ? 0 : 1)} ${['B', 'KB', 'MB', 'GB', 'TB'][step] ?? ''}`;
}

/** `0.42 s`, `8.3 s`, `152 s`. */
export function secondsText(value: number): string {
  return `${millisecondsText(value)} s`;
}

/** A region as people write it: `lung_upper_lobe_left` → `lung upper lobe left`. */
export function regionText(region: string): string {
  return region.replaceAll('_', ' ');
}

/** Aggregation, candidates and re-ranking, in as few words as tell cells apart. */
export function rankingText({ config, control }: Pick<ReportCell, 'config' | 'control'>): string {
  if (control !== null) return '—';
  if (config.mode === 'SLICE') return 'top-1 slice';
  const cropped = config.crop === 'NONE' ? '' : ', cropped';
  const aggregation = `${config.k === 1 ? config.aggregation : `${config.aggregation}, k = ${config.k}`}${cropped}`;
  if (config.reRanking === 'NONE') return aggregation;
  return config.candidates.kind === 'GALLERY' ? `re-ranked, GALLERY${cropped}` : `${aggregation}, re-ranked, ${candidatesText(config)}`;
}

export function candidatesText({ candidates }: Pick<RetrievalConfig, 'candidates'>): string {
  return candidates.kind === 'FIRST' ? `C = ${candidates.count}` : candidates.kind;
}

/** Encoder, index and ranking. */
export function cellText(cell: ReportCell): string {
  return [cell.encoder, cell.index, rankingText(cell)].filter((part) => part !== null && part !== '—').join(' · ');
}

const BETWEEN = ' · ';

/** What two cells differ in, after what they have in common: `COUNT: EXACT − HNSW`, `EXACT · COUNT, re-ranked: C = 3 − C = 8`. */
export function pairText(first: string, second: string): string {
  for (const between of [BETWEEN, ', ']) {
    const [a, b] = [first.split(between), second.split(between)];
    const same = sharedPlaces([a, b]);
    const differing = a.flatMap((_, at) => (same.has(at) ? [] : [at]));
    if (same.size === 0 || differing.length === 0) continue;
    const of = (parts: readonly string[]): string => differing.map((at) => parts[at] ?? '').join(between);
    const common = a.filter((_, at) => same.has(at)).join(between);
    // Rankings differ by one of their own parts: C = 3 from C = 8.
    const [own, other] = [of(a), of(b)];
    const inner = between === BETWEEN && differing.length === 1 ? pairText(own, other) : `${own} − ${other}`;
    return inner.includes(': ') ? `${common}${between}${inner}` : `${common}: ${inner}`;
  }
  return `${first} − ${second}`;
}

/** Names of cells without the parts that all of them share, and these parts. */
export function withoutShared(names: readonly string[]): { readonly shared: string; readonly short: ReadonlyMap<string, string> } {
  const split = names.map((name) => name.split(BETWEEN));
  const same = sharedPlaces(split);
  if (same.size === split[0]?.length) return { shared: '', short: new Map(names.map((name) => [name, name])) };
  const short = split.map((parts) => parts.filter((_, at) => !same.has(at)).join(BETWEEN));
  return { shared: (split[0] ?? []).filter((_, at) => same.has(at)).join(BETWEEN), short: new Map(names.map((name, at) => [name, short[at] ?? name])) };
}

/** Where lists of one length bear the same; nowhere if their lengths differ. */
function sharedPlaces(lists: readonly (readonly string[])[]): ReadonlySet<number> {
  const [first = []] = lists;
  if (lists.some(({ length }) => length !== first.length)) return new Set();
  return new Set(first.flatMap((part, at) => (lists.every((list) => list[at] === part) ? [at] : [])));
}

/** Its kind with the parameters that tell two of a kind apart. */
export function indexText(parameters: IndexParameters): string {
  switch (parameters.kind) {
    case 'EXACT':
    case 'FLAT':
    case 'AUTOINDEX':
      return parameters.kind;
    case 'HNSW':
      return `HNSW M=${parameters.m} ef=${parameters.ef}`;
    case 'IVF_FLAT':
      return `IVF_FLAT nlist=${parameters.nlist} nprobe=${parameters.nprobe}`;
  }
}

function minus(text: string): string {
  return text.replace(/^-/u, '−');
}
