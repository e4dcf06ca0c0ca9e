import { sql } from 'drizzle-orm';
import type { TeamId } from '../../domain/ids.js';
import type { Database, Transaction } from './database.js';

/** A team's door to the database: row security shows it its own rows and no others. */
export interface TeamSession {
  readonly teamId: TeamId;
  /** One short transaction under the team; run anew after a deadlock, so `work` must do nothing but query. */
  readonly run: <T>(work: (tx: Transaction) => Promise<T>) => Promise<T>;
}

export function createTeamSession(database: Database, teamId: TeamId): TeamSession {
  return {
    teamId,
    run: (work) =>
      database.transaction(async (tx) => {
        await tx.execute(sql`select set_config('voxseek.team_id', ${teamId}, true)`);
        return work(tx);
      }),
  };
}
