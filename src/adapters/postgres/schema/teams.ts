import { index, text } from 'drizzle-orm/pg-core';
import type { ApiTokenId, TeamId } from '../../../domain/ids.js';
import type { Scope } from '../../../services/ports/records.js';
import { instant, tenant, voxseek } from './namespace.js';

export const teams = voxseek.table('teams', {
  id: text('id').$type<TeamId>().primaryKey(),
  name: text('name').notNull().unique(),
  createdAt: instant('created_at').notNull().defaultNow(),
});

export const apiTokens = voxseek.table(
  'api_tokens',
  {
    id: text('id').$type<ApiTokenId>().primaryKey(),
    teamId: tenant().references(() => teams.id, { onDelete: 'cascade' }),
    name: text('name').notNull(),
    scopes: text('scopes').array().$type<Scope[]>().notNull(),
    secretHash: text('secret_hash').notNull().unique(),
    createdAt: instant('created_at').notNull().defaultNow(),
    expiresAt: instant('expires_at'),
  },
  (t) => [index('api_tokens_team').on(t.teamId)],
);
