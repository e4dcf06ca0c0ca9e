import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { OnnxModelEntry } from '../src/services/models/model-entry.js';
import { referencePython } from '../tests/testkit/python.js';
import { bareSeconds } from './lib/bare-runtime.js';
import type { Bench } from './lib/bench.js';
import { THREADS, embedFiles, models, modelsDirectory } from './lib/pipeline.js';
import { sharedScans } from './lib/shared-ct.js';

const VOLUMES = 8;

async function pythonSeconds(entry: OnnxModelEntry, paths: readonly string[]): Promise<number> {
  const script = fileURLToPath(new URL('./embed_peer.py', import.meta.url));
  const catalogue = join(modelsDirectory, 'catalogue');
  const { stdout } = await promisify(execFile)(await referencePython(), [script, catalogue, entry.id, modelsDirectory, String(THREADS), ...paths]);
  return (JSON.parse(stdout.trim().split('\n').at(-1) ?? '{}') as { readonly seconds: number }).seconds;
}

/** From `.nii.gz` to stored `.npy`, both encoders. `ratio` is our time ÷ the bare run's, `value` our time: of both together; `parts` tells them apart. */
export const bench: Bench = async (say) => {
  const paths = (await sharedScans()).slice(0, VOLUMES);
  const parts: Record<string, number> = {};
  const total = { ours: 0, bare: 0, python: 0 };
  for (const entry of await models.bundled()) {
    if (entry.kind !== 'ONNX') continue;
    const { seconds, slices } = await embedFiles(paths, entry);
    const bare = await bareSeconds(paths[0]!, entry, slices, say);
    const python = await pythonSeconds(entry, paths);
    say(`${entry.name}: ${slices} slices; ours ${seconds.toFixed(2)} s, bare session.run ${bare.toFixed(2)} s (${(seconds / bare).toFixed(3)}×), Python ${python.toFixed(2)} s (${(python / seconds).toFixed(2)}×)`);
    parts[`${entry.name}: ours ÷ bare`] = Number((seconds / bare).toFixed(3));
    parts[`${entry.name}: Python ÷ ours`] = Number((python / seconds).toFixed(3));
    total.ours += seconds;
    total.bare += bare;
    total.python += python;
  }
  const ratio = total.ours / total.bare;
  return {
    bench: 'embed',
    value: Number(total.ours.toFixed(2)),
    unit: 's',
    ratio: Number(ratio.toFixed(3)),
    target: 'ratio ≤ 1.15 and no slower than Python',
    peer: `bare session.run ${total.bare.toFixed(2)} s; nibabel + onnxruntime in Python ${total.python.toFixed(2)} s`,
    parts,
  };
};
