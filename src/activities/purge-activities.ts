import { objectKeys } from '../services/object-keys.js';
import type { ObjectStore } from '../services/ports/object-store.js';
import type { ActivityContext } from './activity-context.js';
import { heartbeating } from './guarded.js';
import { tidyScratch } from './scratch.js';

export type PurgeActivities = ReturnType<typeof createPurgeActivities>;

interface Dependencies extends ActivityContext {
  readonly objects: ObjectStore;
  readonly scratchDirectory: string;
  readonly now?: () => Date;
}

export interface Purged {
  readonly queryVolumes: number;
  readonly uploads: number;
}

/** Objects first, then the row: a purge that is interrupted finds what is left by its row. */
export function createPurgeActivities({ catalogue, objects, log, scratchDirectory, now = () => new Date() }: Dependencies) {
  return {
    async purgeExpired(): Promise<Purged> {
      return heartbeating(log, async ({ signal }) => {
        const queries = await catalogue.operator.expiredQueryVolumes(now());
        for (const { teamId, id } of queries) {
          signal.throwIfAborted();
          await objects.deletePrefix(objectKeys.queryVolume(teamId, id));
          await catalogue.team(teamId).queryVolumes.delete(id);
        }
        const uploads = await catalogue.operator.expiredUploads(now());
        for (const { teamId, id, objectKey } of uploads) {
          signal.throwIfAborted();
          await objects.delete(objectKey);
          await objects.delete(objectKeys.incoming(teamId, id));
          await catalogue.team(teamId).uploads.delete(id);
        }
        await tidyScratch(scratchDirectory, now().getTime());
        return { queryVolumes: queries.length, uploads: uploads.length };
      });
    },
  };
}
