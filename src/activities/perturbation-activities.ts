import type { BenchmarkRunId, VolumeId } from '../domain/ids.js';
import type { PerturbedQueries } from '../services/benchmarks/robustness/perturbed-queries.js';
import type { JobReference } from '../services/jobs/workflow-call.js';
import type { ActivityContext } from './activity-context.js';
import { withPage } from './activity-context.js';
import type { OpenedBenchmark } from './benchmark-activities.js';
import { guarded, heartbeating } from './guarded.js';
import type { PagePosition } from './progress-board.js';

export type PerturbationActivities = ReturnType<typeof createPerturbationActivities>;

interface Dependencies extends ActivityContext {
  readonly perturbed: PerturbedQueries;
}

interface CopyPageRequest {
  readonly benchmarkRunId: BenchmarkRunId;
  /** Its place in the benchmark's list. */
  readonly perturbation: number;
  readonly volumeIds: readonly VolumeId[];
  readonly position: PagePosition;
}

export function createPerturbationActivities(deps: Dependencies) {
  const { catalogue, perturbed, log } = deps;
  return {
    async planCopies(job: JobReference, benchmarkRunId: BenchmarkRunId): Promise<readonly VolumeId[]> {
      return guarded(log, () => perturbed.plan(catalogue.team(job.teamId), benchmarkRunId));
    },

    /** Makes the perturbed copies of one page of queries; those of an attempt before are found and not made again. */
    async makeCopies(job: JobReference, { benchmarkRunId, perturbation, volumeIds, position }: CopyPageRequest): Promise<void> {
      await heartbeating(log, ({ signal }) =>
        withPage(deps, job, position, async (advance) => {
          let made = 0;
          const onVolume = (): void => {
            advance((made += 1));
          };
          await perturbed.derive(catalogue.team(job.teamId), benchmarkRunId, { perturbation, volumeIds }, { signal, onVolume });
          advance(volumeIds.length);
          return {};
        }),
      );
    },

    async openPerturbed(job: JobReference, benchmarkRunId: BenchmarkRunId): Promise<OpenedBenchmark> {
      return guarded(log, () => perturbed.cells(catalogue.team(job.teamId), benchmarkRunId));
    },
  };
}
