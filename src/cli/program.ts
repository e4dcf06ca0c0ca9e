import { Command } from 'commander';
import { VERSION } from '../version.js';
import type { BenchOptions } from './bench.js';
import type { BenchRunOptions } from './bench-run.js';
import { action } from './command-action.js';
import type { CollectOptions } from './collect.js';
import { addDatasetCommands } from './dataset-commands.js';
import type { ImportOptions } from './import.js';
import type { IndexOptions } from './index-dataset.js';
import { addModelCommands } from './model-commands.js';
import { addScheduleCommands } from './schedule-commands.js';
import { DEFAULT_INDEX_KIND } from './index-kinds.js';
import type { SearchOptions } from './search.js';

/** The options of a command without arguments. */
const optionsOnly = <Options extends object>(given: unknown[]): Options => given[0] as Options;

/** The command line of `voxseek`. */
export function createProgram(): Command {
  const program = new Command('voxseek')
    .description('Finds CT volumes that look alike, and measures how well it does.')
    .version(VERSION)
    .showHelpAfterError('(voxseek --help lists the commands)');

  program
    .command('up')
    .description('start everything on this machine: the servers, the API and a worker')
    .action(action(async () => (await import('./up.js')).runUp, optionsOnly));

  program
    .command('api')
    .description('serve the GraphQL API, with every other part at a given address')
    .action(action(async () => (await import('./api.js')).runApi, optionsOnly));

  program
    .command('worker')
    .description('run workflows and embedding, with every other part at a given address')
    .action(action(async () => (await import('./worker.js')).runWorker, optionsOnly));

  program
    .command('demo')
    .description('go the whole way once, from CT files to a benchmark table, and stay up')
    .option('--exit', 'leave when done; status 0 only if every step succeeded')
    .option('--json <file>', 'write the figures as JSON')
    .action(action(async () => (await import('./demo.js')).runDemo, optionsOnly));

  program
    .command('import')
    .description('import a directory of CT files, or series of a DICOMweb server')
    .argument('[directory]', 'where the files are')
    .option('--from <server>', 'in place of a directory: a configured DICOMweb server')
    .option('--query <key=value...>', 'with --from: which series, e.g. PatientID=4711 StudyDate=20200101-20201231; `-` reads lines of key=value from standard input')
    .option('--dataset <name>', 'the data set to import into; made if there is none of this name')
    .option('--layout <layout>', 'auto, nifti, files, totalsegmentator, msd, 3d-mir, bids or dicom', 'auto')
    .option('--manifest <file>', 'CSV with a line for each file (of DICOM, each series): file, patient, study, split, labels…')
    .option('--structure-names <file>', 'CSV with the columns name and region: what named structures are, before the built-in table')
    .option('--dry-run', 'only say what would be imported, skipped and refused')
    .option('--json', 'with --dry-run: as JSON')
    .action(action(async () => (await import('./import.js')).runImport, ([directory, options]) => ({ ...(options as ImportOptions), directory: directory as string | undefined })));

  program
    .command('index')
    .description('embed a data set and build an index that follows it; again, to take in what is new')
    .requiredOption('--dataset <name>', 'the data set')
    .option('--encoder <name>', 'the encoder: efficientnet-lite0, dinov2-vits14-int8, or another model of the team', 'efficientnet-lite0')
    .option('--plane <plane>', 'the plane of the slices: axial, coronal or sagittal (default: axial)')
    .option('--channels <kind>', 'what stands in the three channels of the encoder: three-windows or neighbours (default: the same slice in each)')
    .option('--patches <grid>', 'a vector for each cell of a grid over the slice, as in 4x4; of encoders whose entry names patches (default: one vector a slice)')
    .option('--storage <numbers>', 'how vectors are stored: float16 or int8 (default: float16)')
    .option('--provider <name...>', 'what may run the encoder, the most wanted first: cuda, tensorrt, coreml, webgpu, cpu (default: as the installation prefers)')
    .option('--kind <kind>', 'EXACT, HNSW, FLAT, IVF_FLAT or AUTOINDEX', DEFAULT_INDEX_KIND)
    .action(action(async () => (await import('./index-dataset.js')).runIndex, optionsOnly<IndexOptions>));

  program
    .command('search')
    .description('find the volumes that look like one, or like a region of it')
    .argument('[volume]', 'the id of a stored volume')
    .option('--dataset <name>', 'in place of an id: the data set of the volume')
    .option('--name <name>', 'in place of an id: how the volume is called in it')
    .option('--index <name>', 'the index to search (default: the newest that is ready and follows a data set of the volume)')
    .option('--region <region>', 'compare only the slices that show this region, e.g. liver')
    .option('--k <number>', 'hits of each query slice', '10')
    .option('--first <number>', 'volumes to list', '10')
    .option('--no-rerank', 'rank by votes alone, without late interaction')
    .option('--json', 'print JSON')
    .action(action(async () => (await import('./search.js')).runSearch, ([volume, options]) => ({ ...(options as SearchOptions), volume: volume as string | undefined })));

  const bench = program
    .command('bench')
    .description('measure retrieval on a labelled data set, each patient left out in turn, and print the table')
    .option('--dataset <name>', 'the data set that gives queries and gallery')
    .option('--encoder <name...>', 'encoders to compare', ['efficientnet-lite0'])
    .option('--modes <mode...>', 'SLICE, VOLUME, REGION, LOCALIZED', ['SLICE', 'VOLUME', 'REGION'])
    .option('--json <file>', 'write the figures as JSON')
    .action(action(async () => (await import('./bench.js')).runBench, optionsOnly<BenchOptions>));

  bench
    .command('run')
    .description('run a ready-made benchmark (paper, families, candidates, indexes, recipes, robustness, smoke) or a document in YAML or JSON, and print its table')
    .argument('<benchmark>', 'the name of a ready-made benchmark, or a file')
    .option('--gallery <name>', 'a ready-made one: the data set that is searched')
    .option('--queries <name>', 'a ready-made one: the data set that is asked about, if it is another')
    .option('--encoders <name...>', 'a ready-made one: encoders to compare', ['efficientnet-lite0', 'dinov2-vits14-int8'])
    .option('--figures <file>', 'write the figures as JSON')
    .option('--report <file>', 'write a report as one HTML file')
    .option('--export <directory>', 'write figures.csv, record.json and for each run its lists and answers as files of TREC')
    .action(action(async () => (await import('./bench-run.js')).runDeclaredBenchmark, ([benchmark, options]) => ({ ...(options as BenchRunOptions), benchmark: benchmark as string })));

  bench
    .command('export')
    .description('write the results of a benchmark that was run: figures.csv, record.json, and for each run its lists and answers as files of TREC')
    .argument('<id>', 'the id of the benchmark run')
    .argument('<directory>', 'where to write; made if it is not there')
    .action(action(async () => (await import('./bench-export.js')).runBenchExport, ([id, directory]) => ({ id: id as string, directory: directory as string })));
  addScheduleCommands(bench);
  addModelCommands(program);

  program
    .command('collect')
    .description('look for stored objects of the team that nothing in the catalogue keeps, as killed work leaves them')
    .option('--delete', 'delete what is found')
    .option('--older-than <hours>', 'leave younger objects alone', '24')
    .action(action(async () => (await import('./collect.js')).runCollect, optionsOnly<CollectOptions>));

  addDatasetCommands(program);

  program
    .command('schema')
    .description('write what is generated from the code: the GraphQL schema and the tables of errors and variables')
    .option('--check', 'write nothing; status 1 if a file is stale')
    .option('--allow-breaking', 'write a schema that breaks its clients')
    .action(action(async () => (await import('./schema.js')).runSchema, optionsOnly));

  program
    .command('doctor')
    .description('say what was found of every part, and what mends it; status 1 if something is missing')
    .action(action(async () => (await import('./doctor.js')).runDoctor, optionsOnly));

  return program;
}
