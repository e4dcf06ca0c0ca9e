import type { EvaluationTaxonomy } from '../../domain/anatomy/taxonomy.js';
import type { TrialCount } from '../../domain/evaluation/trial-count.js';
import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import { objectKeys } from '../object-keys.js';
import type { TeamCatalogue } from '../ports/catalogue.js';
import type { ObjectStore } from '../ports/object-store.js';
import type { RetrievalRunRecord } from '../ports/run-records.js';
import { unpackTrials } from './ranked-list.js';

type Objects = Pick<ObjectStore, 'get' | 'head'>;
type Team = Pick<TeamCatalogue, 'teamId'>;

/** The trials of a run in each taxonomy that it is judged in, counted. */
export type TrialCounts = ReadonlyMap<EvaluationTaxonomy, readonly TrialCount[]>;

/** Null where none were kept, as in runs of before. */
export async function readTrials(objects: Objects, { teamId }: Team, { id }: Pick<RetrievalRunRecord, 'id'>): Promise<TrialCounts | null> {
  const key = objectKeys.trials(teamId, id);
  if ((await objects.head(key)) === null) return null;
  return new Map(unpackTrials(await objects.get(key)).map(({ taxonomy, counts }) => [taxonomy, counts]));
}

/** The same of a run that has to have succeeded. Throws CONFLICT where there are none. */
export async function requireTrials(objects: Objects, team: Team, run: Pick<RetrievalRunRecord, 'id' | 'name' | 'state'>): Promise<TrialCounts> {
  const { name, state } = run;
  const trials = state === 'SUCCEEDED' ? await readTrials(objects, team, run) : null;
  if (trials !== null) return trials;
  throw new VoxseekError('CONFLICT', `The run "${name}" has no figures to compare: it is ${state.toLowerCase()}${state === 'SUCCEEDED' ? ', but of before its trials were kept. Run it again' : ''}.`, { path: 'runIds' });
}
