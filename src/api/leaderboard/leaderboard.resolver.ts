import { Args, Authorized, Ctx, Query, Resolver } from 'type-graphql';
import type { EvaluationTaxonomy } from '../../domain/anatomy/taxonomy.js';
import type { LeaderboardFilter, LeaderboardRow } from '../../services/ports/leaderboard.js';
import type { ApiContext } from '../context.js';
import { exactlyOne } from '../exactly-one.js';
import { found, parseId } from '../found.js';
import type { ConnectionValue } from '../pagination.js';
import { pageComplexity, toConnection } from '../pagination.js';
import { positionAfter } from '../position-cursor.js';
import { LeaderboardArgs } from './leaderboard.args.js';
import { LeaderboardConnectionType } from './leaderboard.type.js';
import type { LeaderboardEntryType } from './leaderboard.type.js';

type Positioned = LeaderboardEntryType & { readonly position: number };

@Resolver()
export class LeaderboardResolver {
  @Authorized('READ')
  @Query(() => LeaderboardConnectionType, {
    description: 'Finished runs of the team by mean recall, made of the runs themselves as it is asked for. Exactly one of `snapshotId` and `datasetId`. Fails with NOT_FOUND.',
    complexity: pageComplexity,
  })
  async leaderboard(@Args(() => LeaderboardArgs) { snapshotId, datasetId, mode, taxonomy, first, after }: LeaderboardArgs, @Ctx() context: ApiContext): Promise<ConnectionValue<Positioned>> {
    exactlyOne('snapshotId', { snapshotId, datasetId });
    const of = snapshotId == null ? await datasetOf(context, datasetId ?? '') : await snapshotOf(context, snapshotId);
    const offset = positionAfter('entry', after);
    const { items, ...page } = await context.team.runs.leaderboard({ of, mode, taxonomy }, { first, offset });
    return toConnection({ ...page, items: items.flatMap((row, at) => entryOf(row, taxonomy, offset + at)) }, ({ position }) => `entry:${position}`);
  }
}

async function datasetOf({ team }: ApiContext, id: string): Promise<LeaderboardFilter['of']> {
  return { datasetId: (await found(team.datasets.get(parseId('Dataset', id, 'datasetId')), 'Dataset', id, 'datasetId')).id };
}

async function snapshotOf({ team }: ApiContext, id: string): Promise<LeaderboardFilter['of']> {
  return { snapshotId: (await found(team.snapshots.get(parseId('Snapshot', id, 'snapshotId')), 'Snapshot', id, 'snapshotId')).id };
}

function entryOf({ run, board, rank }: LeaderboardRow, taxonomy: EvaluationTaxonomy, position: number): readonly Positioned[] {
  const { metrics, times } = run;
  const figures = metrics?.taxonomies.find((one) => one.taxonomy === taxonomy);
  if (metrics === null || figures === undefined) return [];
  return [
    {
      ...{ position, board, comparable: board === 1, rank, run, recall: figures.recallMean, interval: figures.interval, chance: figures.chanceMean, lift: figures.liftMean },
      ...{ queries: metrics.queries, patients: metrics.patients, milliseconds: times?.total?.p50 ?? null },
    },
  ];
}
