import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import type { AssignmentId } from '../../../../src/domain/ids.js';
import type { Grade } from '../../../../src/domain/reader-studies/grade.js';
import { quadraticWeightedKappa } from '../../../../src/domain/statistics/weighted-kappa.js';
import type { TeamCatalogue } from '../../../../src/services/ports/catalogue.js';
import type { JudgementRecord, ReaderRecord, ReaderStudyRecord } from '../../../../src/services/ports/reader-study-records.js';
import { createReaderStudyService } from '../../../../src/services/reader-studies/create-reader-study-service.js';
import type { DiagnosticRequest, ReaderStudyService, RelevanceRequest } from '../../../../src/services/reader-studies/reader-study-service.js';
import { createTestDatabase } from '../../../testkit/database.js';
import type { TestDatabase } from '../../../testkit/database.js';
import { createMemoryObjects } from '../../../testkit/memory-objects.js';
import { newId, seedTeam } from '../../../testkit/seed.js';
import type { Seed } from '../../../testkit/seed.js';
import { seedStudyArchive } from '../../../testkit/study-archive.js';
import type { StudyArchiveSeed } from '../../../testkit/study-archive.js';

const DAY = 24 * 3_600_000;
const objects = createMemoryObjects();
let database: TestDatabase;
let service: ReaderStudyService;
let seed: Seed;
let team: TeamCatalogue;
let archive: StudyArchiveSeed;
let now: Date;

beforeAll(async () => {
  database = await createTestDatabase(inject('stack').postgresAdminUrl);
  service = createReaderStudyService({ operator: database.catalogue.operator, objects, now: () => now });
});
afterAll(async () => {
  await database.drop();
});
beforeEach(async () => {
  now = new Date('2030-01-01T08:00:00Z');
  seed = await seedTeam(database.catalogue);
  team = seed.team;
  archive = await seedStudyArchive(seed, objects, 5);
});

const relevance = (change: Partial<RelevanceRequest> = {}): RelevanceRequest => ({
  ...{ kind: 'RELEVANCE', name: 'study', instructions: 'Grade.', seed: 'seed', readers: 3, runIds: archive.runs.map(({ id }) => id), queryVolumeIds: null },
  ...{ depth: 2, cutoff: 2, readersPerPair: 2, threshold: 2, ...change },
});

const diagnostic = (change: Partial<DiagnosticRequest> = {}): DiagnosticRequest => ({
  ...{ kind: 'DIAGNOSTIC', name: 'study', instructions: null, seed: 'seed', readers: 2, runId: archive.runs[0].id, depth: 3, washoutDays: 28, confidenceScale: 'ONE_TO_FIVE' },
  cases: archive.volumes.slice(0, 4).map(({ id: volumeId }, at) => ({ volumeId, question: `Is case ${at} positive?`, truth: at % 2 === 0 })),
  ...change,
});

async function opened(request: RelevanceRequest | DiagnosticRequest): Promise<{ study: ReaderStudyRecord; readers: readonly ReaderRecord[] }> {
  const { study, keys } = await service.create(team, request);
  const readers = await Promise.all(keys.map(async ({ key }) => (await service.authenticate(key)).reader));
  return { study: await service.open(team, study.id), readers };
}

const grade = (reader: ReaderRecord, assignmentId: AssignmentId, value: Grade, comment: string | null = null): Promise<JudgementRecord> =>
  service.record(team, reader, { assignmentId, verdict: { kind: 'GRADE', grade: value }, seconds: 10, comment });
const answer = (reader: ReaderRecord, assignmentId: AssignmentId, positive: boolean, confidence = 3): Promise<JudgementRecord> =>
  service.record(team, reader, { assignmentId, verdict: { kind: 'ANSWER', positive, confidence }, seconds: 10, comment: null });

/** Reads until nothing is left now; gives what was shown. */
async function readAll(reader: ReaderRecord, judge: (assignment: NonNullable<Awaited<ReturnType<ReaderStudyService['read']>>['next']>) => Promise<unknown>) {
  const shown = [];
  for (let reading = await service.read(team, reader); reading.next !== null; reading = await service.read(team, reader)) {
    shown.push(reading.next);
    await judge(reading.next);
    now = new Date(now.getTime() + 60_000);
  }
  return shown;
}

describe('a relevance study', () => {
  it('shows each reader the pairs assigned, with nothing of whose they are, and judges by all grades', async () => {
    const { study, readers } = await opened(relevance());
    const said = readers.map(() => new Map<string, Grade>());
    for (const [at, reader] of readers.entries()) {
      const shown = await readAll(reader, ({ id, volumeId, resultVolumeId }) => {
        const value = (archive.listOf(0, volumeId).indexOf(resultVolumeId!) < 2 ? 3 : at % 2) as Grade;
        said[at]!.set(`${volumeId} ${resultVolumeId}`, value);
        return grade(reader, id, value);
      });
      for (const one of shown) expect(Object.keys(one).sort()).toEqual(['id', 'question', 'resultVolumeId', 'retrievedVolumeIds', 'session', 'volumeId']);
    }
    const shown = said.flatMap((own) => [...own.keys()]);
    // Upwards and downwards, two deep of four others: nothing in common.
    expect(new Set(shown).size).toBe(5 * 4);
    expect(shown).toHaveLength(2 * 5 * 4);
    const { relevance: figures, completeness, readers: progress } = await service.results(team, study);
    expect(completeness).toEqual({ assigned: 40, answered: 40, withdrawn: 0, revised: 0, contradictory: 0, late: 0, early: 0, meanSeconds: 10 });
    expect(progress.map(({ assigned }) => assigned).sort()).toEqual([13, 13, 14]);
    expect(figures).toMatchObject({ queries: 5, queriesUnfinished: 0, queriesWithoutGain: 0 });
    expect(figures?.configurations[0]).toMatchObject({ ndcg: { value: 1 }, precision: { value: 1, low: 1, high: 1 } });
    expect(figures?.configurations[1]!.precision.value).toBe(0);
    expect(figures?.differences[0]).toMatchObject({ first: 0, second: 1, precision: { value: -1 } });
    const { pairs } = figures!.agreement;
    expect(pairs.map(({ readers: of }) => of)).toEqual([[0, 1], [0, 2], [1, 2]]);
    for (const { readers: [first, second], shared, kappa } of pairs) {
      const both = [...said[first]!].flatMap(([pair, value]) => (said[second]!.has(pair) ? [[value, said[second]!.get(pair)!] as const] : []));
      expect([shared, kappa]).toEqual([both.length, quadraticWeightedKappa(both)]);
    }
  });

  it('counts a query for no configuration until each of its pairs has a grade', async () => {
    const { study, readers } = await opened(relevance({ readersPerPair: 1, readers: 1 }));
    const [reader] = readers;
    for (let done = 0; done < 6; done += 1) await grade(reader!, (await service.read(team, reader!)).next!.id, 2);
    // Queries come whole: four pairs each.
    expect((await service.results(team, study)).relevance).toMatchObject({ queries: 1, queriesUnfinished: 4 });
  });

  it('counts the last of two grades, keeps the first, and says that they differ', async () => {
    const { study, readers } = await opened(relevance());
    const [reader] = readers;
    const { next } = await service.read(team, reader!);
    expect(await grade(reader!, next!.id, 0)).toMatchObject({ sequence: 1, standing: 'VALID' });
    await grade(reader!, next!.id, 0);
    expect((await service.results(team, study)).completeness).toMatchObject({ answered: 1, revised: 1, contradictory: 0 });
    expect(await grade(reader!, next!.id, 3)).toMatchObject({ sequence: 3 });
    expect((await service.results(team, study)).completeness).toMatchObject({ answered: 1, revised: 1, contradictory: 1 });
    const records = await team.readerStudies.judgements(study.id);
    expect(records.map(({ verdict }) => verdict)).toEqual([0, 0, 3].map((value) => ({ kind: 'GRADE', grade: value })));
  });

  it('numbers records that come at once, one after the other', async () => {
    const { study, readers } = await opened(relevance());
    const { next } = await service.read(team, readers[0]!);
    await Promise.all([0, 1, 2, 3].map((value) => grade(readers[0]!, next!.id, value as Grade)));
    expect((await team.readerStudies.judgements(study.id)).map(({ sequence }) => sequence).sort()).toEqual([1, 2, 3, 4]);
  });

  it('keeps what comes after the closing as late, without counting it', async () => {
    const { study, readers } = await opened(relevance());
    const { next } = await service.read(team, readers[0]!);
    await grade(readers[0]!, next!.id, 3);
    await service.close(team, study.id);
    expect((await service.read(team, readers[0]!)).next).toBeNull();
    expect(await grade(readers[0]!, next!.id, 0)).toMatchObject({ standing: 'LATE', sequence: 2 });
    expect((await service.results(team, study)).completeness).toMatchObject({ answered: 1, revised: 0, contradictory: 0, late: 1 });
    // One that was on its way when the study was closed is late too, whatever was thought of it.
    const late = { ...(await team.readerStudies.judgements(study.id))[0]!, id: newId('Judgement'), standing: 'VALID' } as const;
    expect(await team.readerStudies.append(late, 9)).toMatchObject({ standing: 'LATE', sequence: 3 });
  });

  it('takes no grade for what was not assigned, nor before it is open, nor without end', async () => {
    const { keys } = await service.create(team, relevance());
    const early = (await service.authenticate(keys[0]!.key)).reader;
    const [assignment] = await team.readerStudies.assignmentsOf(early.id);
    expect((await service.read(team, early)).next).toBeNull();
    await expect(grade(early, assignment!.id, 1)).rejects.toMatchObject({ code: 'CONFLICT' });
    const { study, readers } = await opened(relevance());
    const { next } = await service.read(team, readers[0]!);
    await expect(grade(readers[1]!, next!.id, 1)).rejects.toMatchObject({ code: 'NOT_FOUND', path: 'input.assignmentId' });
    await expect(grade(readers[0]!, assignment!.id, 1)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(grade(readers[0]!, newId('Assignment'), 1)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(answer(readers[0]!, next!.id, true)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    expect(await team.readerStudies.judgements(study.id)).toEqual([]);
    const record = { ...(await grade(readers[0]!, next!.id, 1)), id: newId('Judgement') };
    await expect(team.readerStudies.append(record, 1)).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED' });
  });

  it('is opened once, closed once, and only in this order', async () => {
    const { study } = await service.create(team, relevance());
    await expect(service.close(team, study.id)).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await service.open(team, study.id)).toMatchObject({ state: 'OPEN', openedAt: now, closedAt: null });
    await expect(service.open(team, study.id)).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await service.close(team, study.id)).toMatchObject({ state: 'CLOSED', closedAt: now });
    await expect(service.close(team, study.id)).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  it.each<[string, () => Promise<Partial<RelevanceRequest>>, string]>([
    ['one configuration', () => Promise.resolve({ runIds: [archive.runs[0].id, archive.runs[0].id] }), 'INVALID_INPUT'],
    ['an unknown run', () => Promise.resolve({ runIds: [archive.runs[0].id, newId('RetrievalRun')] }), 'NOT_FOUND'],
    ['a cutoff beyond the depth', () => Promise.resolve({ cutoff: 3 }), 'INVALID_INPUT'],
    ['more readers a pair than there are', () => Promise.resolve({ readersPerPair: 4 }), 'INVALID_INPUT'],
    ['a query that no run ranked', async () => ({ queryVolumeIds: [(await seed.volume()).id] }), 'INVALID_INPUT'],
    ['runs over two snapshots', async () => ({ runIds: [archive.runs[0].id, (await seedStudyArchive(seed, objects, 3)).runs[0].id] }), 'INVALID_INPUT'],
    ['runs of two versions', async () => ({ runIds: (await otherRun({ version: 'ranking-0' })) }), 'INVALID_INPUT'],
    ['an unfinished run', async () => ({ runIds: (await otherRun({ state: 'RUNNING', resultsKey: null })) }), 'CONFLICT'],
    ['a control', async () => ({ runIds: (await otherRun({ control: 'RANDOM', resultsKey: null })) }), 'INVALID_INPUT'],
    ['slices', async () => ({ runIds: (await otherRun({ config: { ...archive.runs[0].config, mode: 'SLICE' } })) }), 'INVALID_INPUT'],
    ['more than a panel can read', () => Promise.resolve({ readers: 501, readersPerPair: 501 }), 'LIMIT_EXCEEDED'],
  ])('is refused with %s', async (_name, change, code) => {
    await expect(service.create(team, relevance(await change()))).rejects.toMatchObject({ code });
    expect((await team.readerStudies.list({ first: 1 })).totalCount).toBe(0);
  });

  /** The first run, and one more over its snapshot. */
  async function otherRun(change: Partial<(typeof archive.runs)[0]>) {
    const run = { ...archive.runs[1], id: newId('RetrievalRun'), ...change };
    await team.runs.insert(run);
    return [archive.runs[0].id, run.id];
  }
});

describe('a key', () => {
  it('is stored nowhere and opens one reader of one study', async () => {
    const { study, keys } = await service.create(team, relevance());
    expect(keys.map(({ code }) => code)).toEqual(['R1', 'R2', 'R3']);
    expect(await service.authenticate(keys[1]!.key)).toMatchObject({ teamId: team.teamId, reader: { studyId: study.id, code: 'R2' } });
    for (const wrong of ['', 'vxr_x', `${keys[0]!.key.slice(0, -1)}${keys[0]!.key.endsWith('A') ? 'B' : 'A'}`]) {
      await expect(service.authenticate(wrong)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    }
    const everything = JSON.stringify([await team.readerStudies.content(study.id), await service.export(team, study, 'JSON')]);
    for (const { key } of keys) expect(everything).not.toContain(key);
  });
});

describe('a diagnostic study', () => {
  it('is a crossover: all in both conditions, with results in one of them, and session 2 after the washout', async () => {
    const { study, readers } = await opened(diagnostic());
    for (const reader of readers) {
      const first = await readAll(reader, ({ id, retrievedVolumeIds, volumeId }) => answer(reader, id, (retrievedVolumeIds !== null) === isTrue(volumeId), 4));
      expect(first.map(({ session }) => session)).toEqual([1, 1, 1, 1]);
      expect(first.filter(({ retrievedVolumeIds }) => retrievedVolumeIds === null)).toHaveLength(2);
      for (const { volumeId, retrievedVolumeIds, question } of first) {
        expect(question).toMatch(/^Is case \d positive\?$/u);
        if (retrievedVolumeIds !== null) expect(retrievedVolumeIds).toEqual(archive.listOf(0, volumeId).slice(0, 3));
      }
      const { secondSessionOpensAt, next, answered } = await service.read(team, reader);
      expect([next, answered]).toEqual([null, 4]);
      now = new Date(secondSessionOpensAt!.getTime() - 1);
      expect((await service.read(team, reader)).next).toBeNull();
      now = new Date(now.getTime() + 1);
      const second = await readAll(reader, ({ id, retrievedVolumeIds, volumeId }) => answer(reader, id, (retrievedVolumeIds !== null) === isTrue(volumeId), 4));
      expect(second.map(({ session }) => session)).toEqual([2, 2, 2, 2]);
      for (const { volumeId, retrievedVolumeIds } of second) {
        expect(retrievedVolumeIds === null).toBe(first.find((one) => one.volumeId === volumeId)!.retrievedVolumeIds !== null);
      }
    }
    // Every answer with retrieval was right, every other wrong.
    const { diagnostic: figures, relevance: none } = await service.results(team, study);
    expect(none).toBeNull();
    expect(figures).toMatchObject({ readings: 8, readingsUnfinished: 0 });
    expect(figures?.accuracy).toMatchObject({ without: { value: 0 }, with: { value: 1 }, difference: { value: 1, low: 1, high: 1 } });
    expect(figures?.auc).toMatchObject({ without: { value: 0 }, with: { value: 1 } });
    expect(figures?.seconds.difference.value).toBe(0);
  });

  const isTrue = (volumeId: string): boolean => archive.volumes.findIndex(({ id }) => id === volumeId) % 2 === 0;

  it('refuses an answer before the washout is over, keeps it as early, and takes none for session 1 after', async () => {
    const { study, readers } = await opened(diagnostic());
    const [reader] = readers;
    const own = await team.readerStudies.assignmentsOf(reader!.id);
    const second = own.find(({ session }) => session === 2)!;
    const early = answer(reader!, second.id, true);
    await expect(early).rejects.toMatchObject({ code: 'CONFLICT', path: 'input.assignmentId' });
    await readAll(reader!, ({ id }) => answer(reader!, id, true));
    const first = own[0]!;
    now = new Date(now.getTime() + 10 * DAY);
    expect(await answer(reader!, first.id, false)).toMatchObject({ standing: 'VALID', sequence: 2 });
    // Who looks at session 1 again waits again.
    expect((await service.read(team, reader!)).secondSessionOpensAt).toEqual(new Date(now.getTime() + 28 * DAY));
    now = new Date(now.getTime() + 20 * DAY);
    await expect(answer(reader!, second.id, true)).rejects.toMatchObject({ code: 'CONFLICT' });
    expect((await service.results(team, study)).completeness).toMatchObject({ answered: 4, early: 2, contradictory: 1 });
    now = new Date(now.getTime() + 8 * DAY);
    expect(await answer(reader!, second.id, true)).toMatchObject({ standing: 'VALID', sequence: 3 });
    expect(await answer(reader!, first.id, true)).toMatchObject({ standing: 'LATE' });
    expect((await service.results(team, study)).completeness).toMatchObject({ answered: 5, early: 2, late: 1, contradictory: 1 });
  });

  it('takes confidence on its scale alone', async () => {
    const { readers } = await opened(diagnostic());
    const { next } = await service.read(team, readers[0]!);
    for (const confidence of [0, 6]) await expect(answer(readers[0]!, next!.id, true, confidence)).rejects.toMatchObject({ code: 'INVALID_INPUT', path: 'input.confidence' });
    const { readers: others } = await opened(diagnostic({ confidenceScale: 'PERCENT' }));
    const reading = await service.read(team, others[0]!);
    expect(await answer(others[0]!, reading.next!.id, true, 100)).toMatchObject({ verdict: { confidence: 100 } });
    await expect(grade(others[0]!, reading.next!.id, 1)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });

  it.each<[string, () => Partial<DiagnosticRequest>]>([
    ['cases of one truth', () => ({ cases: diagnostic().cases.map((one) => ({ ...one, truth: true })) })],
    ['a case twice', () => ({ cases: [...diagnostic().cases, diagnostic().cases[0]!] })],
    ['a case that is no query', () => ({ cases: [...diagnostic().cases, { ...diagnostic().cases[0]!, volumeId: newId('Volume') }] })],
  ])('is refused with %s', async (_name, change) => {
    await expect(service.create(team, diagnostic(change()))).rejects.toMatchObject({ code: 'INVALID_INPUT', path: 'input.diagnostic.cases' });
  });
});

describe('deleting a volume', () => {
  it('leaves grades and figures with a tombstone, and takes away what was written about it', async () => {
    const { study, readers } = await opened(relevance({ readers: 1, readersPerPair: 1 }));
    const [reader] = readers;
    const { next } = await service.read(team, reader!);
    await readAll(reader!, ({ id, volumeId, resultVolumeId }) => (volumeId === next!.volumeId ? grade(reader!, id, 2, 'odd scan') : grade(reader!, id, 1, `like ${resultVolumeId}`)));
    const before = await service.results(team, study);
    await team.volumes.erase(next!.volumeId);
    expect(await service.results(team, study)).toEqual(before);
    const content = await team.readerStudies.content(study.id);
    expect(content.topics.filter(({ volumeId }) => volumeId === null)).toHaveLength(1);
    expect(await team.readerStudies.get(study.id)).toMatchObject({ reproducible: false });
    const exported = (await service.export(team, study, 'JSON')) + (await service.export(team, study, 'CSV'));
    expect(exported).not.toContain(next!.volumeId);
    expect(exported).not.toContain('odd scan');
    // Remarks on other pairs stay, save those of which it was the result.
    expect((await team.readerStudies.judgements(study.id)).filter(({ comment }) => comment !== null).length).toBeGreaterThan(5);
    await expect(grade(reader!, next!.id, 3)).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  it('withdraws what was not answered, takes the question of a case along, and lets session 2 open without it', async () => {
    const { study, readers } = await opened(diagnostic());
    const [reader] = readers;
    await answer(reader!, (await service.read(team, reader!)).next!.id, true);
    const { next } = await service.read(team, reader!);
    await team.volumes.erase(next!.volumeId);
    const shown = await readAll(reader!, ({ id }) => answer(reader!, id, true));
    expect(shown.map(({ volumeId }) => volumeId)).not.toContain(next!.volumeId);
    expect(shown.flatMap(({ retrievedVolumeIds }) => retrievedVolumeIds ?? [])).not.toContain(next!.volumeId);
    const reading = await service.read(team, reader!);
    expect(reading).toMatchObject({ assigned: 6, answered: 3, secondSessionOpensAt: expect.any(Date) as Date });
    const content = await team.readerStudies.content(study.id);
    expect(content.topics.find(({ volumeId }) => volumeId === null)).toMatchObject({ question: null });
    expect((await service.results(team, study)).completeness).toMatchObject({ withdrawn: 4, assigned: 12, answered: 3 });
    await expect(service.create(team, diagnostic())).rejects.toMatchObject({ code: 'NOT_REPRODUCIBLE' });
    now = reading.secondSessionOpensAt!;
    expect(await answer(reader!, (await service.read(team, reader!)).next!.id, true)).toMatchObject({ standing: 'VALID' });
  });

  it('touches no other study', async () => {
    const { study } = await opened(relevance({ queryVolumeIds: [archive.volumes[0]!.id] }));
    const untouched = await seed.volume();
    await team.volumes.erase(untouched.id);
    expect(await team.readerStudies.get(study.id)).toMatchObject({ reproducible: true });
    const stranger = await seedTeam(database.catalogue);
    await stranger.team.volumes.erase(archive.volumes[0]!.id);
    expect((await team.readerStudies.content(study.id)).topics).toMatchObject([{ volumeId: archive.volumes[0]!.id }]);
  });
});

describe('an export', () => {
  it('holds every record and every assignment, with configurations', async () => {
    const { study, readers } = await opened(relevance({ readers: 2, readersPerPair: 1 }));
    const { next } = await service.read(team, readers[0]!);
    await grade(readers[0]!, next!.id, 1, '=1+1, "quoted"');
    await grade(readers[0]!, next!.id, 3);
    const lines = (await service.export(team, study, 'CSV')).trimEnd().split('\r\n');
    expect(lines).toHaveLength(1 + 20 + 1);
    expect(lines[0]).toContain('reader,position,session,condition,topic,query_volume,result_volume,configurations');
    const own = lines.filter((line) => line.startsWith('R1,1,'));
    expect(own).toHaveLength(2);
    expect(own[0]).toMatch(/,[AB]:[12],,,1,VALID,false,1,,,10,2030-01-01T08:00:00\.000Z,"'=1\+1, ""quoted"""$/u);
    expect(own[1]).toMatch(/,2,VALID,true,3,,,10,/u);
    const parsed = JSON.parse(await service.export(team, study, 'JSON')) as { configurations: { label: string; name: string }[]; assignments: unknown[]; judgements: unknown[]; results: { completeness: object } };
    expect(parsed.configurations.map(({ label, name }) => [label, name])).toEqual([['A', 'secret configuration 0'], ['B', 'secret configuration 1']]);
    expect([parsed.assignments.length, parsed.judgements.length]).toEqual([20, 2]);
    expect(parsed.results.completeness).toMatchObject({ answered: 1, contradictory: 1 });
  });
});

describe('what is stored', () => {
  it('comes back as it went in, and is paged without a gap', async () => {
    const { study, readers } = await opened(relevance());
    expect(await team.readerStudies.getMany([study.id, newId('ReaderStudy')])).toEqual([study]);
    const { next } = await service.read(team, readers[0]!);
    const said = [];
    for (let at = 0; at < 5; at += 1) {
      said.push(await grade(readers[0]!, next!.id, 1));
      now = new Date(now.getTime() + (at % 2) * 1_000);
    }
    const first = await team.readerStudies.listJudgements(study.id, { first: 3 });
    const rest = await team.readerStudies.listJudgements(study.id, { first: 3, after: first.items[2]!.id });
    expect([first.totalCount, first.hasNextPage, rest.hasNextPage]).toEqual([5, true, false]);
    expect([...first.items, ...rest.items].map(({ id }) => id).sort()).toEqual(said.map(({ id }) => id).sort());
    const second = await service.create(team, relevance({ name: 'second' }));
    expect((await team.readerStudies.list({ first: 1 })).items.map(({ id }) => id)).toHaveLength(1);
    expect((await team.readerStudies.list({ first: 5 })).items.map(({ id }) => id).sort()).toEqual([study.id, second.study.id].sort());
  });

  it('is not stored when a volume went meanwhile', async () => {
    const { study } = await service.create(team, relevance());
    const content = await team.readerStudies.content(study.id);
    await team.volumes.erase(archive.volumes[0]!.id);
    const again = { ...study, id: newId('ReaderStudy') };
    await expect(team.readerStudies.insert(again, { ...content, readers: [], assignments: [] }, [])).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await team.readerStudies.get(again.id)).toBeNull();
  });
});
