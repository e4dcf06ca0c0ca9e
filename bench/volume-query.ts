import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DEFAULT_INDEX_KIND } from '../src/cli/index-kinds.js';
import { startVoxseek } from '../tests/testkit/running-voxseek.js';
import type { RunningVoxseek } from '../tests/testkit/running-voxseek.js';
import type { Bench } from './lib/bench.js';
import { BUILT_WITH, LEVEL, faissGraph, milvusGraph, reachLevel } from './lib/graphs.js';
import { idleCores, median } from './lib/interleave.js';
import { startPeer } from './lib/peer.js';
import type { Peer } from './lib/peer.js';
import { THREADS } from './lib/pipeline.js';
import { withDataFiles } from './lib/search-data.js';
import { CANDIDATES, SEARCH_STAGES, buildIndex, searcher } from './lib/searching.js';
import type { Answered } from './lib/searching.js';
import { storeArchive } from './lib/stored-archive.js';
import type { StoredArchive } from './lib/stored-archive.js';

const SHAPE = { dimension: 384, queries: 250, volumes: 1160, slices: 250, asked: 3 } as const;
const ROUNDS = 7;
const CONTENDERS = ['ours', 'numpy', 'faiss'] as const;
/** Faiss takes many times as long, so it is not asked as often. */
const FAISS_ROUNDS = 1;

async function startScript(directory: string, archive: StoredArchive): Promise<Peer> {
  const list = join(directory, 'files.txt');
  await writeFile(list, [archive.queries, archive.gallery].map((ids) => ids.map(archive.fileOf).join('\n')).join('\n\n'));
  return startPeer('volume_query_peer.py', [String(CANDIDATES), String(THREADS), list], THREADS);
}

interface Sides {
  readonly voxseek: RunningVoxseek;
  readonly archive: StoredArchive;
  readonly peer: Peer;
  /** The same query by the default index. */
  readonly ask: (query: number) => Promise<Answered>;
}

/** The graph indexes at the same recall, timed in turn with the default index; what they reach by name. */
async function besideGraphs({ voxseek, archive, peer, ask }: Sides, data: string, say: (line: string) => void): Promise<Record<string, number>> {
  say(`${data}: graphs of M ${BUILT_WITH.m} and efConstruction ${BUILT_WITH.efConstruction}, to a recall of ${LEVEL}`);
  const parts: Record<string, number> = {};
  for (const build of [() => faissGraph(peer, say), () => milvusGraph(voxseek, archive, SHAPE.slices, say)]) {
    const graph = await build();
    const { ef, recall } = await reachLevel(graph, peer, SHAPE.asked, say);
    const [ours, theirs]: [number[], number[]] = [[], []];
    for (let round = 0; round < ROUNDS; round += 1) {
      for (let query = 0; query < SHAPE.asked; query += 1) {
        await idleCores();
        ours.push((await ask(query)).ms);
        await idleCores();
        theirs.push((await graph.ask(query)).ms);
      }
    }
    const ratio = median(theirs) / median(ours);
    say(`${data}: ${graph.name}, ef ${ef}, recall ${recall.toFixed(3)}: ${median(theirs).toFixed(0)} ms, ${ratio.toFixed(2)} of the ${median(ours).toFixed(0)} ms of ${DEFAULT_INDEX_KIND}`);
    parts[`${data}, ${graph.name}: ef`] = ef;
    parts[`${data}, ${graph.name}: recall`] = Number(recall.toFixed(3));
    parts[`${data}, ${graph.name}: time ÷ ours`] = Number(ratio.toFixed(2));
  }
  return parts;
}

/** Whole volume queries as a client of the API sees them, beside a script that has all vectors in memory. `value` and `ratio` are those of the worse data. `--graphs` adds graph indexes. */
export const bench: Bench = async (say) => {
  let worst = { ratio: Infinity, ours: 0, peer: 0, name: '', parts: {} as Record<string, number> };
  const graphs: Record<string, number> = {};
  for (const real of [false, true]) {
    await withDataFiles({ ...SHAPE, real }, say, async ({ directory, queries, gallery }) => {
      const voxseek = await startVoxseek();
      try {
        const archive = await storeArchive(voxseek, 'mod_dinov2-vits14-int8', queries, gallery());
        const { indexId, seconds } = await buildIndex(voxseek, archive, { kind: DEFAULT_INDEX_KIND });
        say(`archive stored, ${DEFAULT_INDEX_KIND} index built in ${seconds.toFixed(1)} s`);
        const peer = await startScript(directory, archive);
        const ask = searcher(voxseek, archive, indexId);
        const found = new Map(CONTENDERS.map((name) => [name, [] as Answered[]]));
        let same = 0;
        for (let round = -1; round < ROUNDS; round += 1) {
          for (let query = 0; query < queries.length; query += 1) {
            await idleCores();
            const ours = await ask(query);
            await idleCores();
            const numpy = await peer.ask<Answered>(`numpy ${query}`);
            if (round < 0) {
              same += Number(ours.first.join() === numpy.first.join());
              continue;
            }
            found.get('ours')?.push(ours);
            found.get('numpy')?.push(numpy);
            if (round >= FAISS_ROUNDS) continue;
            await idleCores();
            found.get('faiss')?.push(await peer.ask<Answered>(`faiss ${query}`));
          }
        }
        const of = (name: (typeof CONTENDERS)[number], value: (answer: Answered) => number): number => median(found.get(name)?.map(value) ?? []);
        const [ours, numpy, faiss] = CONTENDERS.map((name) => of(name, ({ ms }) => ms)) as [number, number, number];
        const best = Math.min(numpy, faiss);
        const name = real ? 'real' : 'clustered';
        const stages = Object.fromEntries(SEARCH_STAGES.map((stage) => [stage, Number(of('ours', ({ stages: times }) => times?.[stage] ?? 0).toFixed(1))]));
        say(`${name}: ours ${ours.toFixed(0)} ms (${(best / ours).toFixed(2)}×), numpy ${numpy.toFixed(0)} ms, faiss ${faiss.toFixed(0)} ms; same first 10 as numpy for ${same} of ${queries.length}; stages ${JSON.stringify(stages)}`);
        say(`${name}: re-ranking ours ${of('ours', ({ rerank }) => rerank).toFixed(1)} ms, numpy ${of('numpy', ({ rerank }) => rerank).toFixed(1)} ms`);
        if (process.argv.includes('--graphs')) Object.assign(graphs, await besideGraphs({ voxseek, archive, peer, ask }, name, say));
        peer.end();
        if (best / ours < worst.ratio) worst = { ratio: best / ours, ours, peer: best, name, parts: stages };
      } finally {
        await voxseek.stop();
      }
    });
  }
  return {
    bench: 'volume-query',
    value: Number(worst.ours.toFixed(0)),
    unit: 'ms',
    ratio: Number(worst.ratio.toFixed(2)),
    target: '≥ 1.5 at the same ranking',
    peer: `numpy or faiss IndexFlatIP with numpy re-ranking, the faster, ${THREADS} threads, ${worst.name}: ${worst.peer.toFixed(0)} ms`,
    parts: { ...worst.parts, ...graphs },
  };
};
