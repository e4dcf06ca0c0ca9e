import { Arg, Authorized, Ctx, ID, Query, Resolver } from 'type-graphql';
import type { EvaluationTaxonomy } from '../../domain/anatomy/taxonomy.js';
import { compareRuns } from '../../services/evaluation/compare-runs.js';
import type { RunComparison } from '../../services/evaluation/compare-runs.js';
import type { ApiContext } from '../context.js';
import { parseId } from '../found.js';
import { EvaluationTaxonomyEnum } from '../segmentation/segmentation.type.js';
import { RunComparisonType } from './run-comparison.type.js';

/** What the tests of up to 45 pairs weigh beside a plain field. */
const COMPARISON_COST = 500;

@Resolver()
export class RunComparisonResolver {
  @Authorized('READ')
  @Query(() => RunComparisonType, {
    description: 'Compares two to ten finished runs over the same queries. Fails with NOT_FOUND, with INVALID_INPUT for another number of runs, and with CONFLICT for runs without figures or of other queries.',
    complexity: ({ childComplexity }) => COMPARISON_COST + 45 * childComplexity,
  })
  compareRuns(
    @Arg('runIds', () => [ID], { description: 'The runs, two to ten.' }) runIds: string[],
    @Arg('taxonomy', () => EvaluationTaxonomyEnum, { description: 'Which classes.' }) taxonomy: EvaluationTaxonomy,
    @Ctx() { team, services }: ApiContext,
  ): Promise<RunComparison> {
    return compareRuns(services.objects, team, runIds.map((id) => parseId('RetrievalRun', id, 'runIds')), taxonomy);
  }
}
