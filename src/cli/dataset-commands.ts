import type { Command } from 'commander';
import { action } from './command-action.js';
import type { DatasetCardOptions } from './dataset-card.js';

/** `voxseek dataset …`: what data sets hold. */
export function addDatasetCommands(program: Command): void {
  const dataset = program.command('dataset').description('look at a data set');

  dataset
    .command('card')
    .description('say what a data set holds: volumes, patients, spacing, splits, labels, classes, and what would make figures too good')
    .argument('<name>', 'the data set')
    .option('--snapshot <id>', 'as it was in this snapshot of it (default: as it is now)')
    .option('--json', 'print JSON')
    .action(action(async () => (await import('./dataset-card.js')).runDatasetCard, ([name, options]) => ({ ...(options as DatasetCardOptions), dataset: name as string })));
}
