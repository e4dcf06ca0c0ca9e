// Compiles src/ to dist/ and bundles the workflows ahead, so that a worker starts without webpack.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = new URL('..', import.meta.url).pathname;
const tsc = join(root, 'node_modules/typescript/bin/tsc');
const bundle = join(root, 'dist/workflows/bundle.js');

// An incremental build writes nothing where dist/ was removed by hand.
const force = existsSync(join(root, 'dist/main.js')) ? [] : ['--incremental', 'false'];
const compiled = spawnSync(process.execPath, [tsc, '-p', join(root, 'tsconfig.build.json'), ...(force.length > 0 ? [...force, '--tsBuildInfoFile', 'null'] : [])], {
  stdio: 'inherit',
});
if (compiled.status !== 0) process.exit(compiled.status ?? 1);

const newest = (directory) =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile() && file.name !== 'bundle.js')
    .reduce((latest, file) => Math.max(latest, statSync(join(file.parentPath, file.name)).mtimeMs), 0);

const sources = Math.max(newest(join(root, 'src/workflows')), newest(join(root, 'src/domain')));
if (!existsSync(bundle) || statSync(bundle).mtimeMs < sources) {
  const { bundleWorkflowCode } = await import('@temporalio/worker');
  const { code } = await bundleWorkflowCode({ workflowsPath: join(root, 'dist/workflows/index.js') });
  mkdirSync(join(root, 'dist/workflows'), { recursive: true });
  writeFileSync(bundle, code);
}
cpSync(join(root, 'src'), join(root, 'dist'), { recursive: true, filter: (path) => !/\.tsx?$/u.test(path) });
