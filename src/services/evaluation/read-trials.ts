import type { EvaluationTaxonomy } from '../../domain/anatomy/taxonomy.js';
import type { TrialCount } from '../../domain/evaluation/trial-count.js';
import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import type { LabelTrial } from '../../domain/labels/label-trials.js';
import { objectKeys } from '../object-keys.js';
import type { TeamCatalogue } from '../ports/catalogue.js';
import type { ObjectStore } from '../ports/object-store.js';
import type { RetrievalRunRecord } from '../ports/run-records.js';
import { unpackLabelTrials, unpackTrials } from './ranked-list.js';

type Objects = Pick<ObjectStore, 'get' | 'head'>;
type Team = Pick<TeamCatalogue, 'teamId'>;
type Run = Pick<RetrievalRunRecord, 'id' | 'name' | 'state'>;

/** The trials of a run in each taxonomy that it is judged in, counted. */
export type TrialCounts = ReadonlyMap<EvaluationTaxonomy, readonly TrialCount[]>;

/** Null where none were kept, as in runs of before. */
export async function readTrials(objects: Objects, { teamId }: Team, { id }: Pick<Run, 'id'>): Promise<TrialCounts | null> {
  const content = await contentOf(objects, objectKeys.trials(teamId, id));
  return content === null ? null : new Map(unpackTrials(content).map(({ taxonomy, counts }) => [taxonomy, counts]));
}

/** The same of a run that is judged by a label of volumes, one a query. */
export async function readLabelTrials(objects: Objects, { teamId }: Team, { id }: Pick<Run, 'id'>): Promise<readonly LabelTrial[] | null> {
  const content = await contentOf(objects, objectKeys.labelTrials(teamId, id));
  return content === null ? null : unpackLabelTrials(content);
}

/** The trials of a run that has to have succeeded. Throws CONFLICT where there are none. */
export async function requireTrials(objects: Objects, team: Team, run: Run): Promise<TrialCounts> {
  return required(run, () => readTrials(objects, team, run));
}

/** The same of a run that is judged by a label of volumes. */
export async function requireLabelTrials(objects: Objects, team: Team, run: Run): Promise<readonly LabelTrial[]> {
  return required(run, () => readLabelTrials(objects, team, run));
}

async function contentOf(objects: Objects, key: string): Promise<Buffer | null> {
  return (await objects.head(key)) === null ? null : objects.get(key);
}

async function required<Trials>({ name, state }: Run, read: () => Promise<Trials | null>): Promise<Trials> {
  const trials = state === 'SUCCEEDED' ? await read() : null;
  if (trials !== null) return trials;
  throw new VoxseekError('CONFLICT', `The run "${name}" has no figures to compare: it is ${state.toLowerCase()}${state === 'SUCCEEDED' ? ', but of before its trials were kept. Run it again' : ''}.`, { path: 'runIds' });
}
