#!/usr/bin/env node
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

// A fresh checkout has no dist/ yet: build it once, so that every way of calling the program works.
const built = new URL('../dist/main.js', import.meta.url);
if (!existsSync(built)) {
  process.stderr.write('Building once…\n');
  const { status } = spawnSync(process.execPath, [fileURLToPath(new URL('../tools/build.js', import.meta.url))], { stdio: ['ignore', 2, 2] });
  if (status !== 0) {
    process.stderr.write('The build failed: run "npm ci", then "npm run build".\n');
    process.exit(1);
  }
}
await import(built.href);
