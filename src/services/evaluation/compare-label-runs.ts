import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import { adjustLabelPairs, compareLabelPairs } from '../../domain/labels/compare-label.js';
import type { LabelPairComparison } from '../../domain/labels/compare-label.js';
import type { LabelTrial } from '../../domain/labels/label-trials.js';
import { inTurns } from '../in-turns.js';
import type { TeamCatalogue } from '../ports/catalogue.js';
import type { ObjectStore } from '../ports/object-store.js';
import type { RetrievalRunRecord } from '../ports/run-records.js';
import { requireLabelTrials } from './read-trials.js';

/** The pairs of runs that the same label judges. Throws CONFLICT for a run without figures, for runs of different galleries, and for runs without a query in common. */
export async function compareLabelRuns(objects: Pick<ObjectStore, 'get' | 'head'>, team: TeamCatalogue, runs: readonly RetrievalRunRecord[], seed: string): Promise<readonly LabelPairComparison[]> {
  const [first] = runs;
  const other = runs.find((run) => first !== undefined && galleryOf(run) !== galleryOf(first));
  if (other !== undefined) throw new VoxseekError('CONFLICT', `Only runs that search the same volumes can be compared, and "${other.name}" searches others than "${first?.name ?? ''}".`, { path: 'runIds' });
  const trials = new Map<string, readonly LabelTrial[]>();
  for (const run of runs) trials.set(run.id, await requireLabelTrials(objects, team, run));
  const pairs = adjustLabelPairs(await inTurns(compareLabelPairs(trials, { seed })));
  const apart = pairs.find(({ queries }) => queries === 0);
  if (apart !== undefined) {
    const nameOf = (id: string): string => runs.find((run) => run.id === id)?.name ?? id;
    throw new VoxseekError('CONFLICT', `Only runs over the same queries can be compared, and "${nameOf(apart.a)}" and "${nameOf(apart.b)}" have none in common.`, { path: 'runIds' });
  }
  return pairs;
}

function galleryOf({ snapshotId, protocol: { gallerySplits } }: RetrievalRunRecord): string {
  return JSON.stringify([snapshotId, gallerySplits === null ? null : [...gallerySplits].sort()]);
}
