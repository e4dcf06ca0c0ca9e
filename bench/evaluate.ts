import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { classesOf } from '../src/domain/anatomy/labels.js';
import { createDepthGallery } from '../src/domain/evaluation/depth/depth-gallery.js';
import type { DepthGallery } from '../src/domain/evaluation/depth/depth-gallery.js';
import { DEFAULT_DEPTH_MEASURES } from '../src/domain/evaluation/depth/depth-measure.js';
import { evaluateDepth } from '../src/domain/evaluation/depth/evaluate-depth.js';
import type { DepthFigures } from '../src/domain/evaluation/depth/evaluate-depth.js';
import type { Topic } from '../src/domain/evaluation/depth/topic.js';
import { evaluateTaxonomy, winnerSliceRatio } from '../src/domain/evaluation/evaluate-taxonomy.js';
import type { TaxonomyMetrics } from '../src/domain/evaluation/metrics.js';
import type { VolumeId } from '../src/domain/ids.js';
import { bootstrapRecall } from '../src/domain/statistics/bootstrap-recall.js';
import type { RecallIntervals } from '../src/domain/statistics/bootstrap-recall.js';
import { referencePython } from '../tests/testkit/python.js';
import type { Bench } from './lib/bench.js';
import { makeEvaluationArchive } from './lib/evaluation-archive.js';
import type { EvaluationArchive } from './lib/evaluation-archive.js';

const TAXONOMY = 'FINE_104';
const VOLUMES = 1000;
const ROUNDS = 7;
const STAGES = ['recall', 'intervals', 'depth', 'total'] as const;
const RECALL_FIGURES = ['recallMean', 'recallStd', 'recallMeanAttainable', 'recallMicro', 'recallMeanFivePatients', 'chanceMean', 'liftMean', 'precision', 'jaccard'] as const;
const DEPTH_FIGURES = ['classMean', 'classChanceMean', 'classLiftMean', 'topicMean'] as const;

/** Seconds. */
type Times = Readonly<Record<(typeof STAGES)[number], number>>;

interface Ours {
  readonly times: Times;
  readonly figures: TaxonomyMetrics;
  readonly winnerSliceRatio: number | null;
  readonly intervals: RecallIntervals;
  readonly depth: readonly DepthFigures[];
}

interface Peers {
  readonly times: Times;
  readonly figures: Readonly<Record<(typeof RECALL_FIGURES)[number] | 'winnerSliceRatio', number>>;
  readonly recalls: readonly number[];
  readonly intervals: { readonly low: readonly number[]; readonly high: readonly number[] };
  readonly depth: Readonly<Record<(typeof DEPTH_FIGURES)[number], readonly number[]>>;
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

function* topicsOf(gallery: DepthGallery, volumes: EvaluationArchive['volumes'], lists: readonly (readonly VolumeId[])[]): Generator<Topic> {
  for (const [index, { volumeId, patientId, shows }] of volumes.entries()) {
    yield* gallery.topics({ query: volumeId, patientId, regions: [...shows.keys()], ranked: lists[index]!, excluded: [volumeId] });
  }
}

/** Every volume is a query, and all others are its gallery. */
export function evaluate(volumes: EvaluationArchive['volumes'], lists: readonly (readonly VolumeId[])[]): Ours {
  const regions = classesOf(TAXONOMY);
  const started = performance.now();
  const byId = new Map(volumes.map((volume) => [volume.volumeId, volume]));
  const first = new Map(volumes.map(({ volumeId }, index) => [volumeId, byId.get(lists[index]![0]!)!]));
  const { figures, winners, trials } = evaluateTaxonomy({
    taxonomy: TAXONOMY,
    mode: 'VOLUME',
    rule: { supportingSlices: 15, threshold: 0.5 },
    classes: null,
    queries: volumes,
    gallery: volumes,
    slicesAsked: () => [],
    excludedFor: (query) => new Set([query]),
    answer: ({ volumeId }) => ({ kind: 'VOLUME', volume: first.get(volumeId)! }),
  });
  const ratio = winnerSliceRatio(winners);
  const recalled = performance.now();
  const intervals = bootstrapRecall(trials, { seed: 'evaluate' });
  const resampled = performance.now();
  const gallery = createDepthGallery(volumes.map(({ volumeId, covers, shows }) => ({ id: volumeId, covers, shows: shows.keys() })), regions);
  const depth = evaluateDepth(topicsOf(gallery, volumes, lists), regions, DEFAULT_DEPTH_MEASURES);
  const ended = performance.now();
  const times = { recall: recalled - started, intervals: resampled - recalled, depth: ended - resampled, total: ended - started };
  return { times: Object.fromEntries(STAGES.map((stage) => [stage, times[stage] / 1000])) as unknown as Times, figures, winnerSliceRatio: ratio, intervals, depth };
}

/** Both must have counted the same: figures to 1e-9, ends of intervals within a tenth of their width. */
function requireSame(ours: Ours, peers: Peers): void {
  const equal = (what: string, a: number | null, b: number | undefined, within = 1e-9): void => {
    if (a === null || b === undefined || !(Math.abs(a - b) <= within)) throw new Error(`${what}: ${a} is not ${b}`);
  };
  for (const name of RECALL_FIGURES) equal(name, ours.figures[name], peers.figures[name]);
  equal('winnerSliceRatio', ours.winnerSliceRatio, peers.figures.winnerSliceRatio);
  ours.figures.classes.forEach(({ region, recall }, index) => equal(`recall of ${region}`, recall, peers.recalls[index]));
  ours.depth.forEach((figures, index) => DEPTH_FIGURES.forEach((name) => equal(`${name} of measure ${index}`, figures[name], peers.depth[name][index])));
  const { macro, micro, classes } = ours.intervals;
  [macro, micro, ...ours.figures.classes.map(({ region }) => classes.get(region))].forEach((interval, index) => {
    const width = interval!.high - interval!.low;
    equal(`low end ${index}`, interval!.low, peers.intervals.low[index], 0.1 * width);
    equal(`high end ${index}`, interval!.high, peers.intervals.high[index], 0.1 * width);
  });
}

/** A process of the peer that counts once for each call. */
async function startPeer({ volumes, ranked }: EvaluationArchive, scratch: string): Promise<{ evaluate(): Promise<Peers>; stop(): void }> {
  const regions = classesOf(TAXONOMY);
  const [shows, lists, slices] = ['shows.bin', 'ranked.bin', 'slices.bin'].map((name) => join(scratch, name)) as [string, string, string];
  await writeFile(shows, Uint8Array.from(volumes.flatMap((volume) => regions.map((region) => Number(volume.shows.has(region))))));
  await writeFile(lists, Buffer.concat(ranked.map((list) => new Uint8Array(list.buffer))));
  await writeFile(slices, new Uint8Array(Int32Array.from(volumes, ({ sliceCount }) => sliceCount).buffer));
  const script = fileURLToPath(new URL('./evaluate_peer.py', import.meta.url));
  const peer = spawn(await referencePython(), [script, shows, lists, String(volumes.length), String(regions.length), slices], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: peer.stdout })[Symbol.asyncIterator]();
  return {
    async evaluate() {
      peer.stdin.write('\n');
      const { value, done } = (await lines.next()) as { readonly value: string; readonly done?: boolean };
      if (done === true) throw new Error('the peer has ended');
      return JSON.parse(value) as Peers;
    },
    stop: () => void peer.stdin.end(),
  };
}

/** All figures of 1,000 queries × 1,000 volumes × 104 classes with 10,000 bootstrap replicates, one thread each. `value` is ours. */
export const bench: Bench = async (say) => {
  const scratch = await mkdtemp(join(tmpdir(), 'voxseek-bench-'));
  try {
    const archive = makeEvaluationArchive(VOLUMES, TAXONOMY);
    const lists = archive.ranked.map((list) => Array.from(list, (index) => archive.volumes[index]!.volumeId));
    const peer = await startPeer(archive, scratch);
    const ours: Ours[] = [];
    const theirs: Peers[] = [];
    // The first round warms both and is not counted.
    for (let round = 0; round <= ROUNDS; round += 1) {
      const mine = evaluate(archive.volumes, lists);
      const other = await peer.evaluate();
      requireSame(mine, other);
      if (round === 0) continue;
      ours.push(mine);
      theirs.push(other);
    }
    peer.stop();
    const of = (runs: readonly { readonly times: Times }[], stage: (typeof STAGES)[number]): number => median(runs.map(({ times }) => times[stage]));
    for (const stage of STAGES) say(`${stage.padEnd(9)} ours ${of(ours, stage).toFixed(3)} s, numpy ${of(theirs, stage).toFixed(3)} s`);
    const [value, numpy] = [of(ours, 'total'), of(theirs, 'total')];
    return { bench: 'evaluate', value: Number(value.toFixed(3)), unit: 's', ratio: Number((numpy / value).toFixed(3)), target: 'ratio ≥ 1.0', peer: `numpy, one thread, the same figures: ${numpy.toFixed(3)} s` };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
};
