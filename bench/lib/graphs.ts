import { readdir } from 'node:fs/promises';
import { createCatalogue } from '../../src/adapters/postgres/catalogue.js';
import { asId } from '../../src/domain/ids.js';
import { homeLayout } from '../../src/local/home.js';
import { addressOf, until } from '../../tests/testkit/running-voxseek.js';
import type { RunningVoxseek } from '../../tests/testkit/running-voxseek.js';
import type { Peer } from './peer.js';
import { buildIndex, nearestRows, searcher } from './searching.js';
import type { Answered } from './searching.js';
import type { StoredArchive } from './stored-archive.js';

/** What every graph is built with: the product's defaults. */
export const BUILT_WITH = { m: 16, efConstruction: 200 } as const;
/** Share of the rows of all queries whose nearest row a graph has to find. */
export const LEVEL = 0.99;
/** How many candidates a search keeps; the first of these that reaches the level is taken. */
const BEAMS = [16, 32, 64, 128, 256, 512, 1_024, 2_048, 4_096] as const;

/** An index by a graph (HNSW). */
interface Graph {
  readonly name: string;
  /** Keeps so many candidates in searches from now on. */
  setBeam(ef: number): Promise<void>;
  /** The row of the gallery found for each row of a query. */
  nearest(query: number): Promise<readonly number[]>;
  /** A whole volume query. */
  ask(query: number): Promise<Pick<Answered, 'ms'>>;
}

/** Faiss in the script `volume_query_peer.py`. */
export async function faissGraph(peer: Peer, say: (line: string) => void): Promise<Graph> {
  say('  faiss HNSW: building, which takes a minute or more');
  const { ms } = await peer.ask<Pick<Answered, 'ms'>>(`build ${BUILT_WITH.m} ${BUILT_WITH.efConstruction}`);
  say(`  faiss HNSW: built in ${(ms / 1000).toFixed(0)} s`);
  let beam = 0;
  const ask = (query: number): Promise<Answered & { readonly hits: readonly number[] }> => peer.ask(`hnsw ${beam} ${query}`);
  return {
    name: 'faiss HNSW',
    setBeam: (ef) => Promise.resolve(void (beam = ef)),
    nearest: async (query) => (await ask(query)).hits,
    ask,
  };
}

const DATA_FILE = /(data_\d+_\d+)\.parquet$/u;
const GRAPH_FILE = /(data_\d+_\d+)\.\w+\.hnsw\.idx$/u;
const GRAPH_SECONDS = 1_200;

/** The number of segments, once each has its graph: Milvus Lite calls an index finished while it still builds in the background, and until then answers by comparing every row. */
async function segmentsWithGraphs(home: string): Promise<number> {
  return until(
    'a graph for each segment',
    async () => {
      const files = await readdir(homeLayout(home).milvus, { recursive: true });
      const stems = (pattern: RegExp): Set<string> => new Set(files.flatMap((file) => pattern.exec(file)?.[1] ?? []));
      const graphs = stems(GRAPH_FILE);
      const segments = [...stems(DATA_FILE)];
      return segments.every((stem) => graphs.has(stem)) && segments.length;
    },
    GRAPH_SECONDS,
  );
}

/** Milvus Lite through the product, over volumes of so many `slices`. */
export async function milvusGraph(voxseek: RunningVoxseek, archive: StoredArchive, slices: number, say: (line: string) => void): Promise<Graph> {
  let said = '';
  const { indexId, seconds } = await buildIndex(voxseek, archive, { kind: 'HNSW', ...BUILT_WITH }, ({ stage, done, total }) => {
    const tenths = Math.floor((10 * done) / Math.max(total ?? 0, 1));
    const line = `  Milvus Lite HNSW: ${stage ?? 'begun'}, ${tenths} of 10 parts`;
    if (line !== said) say(line);
    said = line;
  });
  const started = performance.now();
  const segments = await segmentsWithGraphs(voxseek.home);
  say(`  Milvus Lite HNSW: READY after ${seconds.toFixed(0)} s, ${segments} graphs ${((performance.now() - started) / 1000).toFixed(0)} s later`);
  return {
    name: 'Milvus Lite HNSW',
    async setBeam(ef) {
      // The beam matters to searches alone, and an index keeps the one that it was made with: each would else need a build of its own.
      const catalogue = await createCatalogue({ url: addressOf(voxseek, 'databaseUrl') });
      try {
        await catalogue.team(archive.teamId).indexes.update(asId('VectorIndex', indexId), { parameters: { kind: 'HNSW', ...BUILT_WITH, ef } });
      } finally {
        await catalogue.close();
      }
    },
    nearest: nearestRows(voxseek, archive, indexId, slices),
    ask: searcher(voxseek, archive, indexId),
  };
}

interface Reached {
  readonly ef: number;
  readonly recall: number;
}

/** Widens the beam until recall reaches {@link LEVEL}; gives the widest where it never does. The peer knows the nearest rows. */
export async function reachLevel(graph: Graph, peer: Peer, queries: number, say: (line: string) => void): Promise<Reached> {
  let reached: Reached = { ef: 0, recall: 0 };
  for (const ef of BEAMS) {
    await graph.setBeam(ef);
    let right = 0;
    let rows = 0;
    for (let query = 0; query < queries; query += 1) {
      const found = await graph.nearest(query);
      rows += found.length;
      right += (await peer.ask<{ readonly right: number }>(`judge ${query} ${found.join(' ')}`)).right;
    }
    reached = { ef, recall: right / rows };
    say(`  ${graph.name}, ef ${ef}: recall ${reached.recall.toFixed(3)}`);
    if (reached.recall >= LEVEL) break;
  }
  return reached;
}
