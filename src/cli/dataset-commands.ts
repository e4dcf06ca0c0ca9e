import { Argument, Option } from 'commander';
import type { Command } from 'commander';
import { action } from './command-action.js';
import type { DatasetCardOptions } from './dataset-card.js';
import type { DatasetDuplicatesOptions } from './dataset-duplicates.js';
import type { ReviewDuplicatesOptions } from './review-duplicates.js';

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

  dataset
    .command('duplicates')
    .description('list volumes of different patients that look like one scan; embeds what is not embedded yet')
    .argument('<name>', 'the data set')
    .option('--encoder <name>', 'whose vectors say which volumes are near each other; pixels decide', 'pixels-32')
    .addOption(new Option('--review <state...>', 'only pairs of which this was said (default: all)').choices(['unreviewed', 'same', 'different']))
    .option('--html <file>', 'write a page that shows both volumes of each pair side by side')
    .option('--json', 'print JSON')
    .action(action(async () => (await import('./dataset-duplicates.js')).runDatasetDuplicates, ([name, options]) => ({ ...(options as DatasetDuplicatesOptions), dataset: name as string })));

  dataset
    .command('review')
    .description('say of two volumes that look like one scan whether they are')
    .argument('<volume>', 'the id of one, as `dataset duplicates` lists it')
    .argument('<other>', 'the id of the other')
    .addArgument(new Argument('<verdict>', 'none takes back what was said').choices(['same', 'different', 'none']))
    .action(action(async () => (await import('./review-duplicates.js')).runReviewDuplicates, ([first, second, verdict]) => ({ first, second, verdict }) as ReviewDuplicatesOptions));
}
