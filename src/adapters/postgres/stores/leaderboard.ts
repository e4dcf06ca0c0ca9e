import { and, eq, getTableColumns, inArray, isNotNull, sql } from 'drizzle-orm';
import type { SQL } from 'drizzle-orm';
import { FIGURES_VERSION } from '../../../domain/evaluation/evaluation-version.js';
import type { LeaderboardFilter, LeaderboardRow } from '../../../services/ports/leaderboard.js';
import type { Page } from '../../../services/ports/catalogue.js';
import { snapshots } from '../schema/datasets.js';
import { retrievalRuns } from '../schema/evaluation.js';
import type { TeamSession } from '../session.js';
import { toRunRecord } from './retrieval-run-row.js';

type Transaction = Parameters<Parameters<TeamSession['run']>[0]>[0];

const { config, metrics, version, snapshotId, querySnapshotId, gallerySplits, querySplits } = retrievalRuns;

/** All that has to be the same for two recalls to be of the same questions, answered from the same gallery and judged in the same way. */
const QUESTIONS = sql`jsonb_build_array(${version}, ${snapshotId}, ${querySnapshotId}, ${gallerySplits}, ${querySplits}, ${config}->'classes', ${config}->'minPixels',
  case ${config}->>'mode' when 'SLICE' then jsonb_build_array(${config}->'sliceSpacing', ${config}->'skipFlagged') when 'LOCALIZED' then jsonb_build_array(${config}->'supportingSlices', ${config}->'localizationThreshold') end)`;

/** A page of finished runs, board after board, best first within each; made of the runs themselves as it is asked for. */
export async function leaderboard(tx: Transaction, { of, mode, taxonomy }: LeaderboardFilter, page: { readonly first: number; readonly offset: number }): Promise<Page<LeaderboardRow>> {
  const recall = sql`(select (t->>'recallMean')::float8 from jsonb_array_elements(${metrics}->'taxonomies') t where t->>'taxonomy' = ${taxonomy})`;
  const among: SQL = 'snapshotId' in of ? eq(snapshotId, of.snapshotId) : inArray(snapshotId, tx.select({ id: snapshots.id }).from(snapshots).where(eq(snapshots.datasetId, of.datasetId)));
  const judged = tx
    .select({
      ...getTableColumns(retrievalRuns),
      recall: recall.as('recall'),
      questions: QUESTIONS.as('questions'),
      // The present version and the newest snapshot come first.
      order: sql`row(${version} = ${FIGURES_VERSION}, (select s.created_at from ${snapshots} s where s.id = ${snapshotId}), ${version})`.as('order'),
    })
    .from(retrievalRuns)
    .where(and(eq(retrievalRuns.state, 'SUCCEEDED'), isNotNull(recall), sql`${config}->>'mode' = ${mode}`, among))
    .as('judged');
  const placed = tx
    .select({
      ...judged._.selectedFields,
      board: sql`dense_rank() over (order by ${judged.order} desc, ${judged.questions})`.mapWith(Number).as('board'),
      rank: sql`rank() over (partition by ${judged.questions} order by ${judged.recall} desc)`.mapWith(Number).as('rank'),
      total: sql`count(*) over ()`.mapWith(Number).as('total'),
    })
    .from(judged)
    .as('placed');
  const rows = await tx.select().from(placed).orderBy(placed.board, placed.rank, placed.id).limit(page.first + 1).offset(page.offset);
  const items = rows.slice(0, page.first).map(({ board, rank, total: _, recall: __, questions: ___, order: ____, ...row }) => ({ run: toRunRecord(row), board, rank }));
  return { items, hasNextPage: rows.length > page.first, totalCount: rows[0]?.total ?? 0 };
}
