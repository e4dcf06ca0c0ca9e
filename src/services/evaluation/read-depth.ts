import type { EvaluationTaxonomy } from '../../domain/anatomy/taxonomy.js';
import type { DepthByClass } from '../../domain/evaluation/depth/depth-summary.js';
import { objectKeys } from '../object-keys.js';
import type { TeamCatalogue } from '../ports/catalogue.js';
import type { ObjectStore } from '../ports/object-store.js';
import type { RetrievalRunRecord } from '../ports/run-records.js';
import { unpackDepth } from './ranked-list.js';

/** The measures at depth of a finished run, class by class; none in modes that have none, for a control, and for runs of before they were kept. */
export async function readDepth(objects: Pick<ObjectStore, 'get' | 'head'>, { teamId }: TeamCatalogue, { id, state, metrics }: RetrievalRunRecord, taxonomy: EvaluationTaxonomy): Promise<readonly DepthByClass[]> {
  if (state !== 'SUCCEEDED' || (metrics?.depth ?? []).every((measures) => measures.length === 0)) return [];
  const key = objectKeys.depth(teamId, id);
  if ((await objects.head(key)) === null) return [];
  return unpackDepth(await objects.get(key)).find((one) => one.taxonomy === taxonomy)?.measures ?? [];
}
