import type { Command } from 'commander';
import { action } from './command-action.js';
import type { CheckOptions } from './models/check-provider.js';

/** `voxseek models …` */
export function addModelCommands(program: Command): void {
  const models = program.command('models').description('encoders: what there is, how to get it, whether it runs here');

  models
    .command('check')
    .description('embed a scan on the processor and on VOXSEEK_EXECUTION_PROVIDER, and compare; status 1 where a model runs elsewhere or differs')
    .argument('[entry...]', 'catalogue entries with their graphs beside them (default: the bundled encoders)')
    .option('--scan <file>', 'a NIfTI file (default: a sample)')
    .action(action(async () => (await import('./models/check-provider.js')).runCheckProvider, ([entries, options]) => ({ ...(options as Omit<CheckOptions, 'entries'>), entries: entries as string[] })));
}
