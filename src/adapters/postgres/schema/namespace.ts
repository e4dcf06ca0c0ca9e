import { pgSchema, text, timestamp } from 'drizzle-orm/pg-core';
import type { TeamId } from '../../../domain/ids.js';

export const voxseek = pgSchema('voxseek');

/** An instant to the millisecond, so that a `Date` comes back as it went in. */
export const instant = (name: string) => timestamp(name, { withTimezone: true, precision: 3, mode: 'date' });

/**
 * The first column of every tenant table and of its key: the same content-derived id may exist in two teams, and a row never points
 * at another team's.
 */
export const tenant = () => text('team_id').$type<TeamId>().notNull();
