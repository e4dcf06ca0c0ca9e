// Assembles the WebAssembly of this repository from its texts. With --check: says whether the results are up to date.
import { readFileSync, writeFileSync } from 'node:fs';
import wabt from 'wabt';

const root = new URL('..', import.meta.url);
const { parseWat } = await wabt();

async function assemble(text) {
  const path = new URL(text, root);
  return Buffer.from(parseWat(path.pathname, readFileSync(path, 'utf8'), { simd: true }).toBinary({}).buffer);
}

const outputs = [
  ['models/kernel/reductions.wasm', await assemble('src/adapters/onnx/kernel/reductions.wat')],
  [
    'src/domain/statistics/lane-sums-code.ts',
    Buffer.from(`/** \`lane-sums.wat\`, assembled by tools/wasm.js, in base64. */\nexport const LANE_SUMS =\n  '${(await assemble('src/domain/statistics/lane-sums.wat')).toString('base64')}';\n`),
  ],
];
for (const [name, bytes] of outputs) {
  const path = new URL(name, root);
  if (!process.argv.includes('--check')) writeFileSync(path, bytes);
  else if (!bytes.equals(readFileSync(path))) {
    console.error(`${name} is not what its text says: run node tools/wasm.js`);
    process.exitCode = 1;
  }
}
