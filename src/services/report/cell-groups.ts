import type { RetrievalMode } from '../../domain/ranking/retrieval-config.js';
import type { ReportCell, ReportEncoder } from './report-input.js';

const MODES = ['SLICE', 'VOLUME', 'REGION', 'LOCALIZED'] as const satisfies readonly RetrievalMode[];

/** Cells of each mode, in their order; modes without a cell are left out. */
export function byMode<Cell extends Pick<ReportCell, 'config'>>(cells: readonly Cell[]): readonly { readonly mode: RetrievalMode; readonly members: readonly Cell[] }[] {
  return MODES.map((mode) => ({ mode, members: cells.filter(({ config }) => config.mode === mode) })).filter(({ members }) => members.length > 0);
}

/** Values in groups of one key, keys and values in the order in which they came. */
export function groupBy<Value>(values: readonly Value[], keyOf: (value: Value) => string): ReadonlyMap<string, readonly Value[]> {
  const groups = new Map<string, Value[]>();
  for (const value of values) {
    const group = groups.get(keyOf(value));
    if (group === undefined) groups.set(keyOf(value), [value]);
    else group.push(value);
  }
  return groups;
}

/** Whether a cell is there to be held against: RANDOM, WIDEST, or an encoder that has learned nothing. */
export function isControl({ control, encoder }: Pick<ReportCell, 'control' | 'encoder'>, encoders: readonly ReportEncoder[]): boolean {
  return control !== null || encoders.some(({ name, pretraining }) => name === encoder && pretraining.supervision === 'NONE');
}
