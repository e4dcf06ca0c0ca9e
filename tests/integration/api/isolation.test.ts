import type { GraphQLField, GraphQLInputObjectType, GraphQLInputType, GraphQLObjectType } from 'graphql';
import { getNamedType, isEnumType, isInputObjectType, isListType, isNonNullType, isRequiredArgument, isRequiredInputField } from 'graphql';
import { createClient } from 'graphql-ws';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import WebSocket from 'ws';
import { apiSchema } from '../../../src/api/schema.js';
import { ID_PREFIXES } from '../../../src/domain/ids.js';
import type { IdKind } from '../../../src/domain/ids.js';
import { encodeNpy } from '../../../src/services/embedding/npy.js';
import { objectKeys } from '../../../src/services/object-keys.js';
import { createReaderKey } from '../../../src/services/reader-studies/reader-key.js';
import type { TestApi, TestTeam } from '../../testkit/api.js';
import { startTestApi } from '../../testkit/api.js';
import { hashOf, newId, record } from '../../testkit/seed.js';

const schema = apiSchema();
const fieldsOf = (type: GraphQLObjectType | null | undefined): readonly GraphQLField<unknown, unknown>[] => Object.values(type?.getFields() ?? {});

/** What each argument or input field of type ID names. A new one that is not listed fails the suite. */
const KIND_OF_ID: Readonly<Record<string, IdKind | 'ANY'>> = {
  'node.id': 'ANY',
  'dataset.id': 'Dataset',
  'snapshot.id': 'Snapshot',
  'volume.id': 'Volume',
  'upload.id': 'Upload',
  'model.id': 'Model',
  'modelGraph.uploadId': 'Upload',
  'recipe.id': 'Recipe',
  'index.id': 'VectorIndex',
  'queryVolume.id': 'QueryVolume',
  'retrievalRun.id': 'RetrievalRun',
  'benchmark.id': 'Benchmark',
  'benchmarkRun.id': 'BenchmarkRun',
  'benchmarkSchedule.id': 'BenchmarkSchedule',
  'updateBenchmarkSchedule.id': 'BenchmarkSchedule',
  'pauseBenchmarkSchedule.id': 'BenchmarkSchedule',
  'resumeBenchmarkSchedule.id': 'BenchmarkSchedule',
  'triggerBenchmarkSchedule.id': 'BenchmarkSchedule',
  'deleteBenchmarkSchedule.id': 'BenchmarkSchedule',
  'patient.id': 'Patient',
  'study.id': 'Study',
  'embeddingSet.snapshotId': 'Snapshot',
  'embeddingSet.recipeId': 'Recipe',
  'readerStudy.id': 'ReaderStudy',
  'compareRuns.runIds': 'RetrievalRun',
  'leaderboard.snapshotId': 'Snapshot',
  'leaderboard.datasetId': 'Dataset',
  'job.id': 'Job',
  'deleteDataset.id': 'Dataset',
  'takeSnapshot.datasetId': 'Dataset',
  'deleteVolume.id': 'Volume',
  'deleteModel.id': 'Model',
  'deleteRecipe.id': 'Recipe',
  'buildIndex.id': 'VectorIndex',
  'reconcileIndex.id': 'VectorIndex',
  'dropIndex.id': 'VectorIndex',
  'deleteQueryVolume.id': 'QueryVolume',
  'revokeToken.id': 'ApiToken',
  'openReaderStudy.id': 'ReaderStudy',
  'closeReaderStudy.id': 'ReaderStudy',
  'cancelJob.id': 'Job',
  'completeUpload.id': 'Upload',
  'jobProgress.jobId': 'Job',
  'ImportVolumeInput.uploadId': 'Upload',
  'ImportVolumeInput.datasetId': 'Dataset',
  'SegmentationUploadInput.uploadId': 'Upload',
  'ImportDirectoryInput.datasetId': 'Dataset',
  'ImportFromDicomWebInput.datasetId': 'Dataset',
  'RegisterModelInput.uploadId': 'Upload',
  'CreateRecipeInput.modelId': 'Model',
  'ReductionInput.snapshotId': 'Snapshot',
  'EmbedDatasetInput.datasetId': 'Dataset',
  'EmbedDatasetInput.snapshotId': 'Snapshot',
  'EmbedDatasetInput.recipeId': 'Recipe',
  'FindDuplicatesInput.datasetId': 'Dataset',
  'FindDuplicatesInput.snapshotId': 'Snapshot',
  'FindDuplicatesInput.recipeId': 'Recipe',
  'ReviewDuplicatesInput.firstId': 'Volume',
  'ReviewDuplicatesInput.secondId': 'Volume',
  'CreateIndexInput.recipeId': 'Recipe',
  'CreateIndexInput.snapshotId': 'Snapshot',
  'CreateIndexInput.datasetIds': 'Dataset',
  'CreateQueryVolumeInput.uploadId': 'Upload',
  'CreateQueryVolumeInput.volumeId': 'Volume',
  'CreateQueryVolumeInput.recipeId': 'Recipe',
  'VolumeFilterInput.datasetId': 'Dataset',
  'VolumeFilterInput.patientId': 'Patient',
  'QuerySourceInput.volumeId': 'Volume',
  'QuerySourceInput.queryVolumeId': 'QueryVolume',
  'QueryRegionInput.segmentationId': 'Segmentation',
  'QueryMaskInput.uploadId': 'Upload',
  'SearchSlicesInput.indexId': 'VectorIndex',
  'SearchVolumesInput.indexId': 'VectorIndex',
  'StartRetrievalRunInput.snapshotId': 'Snapshot',
  'StartRetrievalRunInput.indexId': 'VectorIndex',
  'StartBenchmarkInput.snapshotId': 'Snapshot',
  'StartBenchmarkInput.indexIds': 'VectorIndex',
  'RelevanceStudyInput.runIds': 'RetrievalRun',
  'RelevanceStudyInput.queryVolumeIds': 'Volume',
  'DiagnosticStudyInput.runId': 'RetrievalRun',
  'DiagnosticCaseInput.volumeId': 'Volume',
  'RecordJudgementInput.assignmentId': 'Assignment',
  'RecordAnswerInput.assignmentId': 'Assignment',
};

/** These are for readers: they are asked with the key of one in place of a token. */
const FOR_READERS: ReadonlySet<string> = new Set(['nextAssignment', 'recordJudgement', 'recordAnswer']);

/** Of these a request gives exactly one; the first is taken for its own case, the others for theirs. */
const ALTERNATIVES: readonly (readonly string[])[] = [
  ['CreateQueryVolumeInput.uploadId', 'CreateQueryVolumeInput.volumeId'],
  ['EmbedDatasetInput.datasetId', 'EmbedDatasetInput.snapshotId'],
  ['FindDuplicatesInput.datasetId', 'FindDuplicatesInput.snapshotId'],
  ['CreateIndexInput.snapshotId', 'CreateIndexInput.datasetIds'],
  ['QuerySourceInput.volumeId', 'QuerySourceInput.queryVolumeId'],
  ['StartRetrievalRunInput.indexId', 'StartRetrievalRunInput.control'],
  ['CreateReaderStudyInput.relevance', 'CreateReaderStudyInput.diagnostic'],
];

/** Values without which a request is refused before its ids are looked at. */
const PLAIN: Readonly<Record<string, unknown>> = {
  'CreateUploadInput.sha256': 'a'.repeat(64),
  'RegisterModelInput.entry': {},
  'SegmentationUploadInput.taxonomy': 'COARSE_29',
  'ImportFromDicomWebInput.server': 'archive',
  'ImportFromDicomWebInput.query': [{ key: 'PatientID', value: 'x' }],
  'QueryRegionInput.region': 'liver',
  'StartRetrievalRunInput.config': { mode: 'VOLUME' },
  'StartBenchmarkInput.modes': ['VOLUME'],
};

interface Ids {
  readonly own: Readonly<Record<string, string>>;
  readonly foreign: Readonly<Record<string, string>>;
}

/** One place in the arguments of a field where an id stands. */
interface Place {
  readonly field: string;
  readonly key: string;
  readonly path: readonly string[];
}

function placesIn(type: GraphQLInputType, key: string, path: readonly string[], field: string): readonly Place[] {
  const named = getNamedType(type);
  if (named.name === 'ID') return [{ field, key, path }];
  if (!isInputObjectType(named)) return [];
  return Object.values(named.getFields()).flatMap((inner) => placesIn(inner.type, `${named.name}.${inner.name}`, [...path, inner.name], field));
}

const placesOf = (field: GraphQLField<unknown, unknown>): readonly Place[] => field.args.flatMap((arg) => placesIn(arg.type, `${field.name}.${arg.name}`, [arg.name], field.name));

const alternativesOf = (key: string): readonly string[] => ALTERNATIVES.find((group) => group.includes(key)) ?? [];

/** Arguments in which every id is the caller's own, save the one at `place`. */
function valueFor(type: GraphQLInputType, key: string, path: readonly string[], place: Place, idAtPlace: string, own: Ids['own']): unknown {
  if (isNonNullType(type)) return valueFor(type.ofType, key, path, place, idAtPlace, own);
  if (key in PLAIN) return PLAIN[key];
  if (isListType(type)) return [valueFor(type.ofType, key, path, place, idAtPlace, own)];
  if (type.name === 'ID') return path.join('.') === place.path.join('.') ? idAtPlace : own[KIND_OF_ID[key] ?? ''];
  if (isEnumType(type)) return type.getValues()[0]?.name;
  if (isInputObjectType(type)) return inputFor(type, path, place, idAtPlace, own);
  return { Int: 1, Float: 1, String: 'text', Boolean: true }[type.name as 'Int'];
}

function inputFor(type: GraphQLInputObjectType, path: readonly string[], place: Place, idAtPlace: string, own: Ids['own']): object {
  const entries = Object.values(type.getFields()).flatMap((inner): [string, unknown][] => {
    const key = `${type.name}.${inner.name}`;
    const innerPath = [...path, inner.name];
    const leadsToPlace = place.path.join('.').startsWith(innerPath.join('.')) && (place.path.length === innerPath.length || place.path[innerPath.length - 1] === inner.name);
    const group = alternativesOf(key);
    const chosenElsewhere = group.some((other) => other !== key && (other === place.key || place.path[path.length] === other.split('.')[1]));
    const wantedOfGroup = group.length > 0 && !group.includes(place.key) && group[0] === key;
    if (!leadsToPlace && !isRequiredInputField(inner) && !wantedOfGroup) return [];
    if (chosenElsewhere) return [];
    return [[inner.name, valueFor(inner.type, key, innerPath, place, idAtPlace, own)]];
  });
  return Object.fromEntries(entries);
}

function argumentsFor(field: GraphQLField<unknown, unknown>, place: Place, idAtPlace: string, own: Ids['own']): Record<string, unknown> {
  return Object.fromEntries(
    field.args
      .filter((arg) => isRequiredArgument(arg) || arg.name === place.path[0])
      .map((arg) => [arg.name, valueFor(arg.type, `${field.name}.${arg.name}`, [arg.name], place, idAtPlace, own)]),
  );
}

function documentFor(operation: string, field: GraphQLField<unknown, unknown>, names: readonly string[]): string {
  const args = field.args.filter((arg) => names.includes(arg.name));
  const declared = args.map((arg) => `$${arg.name}: ${String(arg.type)}`).join(', ');
  const passed = args.map((arg) => `${arg.name}: $${arg.name}`).join(', ');
  const head = declared === '' ? operation : `${operation} (${declared})`;
  const selection = operation === 'mutation' ? '{ userErrors { code message path } }' : '{ __typename }';
  return `${head} { ${field.name}${passed === '' ? '' : `(${passed})`} ${selection} }`;
}

describe('another team’s things', () => {
  let api: TestApi;
  let secret: string;
  let readerKey: string;
  let ids: Ids;

  async function idsOf(team: TestTeam): Promise<Record<string, string>> {
    const volume = await team.volume();
    const segmentation = await team.segmentation(volume.id);
    const dataset = await team.dataset([volume]);
    const snapshot = await team.snapshotOf(dataset.id);
    const recipe = await team.recipe();
    const index = await team.index(recipe.id, { scope: { kind: 'FROZEN', snapshotId: snapshot }, parameters: { kind: 'EXACT' }, collection: null });
    const { team: catalogue } = team;
    const objectKey = objectKeys.embedding(catalogue.teamId, volume.id, recipe.id);
    await api.objects.put(objectKey, encodeNpy({ rows: 4, columns: 8, data: new Float32Array(32).fill(0.5) }));
    await catalogue.embeddings.put(record.embedding(volume.id, recipe.id, { objectKey }));
    // Found by the searches below, so that a filter has something to let through or to leave out.
    const found = await team.volume();
    const foundKey = objectKeys.embedding(catalogue.teamId, found.id, recipe.id);
    await api.objects.put(foundKey, encodeNpy({ rows: 4, columns: 8, data: new Float32Array(32).fill(0.5) }));
    await catalogue.embeddings.put(record.embedding(found.id, recipe.id, { objectKey: foundKey }));
    await catalogue.datasets.putMember(dataset.id, record.member(found.id));
    await catalogue.indexes.addVolumes(index.id, [volume.id, found.id]);
    const { id: token } = await team.revocableToken();
    const upload = record.upload({ state: 'RECEIVED' });
    await catalogue.uploads.insert(upload, newId('Upload'));
    const query = record.queryVolume(recipe.id);
    await catalogue.queryVolumes.insert(query);
    const jobId = newId('Job');
    const { job } = await catalogue.jobs.request({ id: jobId, kind: 'RUN_RETRIEVAL', input: {} });
    const run = record.run(snapshot, { jobId: job.id });
    await catalogue.runs.insert(run);
    const benchmark = record.benchmark(snapshot);
    await catalogue.benchmarks.put(benchmark);
    const benchmarkRun = record.benchmarkRun(benchmark.id, { jobId: job.id });
    await catalogue.benchmarks.insertRun(benchmarkRun);
    const schedule = record.schedule();
    await catalogue.schedules.insert(schedule, 9);
    const scheduledRun = record.scheduledRun(schedule.id);
    await catalogue.schedules.openRun(scheduledRun);
    const study = record.readerStudy(snapshot);
    const content = record.studyContent(study.id, volume.id, volume.id);
    const key = createReaderKey();
    await catalogue.readerStudies.insert(study, content, [hashOf(key)]);
    readerKey ??= key;
    return {
      ...{ BenchmarkSchedule: schedule.id, ScheduledRun: scheduledRun.id },
      ...{ ReaderStudy: study.id, Assignment: content.assignments[0]?.id ?? '' },
      ...{ Team: catalogue.teamId, Volume: volume.id, Patient: found.patientId, Study: volume.studyId, ApiToken: token, Segmentation: segmentation.id, Dataset: dataset.id, Snapshot: snapshot, Model: recipe.modelId },
      ...{ Recipe: recipe.id, VectorIndex: index.id, Upload: upload.id, QueryVolume: query.id, Job: job.id, Found: found.id, RetrievalRun: run.id, Benchmark: benchmark.id, BenchmarkRun: benchmarkRun.id },
    };
  }

  beforeAll(async () => {
    api = await startTestApi(inject('stack').postgresAdminUrl);
    const [mine, theirs] = [await api.team(), await api.team()];
    ids = { own: await idsOf(mine), foreign: await idsOf(theirs) };
    secret = await mine.token('ADMIN');
  });
  afterAll(() => api.close());

  const roots = [
    ['query', schema.getQueryType()],
    ['mutation', schema.getMutationType()],
    ['subscription', schema.getSubscriptionType()],
  ] as const;

  it('are named by arguments that this suite knows, all of them', () => {
    const found = roots.flatMap(([, type]) => fieldsOf(type).flatMap((field) => placesOf(field).map((place) => place.key)));
    expect(found.filter((key) => !(key in KIND_OF_ID))).toEqual([]);
    const nested = Object.values(schema.getTypeMap())
      .filter((type) => 'getInterfaces' in type && !type.name.startsWith('__') && !roots.some(([, root]) => root === type))
      .flatMap((type) => fieldsOf(type as GraphQLObjectType).flatMap((field) => placesOf(field)));
    expect(nested).toEqual([]);
  });

  /** The answer without the one id that was asked for, so that the answers to two ids can be compared. */
  const answerTo = async (operation: 'query' | 'mutation', field: GraphQLField<unknown, unknown>, place: Place, id: string): Promise<string> => {
    const variables = argumentsFor(field, place, id, ids.own);
    const answer = await api.askText(documentFor(operation, field, Object.keys(variables)), { variables, secret: FOR_READERS.has(field.name) ? readerKey : secret });
    return JSON.stringify(answer).replaceAll(id, '<id>').replace(/[0-9a-f]{8}-[0-9a-f-]{27}/gu, '<uuid>');
  };

  const cases = roots
    .filter(([operation]) => operation !== 'subscription')
    .flatMap(([operation, type]) => fieldsOf(type).flatMap((field) => placesOf(field).map((place) => ({ operation: operation as 'query' | 'mutation', field, place, name: `${place.field} ${place.path.join('.')}` }))));

  it.each(cases)('look as if they were not there: $name', async ({ operation, field, place }) => {
    const kind = KIND_OF_ID[place.key];
    const kinds = kind === 'ANY' ? Object.keys(ids.foreign).filter((each) => each in ID_PREFIXES) : [kind ?? ''];
    for (const each of kinds) {
      const foreign = ids.foreign[each] ?? '';
      const absent = newId(each as IdKind);
      const answer = await answerTo(operation, field, place, foreign);
      expect(answer).toBe(await answerTo(operation, field, place, absent));
      expect(answer).not.toContain('INTERNAL');
      // A filter finds nothing and `node` is null; all else says that there is nothing of this id.
      if (!place.key.startsWith('VolumeFilterInput') && place.field !== 'node') expect(answer).toContain('NOT_FOUND');
    }
  });

  it.each(cases.filter(({ place }) => place.key.startsWith('VolumeFilterInput')))('are filtered out where one’s own are found: $name', async ({ operation, field, place }) => {
    const kind = KIND_OF_ID[place.key] ?? '';
    const outcome = async (id: string): Promise<readonly unknown[]> => {
      const variables = argumentsFor(field, place, id, ids.own);
      const selection = { volumes: '{ totalCount }', searchVolumes: '{ volumes { volume { id } } }', searchSlices: '{ hits { nearest { slice { volumeId } } } }' }[field.name] ?? '';
      const { data, errors } = await api.askText(documentFor(operation, field, Object.keys(variables)).replace('{ __typename }', selection), { variables, secret });
      return [errors?.[0]?.extensions.code ?? null, data === null ? null : JSON.stringify(data)];
    };
    const own = await outcome(ids.own[kind] ?? '');
    expect(own[0]).toBeNull();
    expect(own[1]).toContain(field.name === 'volumes' ? (kind === 'Dataset' ? '"totalCount":2' : '"totalCount":1') : ids.own.Found);
    const foreign = await outcome(ids.foreign[kind] ?? '');
    if (field.name === 'volumes') expect(foreign).toEqual([null, '{"volumes":{"totalCount":0}}']);
    else expect(foreign[0]).toBe('EMPTY_GALLERY');
    expect(foreign).toEqual(await outcome(newId(kind as IdKind)));
  });

  it('are in no list', async () => {
    const lists = fieldsOf(schema.getQueryType()).filter((field) => field.args.every((arg) => !isRequiredArgument(arg)) && field.name !== 'viewer' && !FOR_READERS.has(field.name));
    expect(lists.length).toBeGreaterThan(5);
    for (const list of lists) {
      const { data, errors } = await api.askText(`{ ${list.name}(first: 100) { nodes { id } } }`, { secret });
      expect(errors).toBeUndefined();
      const text = JSON.stringify(data);
      for (const id of Object.values(ids.foreign)) expect(text).not.toContain(id);
    }
  });

  it('send nothing over a subscription', async () => {
    const subscriptions = fieldsOf(schema.getSubscriptionType());
    expect(subscriptions.map((field) => field.name)).toEqual(['jobProgress']);
    const client = createClient({ url: `${api.url.replace('http', 'ws')}/graphql`, webSocketImpl: WebSocket, connectionParams: { authorization: `Bearer ${secret}` }, retryAttempts: 0 });
    const answerOf = async (id: string): Promise<string> => {
      const events: unknown[] = [];
      await new Promise<void>((resolve) => {
        client.subscribe({ query: 'subscription ($id: ID!) { jobProgress(jobId: $id) { id } }', variables: { id } }, { next: (event) => events.push(event), error: (error) => { events.push(error); resolve(); }, complete: resolve });
      });
      return JSON.stringify(events).replaceAll(id, '<id>');
    };
    const answer = await answerOf(ids.foreign.Job ?? '');
    expect(answer).toBe(await answerOf(newId('Job')));
    expect(answer).toContain('NOT_FOUND');
    await client.dispose();
  });

  it('have no addresses: thumbnails', async () => {
    const see = async (id: string): Promise<string> => {
      const response = await fetch(`${api.url}/volumes/${id}/slices/0.png`, { headers: { authorization: `Bearer ${secret}` } });
      return `${response.status} ${(await response.text()).replaceAll(id, '<id>')}`;
    };
    const answer = await see(ids.foreign.Volume ?? '');
    expect(answer).toBe(await see(newId('Volume')));
    expect(answer).toMatch(/^404 .*NOT_FOUND/u);
  });

  it('are still there afterwards', async () => {
    const theirs = api.database.catalogue.team(ids.foreign.Team as never);
    expect(await theirs.volumes.get(ids.foreign.Volume as never)).not.toBeNull();
    expect(await theirs.datasets.get(ids.foreign.Dataset as never)).not.toBeNull();
    expect(await theirs.indexes.get(ids.foreign.VectorIndex as never)).not.toBeNull();
    expect(await theirs.recipes.get(ids.foreign.Recipe as never)).not.toBeNull();
    expect((await theirs.tokens.list({ first: 10 })).items.map(({ id }) => id)).toEqual([ids.foreign.ApiToken]);
    expect(await theirs.readerStudies.get(ids.foreign.ReaderStudy as never)).toMatchObject({ state: 'OPEN' });
    expect(await theirs.readerStudies.judgements(ids.foreign.ReaderStudy as never)).toEqual([]);
  });
});
