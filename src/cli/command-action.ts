import { readEnvironment } from '../environment.js';
import type { Environment } from '../environment.js';

type Run<Options> = (options: Options, environment: Environment) => Promise<void>;

/** Reads the environment and loads a command's module only when that command is called. */
export function action<Options>(load: () => Promise<Run<Options>>, toOptions: (given: unknown[]) => Options) {
  return async (...given: unknown[]): Promise<void> => {
    const environment = readEnvironment();
    const run = await load();
    await run(toOptions(given), environment);
  };
}
