import type { Command } from 'commander';
import { action } from './command-action.js';
import type { CheckOptions } from './models/check-provider.js';
import type { FetchModelOptions } from './models/fetch-model.js';
import type { InspectModelOptions } from './models/inspect-model.js';
import type { ListModelsOptions } from './models/list-models.js';

const optionsOnly = <Options extends object>(given: unknown[]): Options => given[0] as Options;

/** `voxseek models …` */
export function addModelCommands(program: Command): void {
  const models = program.command('models').description('encoders: what there is, how to get it, whether it runs here');

  models
    .command('list')
    .description('what is on this machine, and what can be had')
    .option('--json', 'print JSON')
    .action(action(async () => (await import('./models/list-models.js')).runListModels, optionsOnly<ListModelsOptions>));

  models
    .command('fetch')
    .description('fetch the weights of an encoder; goes on where it was stopped')
    .argument('<id>', 'the id, as `models list` shows it')
    .option('--accept-licence', 'you have read its terms and accept them')
    .option('--to <directory>', 'where to put them (default: weights in VOXSEEK_HOME)')
    .action(action(async () => (await import('./models/fetch-model.js')).runFetchModel, ([id, options]) => ({ ...(options as Omit<FetchModelOptions, 'id'>), id: id as string })));

  models
    .command('inspect')
    .description('say what an ONNX file takes and gives')
    .argument('<file>', 'the ONNX file')
    .option('--json', 'print JSON')
    .action(action(async () => (await import('./models/inspect-model.js')).runInspectModel, ([file, options]) => ({ ...(options as Omit<InspectModelOptions, 'file'>), file: file as string })));

  models
    .command('check')
    .description('embed a scan on the processor and on VOXSEEK_EXECUTION_PROVIDER, and compare; status 1 where a model runs elsewhere or differs')
    .argument('[entry...]', 'catalogue entries with their graphs beside them (default: the bundled encoders)')
    .option('--scan <file>', 'a NIfTI file (default: a sample)')
    .action(action(async () => (await import('./models/check-provider.js')).runCheckProvider, ([entries, options]) => ({ ...(options as Omit<CheckOptions, 'entries'>), entries: entries as string[] })));
}
