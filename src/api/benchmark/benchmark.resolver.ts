import { Arg, Args, Authorized, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import type { SnapshotRecord, VectorIndexRecord } from '../../services/ports/records.js';
import type { BenchmarkCell, BenchmarkDefinition, BenchmarkRecord, BenchmarkRunRecord } from '../../services/ports/run-records.js';
import { BenchmarkRunConnectionType, BenchmarkRunType } from '../benchmark-run/benchmark-run.type.js';
import type { ApiContext } from '../context.js';
import { found, parseId } from '../found.js';
import type { ConnectionValue } from '../pagination.js';
import { PageArgs, pageComplexity, toPageRequest, toRecordConnection } from '../pagination.js';
import { SnapshotType } from '../snapshot/snapshot.type.js';
import { VectorIndexType } from '../vector-index/vector-index.type.js';
import { ProtocolType } from '../retrieval-run/protocol.type.js';
import { BenchmarkCellType, BenchmarkType } from './benchmark.type.js';

@Resolver(() => BenchmarkType)
export class BenchmarkResolver {
  @Authorized('READ')
  @Query(() => BenchmarkType, { nullable: true, description: 'One benchmark. Fails with NOT_FOUND.' })
  benchmark(@Arg('id', () => ID, { description: 'Its id.' }) id: string, @Ctx() context: ApiContext): Promise<BenchmarkRecord> {
    return found(context.loaders.benchmarks.load(parseId('Benchmark', id)), 'Benchmark', id);
  }

  @FieldResolver(() => ProtocolType, { description: 'Which volumes are asked about, and which may be found.' })
  protocol(@Root() benchmark: BenchmarkRecord): BenchmarkDefinition['protocol'] {
    return benchmark.definition.protocol;
  }

  @FieldResolver(() => String, { nullable: true, description: 'The document in JSON with every default filled in. Null for a grid of indexes.' })
  document(@Root() { definition: { document } }: BenchmarkRecord): string | null {
    return document === undefined ? null : JSON.stringify(document);
  }

  @FieldResolver(() => SnapshotType, { nullable: true, description: 'The snapshot whose volumes may be found.' })
  snapshot(@Root() benchmark: BenchmarkRecord, @Ctx() context: ApiContext): Promise<SnapshotRecord | null> {
    return context.loaders.snapshots.load(benchmark.definition.snapshotId);
  }

  @FieldResolver(() => [BenchmarkCellType], { description: 'Its configurations, at most 500.', complexity: ({ childComplexity }) => 1 + 20 * childComplexity })
  cells(@Root() benchmark: BenchmarkRecord): readonly BenchmarkCell[] {
    return benchmark.definition.cells;
  }

  @FieldResolver(() => BenchmarkRunConnectionType, { description: 'Its runs, newest first: one for each version of ranking and evaluation.', complexity: pageComplexity })
  async runs(@Root() benchmark: BenchmarkRecord, @Args(() => PageArgs) page: PageArgs, @Ctx() context: ApiContext): Promise<ConnectionValue<BenchmarkRunRecord>> {
    return toRecordConnection(await context.loaders.runsOfBenchmarks(benchmark.id, toPageRequest('BenchmarkRun', page)));
  }
}

@Resolver(() => BenchmarkCellType)
export class BenchmarkCellResolver {
  @FieldResolver(() => VectorIndexType, { nullable: true, description: 'The index; null for a control, and once it was dropped.' })
  index(@Root() cell: BenchmarkCell, @Ctx() context: ApiContext): Promise<VectorIndexRecord | null> | null {
    return cell.indexId === null ? null : context.loaders.indexes.load(cell.indexId);
  }
}

@Resolver(() => BenchmarkRunType)
export class DefinitionOfRunResolver {
  @FieldResolver(() => BenchmarkType, { nullable: true, description: 'Its definition.' })
  benchmark(@Root() run: BenchmarkRunRecord, @Ctx() context: ApiContext): Promise<BenchmarkRecord | null> {
    return context.loaders.benchmarks.load(run.benchmarkId);
  }
}
