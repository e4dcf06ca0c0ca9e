import { createProgram } from './cli/program.js';
import { formatError } from './cli/print-error.js';

try {
  await createProgram().parseAsync();
} catch (error) {
  process.stderr.write(`${formatError(error)}\n`);
  process.exitCode = 1;
}
