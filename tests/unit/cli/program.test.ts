import { describe, expect, it } from 'vitest';
import { createProgram } from '../../../src/cli/program.js';
import { BUILT_IN_NAMES } from '../../../src/services/benchmarks/built-in/built-in.js';

describe('the command line', () => {
  it('names every ready-made benchmark where one is run', () => {
    const bench = createProgram().commands.find((command) => command.name() === 'bench');
    const run = bench?.commands.find((command) => command.name() === 'run');
    expect(run?.description()).toContain(`(${BUILT_IN_NAMES.join(', ')})`);
  });
});
