import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDepthGallery } from '../../../../../src/domain/evaluation/depth/depth-gallery.js';
import type { DepthQuery } from '../../../../../src/domain/evaluation/depth/depth-gallery.js';
import { measureTopic, nameOfMeasure } from '../../../../../src/domain/evaluation/depth/depth-measure.js';
import type { DepthMeasure } from '../../../../../src/domain/evaluation/depth/depth-measure.js';
import { evaluateDepth } from '../../../../../src/domain/evaluation/depth/evaluate-depth.js';
import type { Topic } from '../../../../../src/domain/evaluation/depth/topic.js';
import { JUDGES } from '../../../../../src/domain/evaluation/trec/judges.js';
import type { JudgeRow } from '../../../../../src/domain/evaluation/trec/judges.js';
import { trecQrels } from '../../../../../src/domain/evaluation/trec/trec-qrels.js';
import { trecRun } from '../../../../../src/domain/evaluation/trec/trec-run.js';
import { trecTopicId } from '../../../../../src/domain/evaluation/trec/trec-topic.js';
import { asId } from '../../../../../src/domain/ids.js';
import { createRandom, shuffled } from '../../../../../src/domain/statistics/random.js';
import { runReference } from '../../../../testkit/run-python.js';

const DEPTHS = [1, 3, 5, 10, 100] as const;
const TOOLS = ['pytrecEval', 'irMeasures', 'ranx'] as const;
const REGIONS = ['liver', 'spleen', 'brain', 'colon'] as const;
type Values = Readonly<Record<string, Readonly<Record<string, number>>>>;
type Answer = Readonly<Record<(typeof TOOLS)[number] | 'struck', Values>>;

const random = createRandom('judges');
const some = (share: number): readonly string[] => REGIONS.filter(() => random.uniform() < share);
const items = Array.from({ length: 30 }, (_, index) => ({ id: `vol_${index}`, covers: some(0.9), shows: some(0.4) }));
const gallery = createDepthGallery(items, REGIONS);
// Lists of every length, the first of them empty; each query leaves two items out.
const queries = Array.from({ length: 24 }, (_, index): DepthQuery => {
  const [a, b, ...eligible] = shuffled(items.map(({ id }) => id), random);
  return { query: `vol_q${index}`, patientId: asId('Patient', `pat_${index}`), regions: some(0.7), ranked: eligible.slice(0, index === 1 ? 28 : index), excluded: [a!, b!] };
});
const topics = queries.flatMap((query) => gallery.topics(query).map((topic) => ({ query, topic, id: trecTopicId(query, topic.region) })));
const files = topics.map(({ query, topic, id }) => ({ id, ...gallery.listed(query, topic.region) }));

const MEASURES: Readonly<Record<string, (k: number) => DepthMeasure>> = {
  'successAt({k})': (k) => ({ kind: 'SUCCESS', k }),
  'precisionAt({k})': (k) => ({ kind: 'PRECISION', k }),
  averagePrecision: () => ({ kind: 'AVERAGE_PRECISION' }),
  'ndcgAt({k})': (k) => ({ kind: 'NDCG', k }),
  reciprocalRank: () => ({ kind: 'RECIPROCAL_RANK' }),
  'averagePrecisionOfReturned({k})': (k) => ({ kind: 'AVERAGE_PRECISION_OF_RETURNED', k }),
};
const at = (template: string, k: number): string => template.replace('{k}', String(k));

let scratch: string;
let answer: Answer;

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'voxseek-trec-'));
  const [run, qrels, measures] = ['run.trec', 'qrels.trec', 'measures.json'].map((name) => join(scratch, name)) as [string, string, string];
  await writeFile(run, [...trecRun(files, 'voxseek')].join(''));
  await writeFile(qrels, [...trecQrels(files)].join(''));
  const named = (tool: (typeof TOOLS)[number]) => [...new Set(JUDGES.flatMap((row) => (row[tool] === null ? [] : DEPTHS.map((k) => at(row[tool]!, k)))))];
  await writeFile(measures, JSON.stringify({ pytrecEval: named('pytrecEval'), irMeasures: named('irMeasures'), ranx: named('ranx'), struck: DEPTHS }));
  answer = JSON.parse(await runReference('trec_judges.py', [run, qrels, measures])) as Answer;
}, 300_000);

afterAll(() => rm(scratch, { recursive: true, force: true }));

/** A topic that the tool is silent about, because a file has no line of it, must be 0. */
function same(theirs: Readonly<Record<string, number>> | undefined, ours: (topic: Topic) => number, what: string): void {
  expect(Object.keys(theirs ?? {}).length, what).toBeGreaterThan(20);
  for (const { topic, id } of topics) {
    expect(Math.abs(ours(topic) - (theirs![id] ?? 0)), `${what} of ${id}`).toBeLessThanOrEqual(1e-9);
  }
}

describe('files of TREC', () => {
  it('score by rank, and say which items are relevant', () => {
    const topic = { id: 'vol_q/liver', ranked: ['vol_b', 'vol_a'], relevant: ['vol_c'] };
    expect([...trecRun([topic], 'tag')].join('')).toBe('vol_q/liver Q0 vol_b 1 -1 tag\nvol_q/liver Q0 vol_a 2 -2 tag\n');
    expect([...trecQrels([topic])].join('')).toBe('vol_q/liver 0 vol_c 1\n');
  });

  it('refuse names that would be two fields', () => {
    expect(() => [...trecRun([{ id: 'q/small bowel', ranked: ['a'], relevant: [] }], 'tag')]).toThrow(TypeError);
    expect(() => [...trecRun([{ id: 'q', ranked: ['a'], relevant: [] }], '')]).toThrow(TypeError);
    expect(() => [...trecQrels([{ id: 'q', ranked: [], relevant: ['a\tb'] }])]).toThrow(TypeError);
  });
});

describe('outside judges', () => {
  it.each(TOOLS)('%s gives each topic the same', (tool) => {
    let compared = 0;
    for (const row of JUDGES) {
      const measure = MEASURES[row.ours];
      const theirs = row[tool];
      if (measure === undefined || theirs === null) continue;
      for (const k of DEPTHS) {
        same(answer[tool][at(theirs, k)], (topic) => measureTopic(measure(k), topic), `${nameOfMeasure(measure(k))} by ${tool}`);
        compared += 1;
      }
    }
    expect(compared).toBe(5 * DEPTHS.length);
  });

  it('pytrec_eval gives the average precision of what was returned, once the rest is struck from the qrels', () => {
    for (const k of DEPTHS) {
      same(answer.struck[String(k)], (topic) => measureTopic({ kind: 'AVERAGE_PRECISION_OF_RETURNED', k }, topic), `at ${k}`);
    }
  });

  it('their means are recall by class and over all topics', () => {
    const [success] = evaluateDepth(topics.map(({ topic }) => topic), REGIONS, [{ kind: 'SUCCESS', k: 1 }]);
    for (const tool of TOOLS) {
      const row = JUDGES.find(({ ours }) => ours === 'recall of a class')!;
      const theirs = answer[tool][row[tool]!]!;
      const average = (chosen: typeof topics): number => chosen.reduce((sum, { id }) => sum + (theirs[id] ?? 0), 0) / chosen.length;
      for (const { region, value } of success!.classes) expect(value).toBeCloseTo(average(topics.filter(({ topic }) => topic.region === region)), 12);
      expect(success!.topicMean).toBeCloseTo(average(topics), 12);
    }
  });

  it('are all named in the docs, as the table says', async () => {
    const cell = (name: string | null): string => (name === null ? '–' : `\`${name}\``);
    const line = ({ ours, pytrecEval, irMeasures, ranx, note }: JudgeRow): string => `| ${/^[a-z]\w*(\(\{k\}\))?$/u.test(ours) ? `\`${ours}\`` : ours} | ${cell(pytrecEval)} | ${cell(irMeasures)} | ${cell(ranx)} | ${note} |`;
    const written = (await readFile(new URL('../../../../../docs/judges.md', import.meta.url), 'utf8')).split('\n').filter((text) => text.startsWith('|'));
    expect(written).toEqual(['| ours | pytrec_eval | ir-measures | ranx | |', '| --- | --- | --- | --- | --- |', ...JUDGES.map(line)]);
  });

  it('know every measure at depth', () => {
    const listed = new Set(JUDGES.map(({ ours }) => at(ours, 10)));
    for (const measure of Object.values(MEASURES)) expect(listed).toContain(nameOfMeasure(measure(10)));
  });
});
