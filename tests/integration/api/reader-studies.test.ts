import { isRequiredArgument } from 'graphql';
import { createClient } from 'graphql-ws';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import WebSocket from 'ws';
import { apiSchema } from '../../../src/api/schema.js';
import { createVolumeFiles } from '../../../src/adapters/nifti/volume-files.js';
import { objectKeys } from '../../../src/services/object-keys.js';
import type { TestApi, TestTeam } from '../../testkit/api.js';
import { startTestApi } from '../../testkit/api.js';
import { newId } from '../../testkit/seed.js';
import { seedStudyArchive } from '../../testkit/study-archive.js';
import type { StudyArchiveSeed } from '../../testkit/study-archive.js';

const CREATE = 'mutation ($input: CreateReaderStudyInput!) { createReaderStudy(input: $input) { readerStudy { id state kind seed } readerKeys { code key } userErrors { code message path } } }';
const OPEN = 'mutation ($id: ID!) { openReaderStudy(id: $id) { readerStudy { state } userErrors { code } } }';
const CLOSE = 'mutation ($id: ID!) { closeReaderStudy(id: $id) { readerStudy { state } userErrors { code } } }';
const GRADE = 'mutation ($input: RecordJudgementInput!) { recordJudgement(input: $input) { judgement { id reader sequence standing grade positive comment } userErrors { code message path } } }';
const ANSWER = 'mutation ($input: RecordAnswerInput!) { recordAnswer(input: $input) { judgement { standing positive confidence grade } userErrors { code path } } }';
/** Everything that a reader can ask for. */
const NEXT = `{ nextAssignment {
  reader studyName instructions kind state confidenceScale assigned answered secondSessionOpensAt
  assignment { id session question
    volume { id shape spacing thumbnailUrl(slice: 0) } result { id shape spacing thumbnailUrl(slice: 1) } retrieved { id shape spacing thumbnailUrl(slice: 99) } }
} }`;

interface Next {
  readonly reader: string;
  readonly assigned: number;
  readonly answered: number;
  readonly assignment: { readonly id: string; readonly volume: { readonly id: string; readonly thumbnailUrl: string }; readonly result: { readonly id: string } | null; readonly retrieved: readonly { readonly id: string }[] | null } | null;
}

describe('reader studies', () => {
  let api: TestApi;
  let team: TestTeam;
  let secret: string;
  let archive: StudyArchiveSeed;

  beforeAll(async () => {
    api = await startTestApi(inject('stack').postgresAdminUrl);
    team = await api.team();
    secret = await team.token('WRITE');
    archive = await seedStudyArchive(team, api.objects, 4);
  });
  afterAll(() => api.close());

  const relevance = () => ({ runIds: archive.runs.map(({ id }) => id), depth: 2, readersPerPair: 2 });

  async function study(change: object): Promise<{ id: string; keys: readonly string[] }> {
    const { data } = await api.askText(CREATE, { variables: { input: { name: 'Which is alike?', instructions: 'Look.', readers: 2, ...change } }, secret });
    const { readerStudy, readerKeys, userErrors } = (data as { createReaderStudy: { readerStudy: { id: string }; readerKeys: { key: string }[]; userErrors: unknown[] } }).createReaderStudy;
    expect(userErrors).toEqual([]);
    await api.askText(OPEN, { variables: { id: readerStudy.id }, secret });
    return { id: readerStudy.id, keys: readerKeys.map(({ key }) => key) };
  }

  const next = async (key: string): Promise<Next> => {
    const answer = await api.askText(NEXT, { secret: key });
    expect(answer.errors).toBeUndefined();
    return (answer.data as { nextAssignment: Next }).nextAssignment;
  };
  const grade = (key: string, assignmentId: string, value: number) => api.askText(GRADE, { variables: { input: { assignmentId, grade: value, seconds: 3.5, comment: 'seen' } }, secret: key });

  it('are graded blind, from the making of the study to its results and its export', async () => {
    const { id, keys } = await study({ relevance: relevance() });
    const hidden = [...archive.runs.flatMap((run) => [run.id, run.name, run.jobId, run.resultsKey!]), archive.snapshotId, id];
    for (const key of keys) {
      for (let reading = await next(key); reading.assignment !== null; reading = await next(key)) {
        const text = JSON.stringify(reading);
        for (const secretOf of hidden) expect(text).not.toContain(secretOf);
        expect(text).not.toMatch(/rank|config|score|grade/iu);
        const { data } = await grade(key, reading.assignment.id, archive.listOf(0, reading.assignment.volume.id as never).indexOf(reading.assignment.result!.id as never) < 2 ? 3 : 0);
        expect(data?.recordJudgement).toMatchObject({ judgement: { reader: reading.reader, sequence: 1, standing: 'VALID', positive: null, comment: 'seen' }, userErrors: [] });
      }
    }
    const query = `query ($id: ID!) { readerStudy(id: $id) {
      name kind state reproducible relevance { depth cutoff readersPerPair threshold } diagnostic { depth } snapshot { id } configurations { label run { name } }
      judgements(first: 3) { totalCount nodes { reader grade standing assignmentId } pageInfo { hasNextPage endCursor } }
      results { completeness { reader assigned answered contradictory } readers { reader assigned answered }
        relevance { queries alpha alphaUnits agreement { readers shared kappa } configurations { configuration ndcg { value low high } precision { value } } differences { first second ndcg { value } } }
        diagnostic { readings } }
      csv: export(format: CSV) json: export(format: JSON) } node(id: $id) { __typename ... on ReaderStudy { seed } } }`;
    const { data, errors } = await api.askText(query, { variables: { id }, secret: await team.token('READ') });
    expect(errors).toBeUndefined();
    const readerStudy = data?.readerStudy as Record<string, unknown>;
    const graded = 4 * 3;
    expect(readerStudy).toMatchObject({
      ...{ name: 'Which is alike?', kind: 'RELEVANCE', state: 'OPEN', reproducible: true, relevance: { depth: 2, cutoff: 2, readersPerPair: 2, threshold: 2 }, diagnostic: null, snapshot: { id: archive.snapshotId } },
      configurations: [{ label: 'A', run: { name: 'secret configuration 0' } }, { label: 'B', run: { name: 'secret configuration 1' } }],
      judgements: { totalCount: 2 * graded, pageInfo: { hasNextPage: true } },
      results: {
        completeness: { reader: null, assigned: 2 * graded, answered: 2 * graded, contradictory: 0 },
        readers: [{ reader: 'R1', assigned: graded, answered: graded }, { reader: 'R2', assigned: graded }],
        relevance: { queries: 4, alpha: 1, alphaUnits: graded, agreement: [{ readers: ['R1', 'R2'], shared: graded, kappa: 1 }], configurations: [{ configuration: 'A', ndcg: { value: 1 } }, { configuration: 'B' }], differences: [{ first: 'A', second: 'B' }] },
        diagnostic: null,
      },
    });
    expect((readerStudy.csv as string).split('\r\n')).toHaveLength(1 + 2 * graded + 1);
    expect(JSON.parse(readerStudy.json as string)).toMatchObject({ format: 'voxseek-reader-study', study: { id } });
    expect(data?.node).toEqual({ __typename: 'ReaderStudy', seed: expect.any(String) as string });
    expect((await api.askText(CLOSE, { variables: { id }, secret })).data?.closeReaderStudy).toMatchObject({ readerStudy: { state: 'CLOSED' }, userErrors: [] });
    expect((await api.askText(CLOSE, { variables: { id }, secret })).data?.closeReaderStudy).toMatchObject({ readerStudy: null, userErrors: [{ code: 'CONFLICT' }] });
  });

  it('are answered without and with retrieval, and tell no truth', async () => {
    const cases = archive.volumes.map(({ id: volumeId }, at) => ({ volumeId, question: 'Is it?', truth: at < 2 }));
    const { keys } = await study({ diagnostic: { runId: archive.runs[0].id, cases, depth: 2, washoutDays: 0, confidenceScale: 'PERCENT' } });
    const [key] = keys;
    const seen: boolean[] = [];
    for (let reading = await next(key!); reading.assignment !== null; reading = await next(key!)) {
      const { assignment } = reading;
      expect(JSON.stringify(reading)).not.toMatch(/truth/iu);
      expect(assignment.result).toBeNull();
      if (assignment.retrieved !== null) expect(assignment.retrieved).toMatchObject(archive.listOf(0, assignment.volume.id as never).slice(0, 2).map((id) => ({ id, thumbnailUrl: null })));
      seen.push(assignment.retrieved !== null);
      const { data } = await api.askText(ANSWER, { variables: { input: { assignmentId: assignment.id, positive: true, confidence: 80, seconds: 2 } }, secret: key! });
      expect(data?.recordAnswer).toEqual({ judgement: { standing: 'VALID', positive: true, confidence: 80, grade: null }, userErrors: [] });
    }
    expect(seen).toHaveLength(8);
    expect(seen.slice(0, 4).filter(Boolean)).toHaveLength(2);
  });

  it('show readers images by addresses that work', async () => {
    const { keys } = await study({ relevance: relevance() });
    const { assignment } = await next(keys[0]!);
    const volume = archive.volumes.find(({ id }) => id === assignment!.volume.id)!;
    const voxels = new Int16Array(volume.shape[0] * volume.shape[1] * volume.shape[2]).fill(40);
    await createVolumeFiles(api.objects).writeVolume(objectKeys.voxels(team.team.teamId, volume.id), { ...volume, voxels });
    const image = await fetch(assignment!.volume.thumbnailUrl);
    expect([image.status, image.headers.get('content-type')]).toEqual([200, 'image/png']);
  });

  it('let no reader see or answer what is another’s', async () => {
    const [one, other] = [await study({ relevance: relevance() }), await study({ relevance: relevance() })];
    const [mine, theirs] = [await next(one.keys[0]!), await next(one.keys[1]!)];
    expect(mine.assignment!.id).not.toBe(theirs.assignment!.id);
    for (const id of [theirs.assignment!.id, (await next(other.keys[0]!)).assignment!.id, newId('Assignment'), 'asg_%']) {
      const answer = await grade(one.keys[0]!, id, 3);
      expect(answer.data?.recordJudgement).toMatchObject({ judgement: null, userErrors: [{ code: 'NOT_FOUND', path: 'input.assignmentId' }] });
    }
    expect((await next(one.keys[1]!)).answered).toBe(0);
  });

  it('give a reader’s key nothing else: no query, no mutation, no subscription, no address', async () => {
    const { keys } = await study({ relevance: relevance() });
    const [key] = keys;
    const schema = apiSchema();
    const forReaders = new Set(['nextAssignment', 'recordJudgement', 'recordAnswer']);
    for (const [operation, type] of [['query', schema.getQueryType()], ['mutation', schema.getMutationType()]] as const) {
      for (const field of Object.values(type?.getFields() ?? {}).filter(({ name }) => !forReaders.has(name) && !name.startsWith('search'))) {
        const given = field.args.filter((arg) => isRequiredArgument(arg) && String(arg.type) === 'ID!').map((arg) => `${arg.name}: "x"`);
        if (field.args.some((arg) => isRequiredArgument(arg) && String(arg.type) !== 'ID!')) continue;
        const { errors } = await api.askText(`${operation} { ${field.name}${given.length === 0 ? '' : `(${given.join(', ')})`} { __typename } }`, { secret: key! });
        expect([field.name, errors?.[0]?.extensions.code]).toEqual([field.name, 'FORBIDDEN']);
      }
    }
    const create = await api.askText(CREATE, { variables: { input: { name: 'x', readers: 1, relevance: relevance() } }, secret: key! });
    expect(create.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    const image = await fetch(`${api.url}/volumes/${archive.volumes[0]!.id}/slices/0.png`, { headers: { authorization: `Bearer ${key}` } });
    expect(image.status).toBe(401);
    const client = createClient({ url: `${api.url.replace('http', 'ws')}/graphql`, webSocketImpl: WebSocket, connectionParams: { authorization: `Bearer ${key}` }, retryAttempts: 0 });
    const refused = await new Promise<unknown>((resolve) => {
      client.subscribe({ query: 'subscription { jobProgress(jobId: "x") { id } }' }, { next: () => { resolve('served'); }, error: resolve, complete: () => { resolve('ended'); } });
    });
    expect((refused as { code?: number }).code).toBe(4403);
    await client.dispose();
  });

  it('give a token of the team, of any scope, no way to read for a reader, and nobody a way without a key', async () => {
    const admin = await team.token('ADMIN');
    for (const [asked, code] of [[{ secret: admin }, 'FORBIDDEN'], [{}, 'UNAUTHENTICATED'], [{ secret: `vxr_${'x'.repeat(43)}` }, 'UNAUTHENTICATED']] as const) {
      expect((await api.askText(NEXT, asked)).errors?.[0]?.extensions.code).toBe(code);
      expect((await api.askText(GRADE, { ...asked, variables: { input: { assignmentId: newId('Assignment'), grade: 1, seconds: 1 } } })).errors?.[0]?.extensions.code).toBe(code);
    }
  });

  it.each([
    ['of both kinds', { relevance: {}, diagnostic: {} }, 'input'],
    ['of none', {}, 'input'],
    ['without readers', { readers: 0, relevance: {} }, 'input.readers'],
    ['deeper than is shown', { relevance: { depth: 51 } }, 'input.relevance.depth'],
    ['with a threshold of 0', { relevance: { relevanceThreshold: 0 } }, 'input.relevance.relevanceThreshold'],
    ['with a question of nothing', { diagnostic: { question: '' } }, 'input.diagnostic.cases.0.question'],
  ])('are refused %s, and say where', async (_name, change: { readers?: number; relevance?: object; diagnostic?: { question?: string } }, path) => {
    const cases = [{ volumeId: archive.volumes[0]!.id, question: change.diagnostic?.question ?? 'Is it?', truth: true }];
    const input = {
      ...{ name: 'x', readers: change.readers ?? 2 },
      ...(change.relevance === undefined ? {} : { relevance: { ...relevance(), ...change.relevance } }),
      ...(change.diagnostic === undefined ? {} : { diagnostic: { runId: archive.runs[0].id, cases } }),
    };
    const { data } = await api.askText(CREATE, { variables: { input }, secret });
    expect(data?.createReaderStudy).toMatchObject({ readerStudy: null, readerKeys: null, userErrors: [{ code: 'INVALID_INPUT', path }] });
  });
});
