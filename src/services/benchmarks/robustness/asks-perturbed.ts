import type { BenchmarkCell } from '../../ports/run-records.js';

/** Whether a cell is measured over perturbed queries too: controls do not look at them, copies bear no labels of volumes, and are compared whole. */
export const asksPerturbed = ({ control, config }: BenchmarkCell): boolean => control === null && config.label === null && config.crop === 'NONE';
