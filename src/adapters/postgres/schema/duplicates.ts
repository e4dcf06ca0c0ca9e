import { foreignKey, index, primaryKey, text } from 'drizzle-orm/pg-core';
import type { VolumeId } from '../../../domain/ids.js';
import type { DuplicateVerdict } from '../../../services/ports/duplicate-reviews.js';
import { instant, tenant, voxseek } from './namespace.js';
import { volumes } from './volumes.js';

/** Of pairs of volumes, whichever search found them; the lesser id comes first. */
export const duplicateReviews = voxseek.table(
  'duplicate_reviews',
  {
    teamId: tenant(),
    first: text('first_volume_id').$type<VolumeId>().notNull(),
    second: text('second_volume_id').$type<VolumeId>().notNull(),
    verdict: text('verdict').$type<DuplicateVerdict>().notNull(),
    reviewedBy: text('reviewed_by').notNull(),
    reviewedAt: instant('reviewed_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.teamId, t.first, t.second] }),
    index('duplicate_reviews_second').on(t.teamId, t.second),
    foreignKey({ name: 'duplicate_reviews_first_fk', columns: [t.teamId, t.first], foreignColumns: [volumes.teamId, volumes.id] }).onDelete('cascade'),
    foreignKey({ name: 'duplicate_reviews_second_fk', columns: [t.teamId, t.second], foreignColumns: [volumes.teamId, volumes.id] }).onDelete('cascade'),
  ],
);
