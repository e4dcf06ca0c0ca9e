import { sql } from 'drizzle-orm';
import type { SQL } from 'drizzle-orm';
import type { TeamId } from '../../domain/ids.js';
import type { Transaction } from './database.js';

const nameOf = (teamId: TeamId): SQL => sql`hashtextextended(${`voxseek.objects ${teamId}`}, 0)`;

/** Taken by whoever adds a row that keeps an object, before the row, until the end of its transaction; any number at once. */
export async function shareObjectLock(tx: Transaction, teamId: TeamId): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock_shared(${nameOf(teamId)})`);
}

/** Taken by whoever deletes objects that no row keeps: waits for the transactions above, and holds the next ones back. */
export async function ownObjectLock(tx: Transaction, teamId: TeamId): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(${nameOf(teamId)})`);
}
