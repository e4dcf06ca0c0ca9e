import type { Command } from 'commander';
import type { CreateScheduleOptions } from './bench-schedule.js';
import type { ScheduleCommand } from './client/schedules.js';
import { action } from './command-action.js';

const CHANGES: Readonly<Record<ScheduleCommand, string>> = {
  pause: 'have a schedule wait until it is resumed',
  resume: 'have a paused schedule run again',
  trigger: 'have a schedule run now',
  delete: 'delete a schedule; what it measured stays',
};

/** `voxseek bench schedule …` */
export function addScheduleCommands(bench: Command): void {
  const schedule = bench.command('schedule').description('run a benchmark again and again: by the clock, or when data or encoders have changed');

  schedule
    .command('create')
    .description('schedule a ready-made benchmark or a document, and print the id')
    .argument('<benchmark>', 'the name of a ready-made benchmark, or a file')
    .requiredOption('--name <name>', 'how the schedule is called')
    .option('--cron <expression>', 'minute, hour, day of month, month, day of week, e.g. "0 3 * * *"')
    .option('--time-zone <name>', 'the time zone of --cron', 'UTC')
    .option('--on-change [what...]', 'run when these have changed: datasets, models (default: both)')
    .option('--settle <seconds>', 'with --on-change: how long the new state must have been at rest', '300')
    .option('--overlap <policy>', 'when a run is due while one is going on: skip, buffer-one, buffer-all, cancel-other, allow-all', 'skip')
    .option('--note <text>', 'about it')
    .option('--paused', 'wait until it is resumed')
    .option('--gallery <name>', 'a ready-made one: the data set that is searched')
    .option('--queries <name>', 'a ready-made one: the data set that is asked about, if it is another')
    .option('--encoders <name...>', 'a ready-made one: encoders to compare', ['efficientnet-lite0', 'dinov2-vits14-int8'])
    .action(action(async () => (await import('./bench-schedule.js')).createBenchmarkSchedule, ([benchmark, options]) => ({ ...(options as CreateScheduleOptions), benchmark: benchmark as string })));

  schedule
    .command('list')
    .description('every schedule with its next and its last run, and what fell significantly')
    .action(action(async () => (await import('./bench-schedule.js')).listBenchmarkSchedules, ([options]) => options as object));

  for (const command of ['pause', 'resume', 'trigger', 'delete'] as const) {
    schedule
      .command(command)
      .description(CHANGES[command])
      .argument('<schedule>', 'its name or its id')
      .action(action(async () => (await import('./bench-schedule.js')).changeBenchmarkSchedule, ([given]) => ({ command, schedule: given as string })));
  }
}
