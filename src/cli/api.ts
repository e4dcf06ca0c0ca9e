import { setInterval } from 'node:timers';
import { migrate } from '../adapters/postgres/migrate.js';
import { createApi } from '../api/create-api.js';
import type { Environment } from '../environment.js';
import { createScheduleKeeper } from '../services/schedules/schedule-keeper.js';
import { requireAddresses } from './addresses.js';
import { createLog } from './log.js';
import { reportReady } from './report-ready.js';
import { listenForStop } from './stop-request.js';
import { apiServices } from './wiring/api-services.js';
import { offerBundledModels } from './wiring/bundled-models.js';
import { openParts } from './wiring/parts.js';

const SWEEP_EVERY_MS = 10_000;
const KEEP_EVERY_MS = 15_000;

/** `voxseek api`: migrates the tables where it may, then serves until it is told to stop. */
export async function runApi(_options: object, environment: Environment): Promise<void> {
  const addresses = requireAddresses(environment);
  const log = createLog(environment.logLevel);
  const stop = listenForStop();
  if (addresses.databaseOwnerUrl !== null) {
    const app = new URL(addresses.databaseUrl);
    await migrate({ ownerUrl: addresses.databaseOwnerUrl, appRole: decodeURIComponent(app.username), appPassword: decodeURIComponent(app.password) });
  }
  const parts = await openParts(environment, addresses, log);
  await offerBundledModels(parts.models, parts.catalogue.operator);
  const api = await createApi(apiServices(parts, environment, addresses.pseudonymKey, log)).listen(environment.apiHost, environment.apiPort);
  const sweeper = setInterval(() => {
    parts.jobs.sweep().catch((error: unknown) => log.warn({ error: String(error) }, 'unstarted jobs could not be swept'));
  }, SWEEP_EVERY_MS);
  const keeper = createScheduleKeeper({ catalogue: parts.catalogue, engine: parts.schedules, log });
  const keeping = setInterval(() => {
    keeper.keep().catch((error: unknown) => log.warn({ error: String(error) }, 'schedules could not be kept'));
  }, KEEP_EVERY_MS);
  reportReady({ url: api.url });
  log.info({ url: api.url }, 'serving');

  await stop.requested;
  clearInterval(sweeper);
  clearInterval(keeping);
  await api.close();
  await parts.close();
  process.disconnect?.();
}
