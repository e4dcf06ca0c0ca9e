import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { searchVolumes } from '../src/cli/client/search.js';
import type { VolumeSearchAnswer } from '../src/cli/client/search.js';
import { volumesOf } from '../src/cli/client/operations.js';
import { embedAndIndex, importDemoArchive } from '../tests/testkit/demo-archive.js';
import { referencePython } from '../tests/testkit/python.js';
import { startVoxseek } from '../tests/testkit/running-voxseek.js';
import type { Bench } from './lib/bench.js';

const MODEL = 'mod_efficientnet-lite0';
const K = 10;
const ROUNDS = 3;
const STAGES = ['prepare', 'search', 'aggregate', 'load', 'rerank', 'total'] as const;

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** The embeddings of one recipe, wherever they lie below the home's objects. */
async function embeddingFiles(home: string, recipeId: string): Promise<readonly string[]> {
  const files = await readdir(home, { recursive: true });
  return files.filter((file) => file.endsWith(`${recipeId}.npy`)).map((file) => join(home, file));
}

async function peerMilliseconds(files: readonly string[]): Promise<number> {
  const script = fileURLToPath(new URL('./search_peer.py', import.meta.url));
  const { stdout } = await promisify(execFile)(await referencePython(), [script, String(K), String(ROUNDS), ...files]);
  return (JSON.parse(stdout) as { readonly milliseconds: number }).milliseconds;
}

/** Volume queries over the demo's cohort, COUNT + late interaction, HNSW: the median of each stage. `value` is the whole, as the API times it. */
export const bench: Bench = async (say) => {
  const voxseek = await startVoxseek();
  try {
    const { client, home } = voxseek;
    const archive = await importDemoArchive(client);
    say('cohort imported');
    const { recipeId, indexId } = await embedAndIndex(client, { modelId: MODEL, snapshotId: archive.cohortSnapshot, parameters: { kind: 'HNSW' } });
    say('cohort embedded and indexed');
    const queries = await volumesOf(client, archive.cohort);
    const answers: VolumeSearchAnswer[] = [];
    // The first round fills the cache of embeddings and loads the collection; it is not counted.
    for (let round = 0; round <= ROUNDS; round += 1) {
      for (const { id } of queries) {
        const answer = await searchVolumes(client, { indexId, volumeId: id, region: null, k: K, first: 10, reRank: true });
        if (round > 0) answers.push(answer);
      }
    }
    const stages = STAGES.map((stage) => [stage, Number(median(answers.map(({ times }) => times[stage])).toFixed(1))] as const);
    for (const [stage, milliseconds] of stages) say(`${stage.padEnd(9)} p50 ${milliseconds.toFixed(1)} ms`);
    const ours = median(answers.map(({ times }) => times.total));
    const peer = await peerMilliseconds(await embeddingFiles(home, recipeId));
    const { volumes, slices } = answers[0]!.index;
    return {
      bench: 'search',
      value: Number(ours.toFixed(1)),
      unit: 'ms',
      ratio: Number((peer / ours).toFixed(3)),
      target: 'none: stated',
      peer: `numpy over ${volumes} volumes, ${slices} slices in memory, one process: ${peer.toFixed(1)} ms`,
      parts: Object.fromEntries(stages),
    };
  } finally {
    await voxseek.stop();
  }
};
