import { VoxseekError } from '../../../domain/errors/voxseek-error.js';
import type { LabelTarget } from '../../../domain/labels/label-target.js';
import type { Candidates, RetrievalConfig } from '../../../domain/ranking/retrieval-config.js';
import type { Control } from '../../ports/run-records.js';
import type { BenchmarkDocument } from './benchmark-document.js';

/** What a cell measures: a configuration through every index of every encoder, or a control. */
export interface CellPlan { readonly name: string; readonly config: RetrievalConfig; readonly control: Control | null }

/** A benchmark with more cells is refused: split it. */
export const MOST_CELLS = 500;

const labelOf = (candidates: Candidates): string => {
  switch (candidates.kind) {
    case 'HIT':
      return '';
    case 'FIRST':
      return ` of ${candidates.count}`;
    case 'GALLERY':
      return ' of all';
  }
};

/**
 * The configurations of a document, each once, in the order of its lists. SLICE returns the nearest slice: aggregation, re-ranking and
 * candidates do not apply. Candidates matter to re-ranking only, and GALLERY skips stage 1, so that aggregations and k do not matter to it.
 * Throws INVALID_INPUT for lists that name the same thing twice, and where nothing is left to measure.
 */
export function expandConfigs(document: BenchmarkDocument): readonly { readonly name: string; readonly config: RetrievalConfig }[] {
  requireDistinct(document);
  const { minPixels, sliceSpacing, skipFlagged, supportingSlices, localizationThreshold, classes } = document;
  const shared = { minPixels, sliceSpacing: sliceSpacing ?? null, skipFlagged, supportingSlices, localizationThreshold, classes: classes ?? null, ...figuresOf(document) };
  const found = new Map<string, RetrievalConfig>();
  const labels = labelsOf(document);
  const add = (name: string, config: Omit<RetrievalConfig, keyof typeof shared | 'label' | 'crop'>): void => {
    for (const label of config.mode === 'VOLUME' ? labels : [null]) {
      for (const crop of config.mode === 'REGION' || config.mode === 'LOCALIZED' ? document.crops : (['NONE'] as const)) {
        const full = `${name}${crop === 'NONE' ? '' : ', cropped'}${label === null ? '' : `, told by ${label.name}`}`;
        if (!found.has(full)) found.set(full, { ...config, ...shared, label, crop });
      }
    }
  };
  for (const mode of document.modes) {
    if (mode === 'SLICE') {
      add('SLICE', { mode, k: 1, aggregation: 'COUNT', candidates: { kind: 'HIT' }, reRanking: 'NONE' });
      continue;
    }
    for (const reRanking of document.reRankings) {
      for (const candidates of reRanking === 'NONE' ? [{ kind: 'HIT' } as const] : document.candidates.map(toCandidates)) {
        if (candidates.kind === 'GALLERY') {
          add(`${mode} re-ranking of all`, { mode, k: 1, aggregation: 'COUNT', candidates, reRanking });
          continue;
        }
        for (const aggregation of document.aggregations) {
          for (const k of document.k) {
            const first = `${mode} ${aggregation}${k === 1 ? '' : ` k=${k}`}`;
            add(reRanking === 'NONE' ? first : `${first} + re-ranking${labelOf(candidates)}`, { mode, k, aggregation, candidates, reRanking });
          }
        }
      }
    }
  }
  return [...found].map(([name, config]) => ({ name, config }));
}

/** The labels that VOLUME is judged by; null alone: by what slices show. Throws INVALID_INPUT where nothing would be judged by them. */
export function labelsOf({ labels, modes }: BenchmarkDocument): readonly (LabelTarget | null)[] {
  if (labels === undefined) return [null];
  if (!modes.includes('VOLUME')) throw new VoxseekError('INVALID_INPUT', 'labels: a label is one of whole volumes. Add VOLUME to the modes, or leave the labels out.', { path: 'labels' });
  return labels.map((written) => (typeof written === 'string' ? { name: written, order: null } : { name: written.name, order: written.order ?? null }));
}

/** In one order however they are written, so that the same figures are the same configuration. */
function figuresOf({ taxonomies, depths, seed }: BenchmarkDocument): Pick<RetrievalConfig, 'figures'> {
  const figures = {
    ...(taxonomies?.length === 1 ? { taxonomies } : {}),
    ...(depths === undefined ? {} : { depths: [...depths].sort((a, b) => a - b) }),
    ...(seed === undefined ? {} : { seed }),
  };
  return Object.keys(figures).length === 0 ? {} : { figures };
}

function toCandidates(written: BenchmarkDocument['candidates'][number]): Candidates {
  return typeof written === 'number' ? { kind: 'FIRST', count: written } : { kind: written };
}

/** The controls that rank by what slices show alone, once a mode. Where a label judges, its chance stands beside every figure instead. */
export function expandControls(document: BenchmarkDocument): readonly CellPlan[] {
  const configs = expandConfigs({ ...document, reRankings: ['NONE'], aggregations: ['COUNT'], k: [1], crops: ['NONE'] });
  return document.controls.flatMap((control) => (control === 'PIXELS' ? [] : configs.filter(({ config }) => config.label === null).map(({ config }): CellPlan => ({ name: `${control} ${config.mode}`, control, config }))));
}

const LISTS = ['encoders', 'indexes', 'modes', 'aggregations', 'k', 'reRankings', 'candidates', 'crops', 'controls', 'classes', 'perturbations', 'taxonomies', 'depths'] as const;

function requireDistinct(document: BenchmarkDocument): void {
  const labels = document.labels?.map((label) => (typeof label === 'string' ? label : label.name)) ?? [];
  for (const [list, items] of [...LISTS.map((name) => [name, document[name] ?? []] as const), ['labels', labels] as const]) {
    const known = new Set<string>();
    items.forEach((item, at) => {
      const text = JSON.stringify(item);
      if (known.has(text)) throw new VoxseekError('INVALID_INPUT', `${list}.${at} names ${text} again: its cells would be measured twice. Leave one out.`, { path: `${list}.${at}` });
      known.add(text);
    });
  }
}
