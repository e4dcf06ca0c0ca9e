import { createHash } from 'node:crypto';
import type { BenchmarkDocument } from '../benchmarks/document/benchmark-document.js';
import { modelNamed } from '../benchmarks/document/named-model.js';
import type { TeamCatalogue } from '../ports/catalogue.js';
import type { Watched } from '../ports/schedule-records.js';

/**
 * A hash of what is watched as it is now: the hash of each data set's members and labels, and the revision of each encoder. A data set or
 * encoder that is not there is a state as well, so that it is noticed when it comes and when it goes.
 */
export async function stateOf(team: TeamCatalogue, document: BenchmarkDocument, of: readonly Watched[]): Promise<string> {
  const state = { datasets: of.includes('DATASETS') ? await datasetsOf(team, document) : null, models: of.includes('MODELS') ? await modelsOf(team, document) : null };
  return createHash('sha256').update(JSON.stringify(state)).digest('hex');
}

async function datasetsOf(team: TeamCatalogue, { gallery, queries }: BenchmarkDocument): Promise<readonly (readonly [string, string | null])[]> {
  const states: [string, string | null][] = [];
  for (const name of new Set([gallery.dataset, ...(queries === undefined ? [] : [queries.dataset])])) {
    const dataset = await team.datasets.findByName(name);
    states.push([name, dataset === null ? null : await team.snapshots.presentHash(dataset.id)]);
  }
  return states;
}

async function modelsOf(team: TeamCatalogue, { encoders }: BenchmarkDocument): Promise<readonly (readonly string[])[]> {
  const { items } = await team.models.list({ first: 1_000 });
  return encoders.map(({ model: wanted }) => {
    const model = modelNamed(items, wanted);
    return model === null ? [wanted] : [wanted, model.id, model.revision, model.sha256];
  });
}
