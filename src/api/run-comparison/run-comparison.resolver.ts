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
    description: 'Compares two to ten finished runs over the same queries that are judged by classes, or by one label of volumes. Fails with NOT_FOUND, with INVALID_INPUT for another number of runs and for runs that are judged by different labels, or one by classes, and with CONFLICT for runs without figures, of other queries, or of another gallery where a label judges.',
    complexity: ({ childComplexity }) => COMPARISON_COST + 45 * childComplexity,
  })
  async compareRuns(
    @Arg('runIds', () => [ID], { description: 'The runs, two to ten.' }) runIds: string[],
    @Arg('taxonomy', () => EvaluationTaxonomyEnum, { nullable: true, description: 'Which classes; left out where a label of volumes judges.' }) taxonomy: EvaluationTaxonomy | null | undefined,
    @Ctx() { team, services }: ApiContext,
  ): Promise<RunComparisonType> {
    return toComparison(await compareRuns(services.objects, team, runIds.map((id) => parseId('RetrievalRun', id, 'runIds')), taxonomy ?? null));
  }
}

/** One form for both kinds: a label has measures in place of classes. */
function toComparison(comparison: RunComparison): RunComparisonType {
  const { runs, versions } = comparison;
  switch (comparison.kind) {
    case 'CLASSES':
      return { runs, versions, taxonomy: comparison.taxonomy, label: null, pairs: comparison.pairs.map((pair) => ({ ...pair, measures: [] })) };
    case 'LABEL':
      return { runs, versions, taxonomy: null, label: comparison.label, pairs: comparison.pairs.map((pair) => ({ ...pair, difference: null, p: null, pHolm: null, classes: [] })) };
  }
}
