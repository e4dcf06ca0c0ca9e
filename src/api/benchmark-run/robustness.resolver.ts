import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { RetrievalRunId } from '../../domain/ids.js';
import { perturbationText } from '../../domain/perturbation/perturbation.js';
import { robustnessFigures } from '../../services/benchmarks/robustness/robustness-figures.js';
import type { RobustnessRow } from '../../services/benchmarks/robustness/robustness-figures.js';
import type { BenchmarkRunRecord, RetrievalRunRecord } from '../../services/ports/run-records.js';
import type { ApiContext } from '../context.js';
import { BenchmarkRunType } from './benchmark-run.type.js';
import { RobustnessRowType } from './robustness.type.js';

@Resolver(() => BenchmarkRunType)
export class RobustnessResolver {
  @FieldResolver(() => [RobustnessRowType], {
    description: 'Where the benchmark perturbs its queries: each cell but the controls after each perturbation, with the paired difference to the cell without. Computed as it is asked for.',
    complexity: ({ childComplexity }) => 100 + 20 * childComplexity,
  })
  robustness(@Root() run: BenchmarkRunRecord, @Ctx() { services, team, loaders }: ApiContext): Promise<readonly RobustnessRow[]> {
    const runsOf = async (ids: readonly RetrievalRunId[]): Promise<readonly RetrievalRunRecord[]> =>
      (await loaders.runs.loadMany(ids)).filter((found): found is RetrievalRunRecord => found !== null && !(found instanceof Error));
    return robustnessFigures({ objects: services.objects, teamId: team.teamId, runsOf }, run);
  }
}

@Resolver(() => RobustnessRowType)
export class RobustnessRowResolver {
  @FieldResolver(() => String, { description: 'The perturbation in words, e.g. `noise 30 HU`.' })
  perturbation(@Root() { perturbation }: RobustnessRow): string {
    return perturbationText(perturbation);
  }
}
