import { eq, sql } from 'drizzle-orm';
import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import type { TeamId } from '../../domain/ids.js';
import type { Catalogue, TeamCatalogue } from '../../services/ports/catalogue.js';
import type { Log } from '../../services/ports/log.js';
import { openDatabase } from './database.js';
import type { Database } from './database.js';
import { createJobListener } from './job-listener.js';
import { createOperatorCatalogue } from './operator.js';
import { teams } from './schema/teams.js';
import { createTeamSession } from './session.js';
import { createBenchmarkStore } from './stores/benchmarks.js';
import { createCardStore } from './stores/cards/cards.js';
import { createDatasetStore } from './stores/datasets.js';
import { createDuplicateReviewStore } from './stores/duplicate-reviews.js';
import { createEmbeddingStore } from './stores/embeddings.js';
import { createIndexStore } from './stores/indexes.js';
import { createJobStore } from './stores/jobs.js';
import { createModelStore } from './stores/models.js';
import { createObjectReferences } from './stores/object-references.js';
import { createQueryVolumeStore } from './stores/query-volumes.js';
import { createReaderStudyStore } from './stores/reader-studies.js';
import { createRecipeStore } from './stores/recipes.js';
import { createRetrievalRunStore } from './stores/retrieval-runs.js';
import { createScheduleStore } from './stores/schedules.js';
import { createSegmentationStore } from './stores/segmentations.js';
import { createSnapshotStore } from './stores/snapshots.js';
import { createTokenStore } from './stores/tokens.js';
import { createUploadStore } from './stores/uploads.js';
import { createVolumeStore } from './stores/volumes.js';

export interface CatalogueOptions {
  /** Of the application's role, see `migrate`. */
  readonly url: string;
  readonly log?: Log;
  /** Called with every statement that a call sends, save `begin` and `commit`. */
  readonly onQuery?: (sql: string) => void;
  /** Connections at most; 10 by default. One more hears of jobs. */
  readonly maxConnections?: number;
}

function createTeamCatalogue(database: Database, teamId: TeamId): TeamCatalogue {
  const session = createTeamSession(database, teamId);
  return {
    teamId,
    self: () =>
      session.run(async (tx) => {
        const [team] = await tx.select().from(teams).where(eq(teams.id, teamId));
        if (team === undefined) throw new VoxseekError('NOT_FOUND', `There is no team ${teamId}.`, { path: 'teamId' });
        return team;
      }),
    tokens: createTokenStore(session),
    volumes: createVolumeStore(session),
    segmentations: createSegmentationStore(session),
    datasets: createDatasetStore(session),
    snapshots: createSnapshotStore(session),
    cards: createCardStore(session),
    duplicateReviews: createDuplicateReviewStore(session),
    models: createModelStore(session),
    recipes: createRecipeStore(session),
    embeddings: createEmbeddingStore(session),
    indexes: createIndexStore(session),
    jobs: createJobStore(session),
    uploads: createUploadStore(session),
    queryVolumes: createQueryVolumeStore(session),
    runs: createRetrievalRunStore(session),
    benchmarks: createBenchmarkStore(session),
    schedules: createScheduleStore(session),
    readerStudies: createReaderStudyStore(session),
    references: createObjectReferences(session),
  };
}

/**
 * The catalogue in a migrated database. Connections are made as they are needed and again after the server was away; meanwhile every
 * call fails within seconds with DEPENDENCY_UNAVAILABLE, path `postgres`, and may be repeated.
 */
export async function createCatalogue({ url, log, onQuery, maxConnections = 10 }: CatalogueOptions): Promise<Catalogue & { close(): Promise<void> }> {
  const database = openDatabase({ url, maxConnections, log, onQuery });
  const listener = createJobListener(url, log);
  try {
    await database.use((db) => db.execute(sql`select 1`));
  } catch (error) {
    await database.close();
    throw error;
  }
  return {
    team: (teamId) => createTeamCatalogue(database, teamId),
    operator: createOperatorCatalogue(database),
    onJobChange: (notify) => listener.subscribe(notify),
    async close() {
      await listener.close();
      await database.close();
    },
  };
}
