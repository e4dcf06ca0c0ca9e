import type { Environment } from '../environment.js';
import { readCard } from './client/dataset-card.js';
import { requireDataset } from './client/datasets.js';
import { openClient } from './client/open-client.js';
import { datasetCardText } from './dataset-card-text.js';

export interface DatasetCardOptions {
  readonly dataset: string;
  readonly snapshot?: string;
  readonly json?: boolean;
}

/** `voxseek dataset card`: what a data set holds now, or held in a snapshot. */
export async function runDatasetCard({ dataset, snapshot, json }: DatasetCardOptions, environment: Environment): Promise<void> {
  const client = await openClient(environment);
  const card = await readCard(client, snapshot === undefined ? { dataset: await requireDataset(client, dataset) } : { snapshot });
  process.stdout.write(`${json === true ? JSON.stringify(card, null, 2) : datasetCardText(card, dataset)}\n`);
}
