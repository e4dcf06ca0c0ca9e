import type { GraphQLField, GraphQLInputType, GraphQLObjectType } from 'graphql';
import { getNamedType, isEnumType, isLeafType, isNonNullType, isObjectType, isRequiredArgument } from 'graphql';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { apiSchema } from '../../../src/api/schema.js';
import { asId } from '../../../src/domain/ids.js';
import type { TestApi, TestTeam } from '../../testkit/api.js';
import { startTestApi } from '../../testkit/api.js';
import { newId, record } from '../../testkit/seed.js';

const MANY = 8;
const schema = apiSchema();
type Field = GraphQLField<unknown, unknown>;
const fieldsOf = (type: GraphQLObjectType | null | undefined): readonly Field[] => Object.values(type?.getFields() ?? {});
const isConnection = (type: GraphQLObjectType): boolean => type.name.endsWith('Connection');

/** A field as it is selected: required arguments with any value, everything else left to its default. */
function selected({ name, args }: Field): string {
  const value = (type: GraphQLInputType): string => {
    if (isNonNullType(type)) return value(type.ofType);
    return isEnumType(type) ? (type.getValues()[0]?.name ?? '') : '0';
  };
  const given = args.filter(isRequiredArgument).map((arg) => `${arg.name}: ${value(arg.type)}`);
  return given.length === 0 ? name : `${name}(${given.join(', ')})`;
}

interface Step {
  readonly type: GraphQLObjectType;
  /** The fields from the root's items to here, connections with their `nodes`. */
  readonly path: readonly string[];
}

/** The items of a field: of objects, lists of objects and connections; null for a leaf. */
function itemsOf(field: Field): Step | null {
  const type = getNamedType(field.type);
  if (!isObjectType(type)) return null;
  if (!isConnection(type)) return { type, path: [selected(field)] };
  const node = getNamedType(type.getFields().nodes?.type);
  return isObjectType(node) ? { type: node, path: [selected(field), 'nodes'] } : null;
}

interface Case {
  readonly name: string;
  readonly query: string;
}

const within = (path: readonly string[], selection: string): string => path.reduceRight((inner, field) => `${field} { ${inner} }`, selection);

/** Worked out study by study; the limit on cost weighs each as a whole study. */
const ONE_BY_ONE = new Set(['ReaderStudy.results', 'ReaderStudy.judgements', 'ReaderStudy.export']);

/** One query for each field of objects of each type below the lists of the root, on the shortest way to the type, and one for all of its leaves. */
function casesOf(): { readonly cases: readonly Case[]; readonly seen: ReadonlySet<string> } {
  const roots = fieldsOf(schema.getQueryType()).filter((field) => field.args.some(({ name }) => name === 'first') && !field.args.some(isRequiredArgument));
  const queue = roots.map((root) => ({ root, step: { type: itemsOf(root)?.type, path: [] as readonly string[] } }));
  const seen = new Set<string>();
  const cases: Case[] = [];
  for (const { root, step } of queue) {
    const { type, path } = step;
    if (type === undefined || seen.has(type.name)) continue;
    seen.add(type.name);
    const add = (name: string, selection: string): void => void cases.push({ name, query: `query ($first: Int!) { ${root.name}(first: $first) { nodes { ${within(path, selection)} } } }` });
    const fields = fieldsOf(type).filter((field) => !ONE_BY_ONE.has(`${type.name}.${field.name}`));
    const leaves = fields.filter((field) => isLeafType(getNamedType(field.type)));
    if (leaves.length > 0) add(`${type.name}: ${leaves.map(({ name }) => name).join(' ')}`, leaves.map(selected).join(' '));
    for (const field of fields) {
      const items = itemsOf(field);
      if (items === null) continue;
      add(`${type.name}.${field.name}`, within(items.path, '__typename'));
      queue.push({ root, step: { type: items.type, path: [...path, ...items.path] } });
    }
  }
  return { cases, seen };
}

describe('a list', () => {
  let api: TestApi;
  let secret: string;

  /** One item of every kind, with something in all of its own lists; by the order of ids, so that the first two are of all sorts. */
  async function furnish(team: TestTeam, source: Awaited<ReturnType<TestTeam['volume']>>, place: number): Promise<void> {
    const { team: catalogue } = team;
    const volumes = [await team.volume({ id: asId('Volume', `vol_${place}-0`), derivedFrom: [source.id] }), await team.volume({ id: asId('Volume', `vol_${place}-1`) })];
    for (const { id } of volumes) await team.segmentation(id);
    const dataset = await team.dataset(volumes);
    const snapshotId = await team.snapshotOf(dataset.id);
    const recipe = await team.recipe();
    await team.index(recipe.id, { id: asId('VectorIndex', `idx_${place}-0`), scope: { kind: 'FOLLOWING', datasetIds: [dataset.id] } });
    const frozen = await team.index(recipe.id, { id: asId('VectorIndex', `idx_${place}-1`), scope: { kind: 'FROZEN', snapshotId } });
    const job = async () => (await catalogue.jobs.request({ id: newId('Job'), kind: 'RUN_RETRIEVAL', input: {} })).job.id;
    const run = record.run(snapshotId, { jobId: await job(), indexId: frozen.id, control: null });
    await catalogue.runs.insert(run);
    const benchmark = record.benchmark(snapshotId);
    const { config } = run;
    await catalogue.benchmarks.put({ ...benchmark, definition: { ...benchmark.definition, cells: [{ name: 'cell', indexId: frozen.id, control: null, config }] } });
    const benchmarkRun = record.benchmarkRun(benchmark.id, { jobId: await job(), runIds: [run.id] });
    await catalogue.benchmarks.insertRun(benchmarkRun);
    const schedule = record.schedule();
    await catalogue.schedules.insert(schedule, MANY);
    const first = await catalogue.schedules.openRun(record.scheduledRun(schedule.id, { state: 'FINISHED', benchmarkRunId: benchmarkRun.id }));
    const outcome = [{ cell: 'cell', measure: 'RECALL', taxonomy: 'COARSE_29', basis: 'SAME_RUN', value: 1, previousValue: 1, difference: 0, p: null, pHolm: null, patients: 0, patientsLeftOut: 0, fell: false }] as const;
    await catalogue.schedules.openRun(record.scheduledRun(schedule.id, { state: 'FINISHED', benchmarkRunId: benchmarkRun.id, previousRunId: first?.id ?? null, outcome, error: { code: 'INTERNAL', message: '', path: null, correlationId: null } }));
    const design = { kind: 'RELEVANCE', runIds: [run.id, run.id], depth: 1, cutoff: 1, readersPerPair: 1, threshold: 2 } as const;
    const study = record.readerStudy(snapshotId, { design });
    await catalogue.readerStudies.insert(study, record.studyContent(study.id, volumes[0]!.id, volumes[1]!.id), [`hash of ${place}`]);
    await team.token('READ');
  }

  beforeAll(async () => {
    api = await startTestApi(inject('stack').postgresAdminUrl, { limits: { cost: 100_000 } });
    const team = await api.team();
    const source = await team.volume({ id: asId('Volume', 'vol_source') });
    for (let place = 0; place < MANY; place += 1) await furnish(team, source, place);
    secret = await team.token('ADMIN');
  });
  afterAll(() => api.close());

  const { cases, seen } = casesOf();

  it('is looked at for every type that lists lead to', () => {
    const known = Object.values(schema.getTypeMap()).filter((type) => isObjectType(type) && !type.name.startsWith('__') && !/(?:Payload|Connection|Edge)$/u.test(type.name) && !['Query', 'Mutation', 'Subscription'].includes(type.name));
    // Given for one thing that is named, or by a search: what hangs on each of their items hangs on a list above as well.
    const ofStudies = ['ConfigurationDifference', 'ConfigurationGrades', 'Contrast', 'DiagnosticResults', 'Estimate', 'Judgement', 'PairAgreement', 'ReaderAssignment', 'ReaderKey', 'ReaderStudyResults', 'Reading', 'ReadingCompleteness', 'RelevanceResults', 'RunComparison', 'RunPair', 'ClassComparison', 'LabelMeasureComparison', 'ShownVolume'];
    const alone = ['EmbeddingSet', 'ImportPlan', 'ImportTotals', 'IndexStateSeen', 'LabelPrediction', 'LabelVotes', 'LeaderboardEntry', 'MatchLocation', 'MatchedRange', 'PageInfo', 'PlannedFile', 'QuerySliceHits', 'QueryVolume', 'RankedVolume', 'SearchTimes', 'SliceMatch', 'SliceSearchAnswer', 'SplitCount', 'Team', 'Upload', 'UserError', 'Viewer', 'VolumeLabel', 'VolumeSearchAnswer'];
    expect(known.map(({ name }) => name).filter((name) => !seen.has(name)).sort()).toEqual([...alone, ...ofStudies].sort());
    expect(cases.length).toBeGreaterThan(60);
  });

  it.each(cases)('costs as many statements for many items as for two: $name', async ({ query }) => {
    const statementsFor = async (first: number): Promise<number> => {
      api.takeStatements();
      const { data, errors } = await api.askText(query, { variables: { first }, secret });
      expect(errors).toBeUndefined();
      const [list] = Object.values(data as Record<string, { nodes: unknown[] }>);
      expect(list?.nodes).toHaveLength(first);
      return api.takeStatements().length;
    };
    expect(await statementsFor(MANY)).toBe(await statementsFor(2));
  });

  it('costs no more for pages after the first', async () => {
    const query = 'query ($first: Int!, $after: String) { datasets(first: $first) { nodes { volumes(first: 1, after: $after) { totalCount nodes { id } pageInfo { endCursor } } } } }';
    interface Data {
      readonly datasets: { readonly nodes: readonly { readonly volumes: { readonly totalCount: number; readonly nodes: readonly unknown[]; readonly pageInfo: { readonly endCursor: string } } }[] };
    }
    const ask = async (first: number, after: string | null) => (await api.askText(query, { variables: { first, after }, secret })).data as unknown as Data;
    const after = (await ask(1, null)).datasets.nodes[0]!.volumes.pageInfo.endCursor;
    api.takeStatements();
    const few = await ask(1, after);
    const forFew = api.takeStatements().length;
    expect(few.datasets.nodes[0]!.volumes).toMatchObject({ totalCount: 2, nodes: [{}] });
    await ask(MANY, after);
    expect(api.takeStatements()).toHaveLength(forFew);
  });
});
