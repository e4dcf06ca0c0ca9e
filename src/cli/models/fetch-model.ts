import { join } from 'node:path';
import { download } from '../../adapters/download/download.js';
import { readAvailableModels } from '../../adapters/onnx/available-models.js';
import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import type { Environment } from '../../environment.js';
import type { CatalogueEntry } from '../../services/models/catalogue-entry.js';
import { createProgressDisplay } from '../progress.js';
import { listenForStop } from '../stop-request.js';

export interface FetchModelOptions {
  readonly id: string;
  readonly acceptLicence?: boolean;
  readonly to?: string;
}

const MIB = 2 ** 20;

/** `voxseek models fetch`: the weights of an encoder, for its export. Throws NOT_FOUND, LICENCE_NOT_ACCEPTED, and what `download` throws. */
export async function runFetchModel({ id, acceptLicence = false, to }: FetchModelOptions, environment: Environment): Promise<void> {
  const entry = await findAvailable(environment.modelsDirectory, id);
  const { weights, license, obtain } = entry;
  if (weights === null) throw new VoxseekError('NOT_FOUND', `${entry.name} has no address that gives its weights. ${stepsOf(entry)}`, { path: id });
  requireAcceptance(entry, acceptLicence);
  const directory = to ?? join(environment.home, 'weights');
  const target = join(directory, weights.file);
  const display = createProgressDisplay(process.stderr);
  display.begin(`fetching ${weights.file}`);
  const stop = listenForStop();
  try {
    const { sha256, bytes } = await download({
      ...{ url: weights.url, target, sha256: weights.sha256, token: license.gated ? environment.hubToken : null, signal: stop.signal },
      onProgress: ({ done, total }) => display.update({ done: Math.round(done / MIB), total: total === null ? null : Math.round(total / MIB), unit: 'MiB' }),
    });
    display.end(`${Math.round(bytes / MIB)} MiB`);
    process.stdout.write(`${target}\nSHA-256 ${sha256}${weights.sha256 === null ? ' (its home publishes none: compare it with a source that you trust)' : ''}\n`);
    if (obtain.kind === 'EXPORT') process.stdout.write(`next: python tools/export/export.py ${obtain.recipe} --weights ${target} --out ${environment.modelsDirectory}\n`);
  } catch (error) {
    display.fail(stop.signal.aborted ? 'stopped; fetch again to go on' : 'failed');
    if (!stop.signal.aborted) throw error;
    process.exitCode = 130;
  }
}

const stepsOf = ({ obtain }: CatalogueEntry): string => (obtain.kind === 'MANUAL' ? obtain.steps.map((step, index) => `${index + 1}. ${step}`).join(' ') : `Export it: tools/export/export.py ${obtain.recipe}.`);

async function findAvailable(directory: string, wanted: string): Promise<CatalogueEntry> {
  const entries = await readAvailableModels(directory);
  const found = entries.find(({ id }) => id === wanted || id === `mod_${wanted}`);
  if (found !== undefined) return found;
  throw new VoxseekError('NOT_FOUND', `There is no encoder "${wanted}". There are: ${entries.map(({ id }) => id.replace(/^mod_/u, '')).join(', ')}.`, { path: 'id' });
}

/** Terms that anybody may keep without a thought need no acknowledgement. */
function requireAcceptance({ name, license }: CatalogueEntry, accepted: boolean): void {
  const plain = license.spdx !== null && !license.gated && license.commercialUse === 'ALLOWED';
  if (plain || accepted) return;
  const terms = [license.spdx ?? 'terms of its own', license.note, license.url].filter((part) => part !== null).join(' — ');
  throw new VoxseekError('LICENCE_NOT_ACCEPTED', `${name}: ${terms}. Read them, then fetch again with --accept-licence.`, { path: '--accept-licence' });
}
