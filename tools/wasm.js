// Assembles the WebAssembly of this repository from its texts. With --check: says whether the results are up to date.
import { readFileSync, writeFileSync } from 'node:fs';
import wabt from 'wabt';

const root = new URL('..', import.meta.url);
const { parseWat } = await wabt();

async function assemble(text) {
  const path = new URL(text, root);
  return Buffer.from(parseWat(path.pathname, readFileSync(path, 'utf8'), { simd: true }).toBinary({}).buffer);
}

/** As the text of a module that exports it. */
async function encoded(text, constant) {
  const name = text.slice(text.lastIndexOf('/') + 1);
  return Buffer.from(`/** \`${name}\`, assembled by tools/wasm.js, in base64. */\nexport const ${constant} =\n  '${(await assemble(text)).toString('base64')}';\n`);
}

const outputs = [
  ['models/kernel/reductions.wasm', await assemble('src/adapters/onnx/kernel/reductions.wat')],
  ['src/domain/geometry/turn-rows-code.ts', await encoded('src/domain/geometry/turn-rows.wat', 'TURN_ROWS')],
  ['src/domain/statistics/lane-sums-code.ts', await encoded('src/domain/statistics/lane-sums.wat', 'LANE_SUMS')],
  ['src/services/embedding/slice-image-code.ts', await encoded('src/services/embedding/slice-image.wat', 'SLICE_IMAGE')],
];
for (const [name, bytes] of outputs) {
  const path = new URL(name, root);
  if (!process.argv.includes('--check')) writeFileSync(path, bytes);
  else if (!bytes.equals(readFileSync(path))) {
    console.error(`${name} is not what its text says: run node tools/wasm.js`);
    process.exitCode = 1;
  }
}
