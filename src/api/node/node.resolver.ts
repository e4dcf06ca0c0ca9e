import { Arg, Authorized, Ctx, ID, Query, Resolver } from 'type-graphql';
import { asId } from '../../domain/ids.js';
import { requireViewer } from '../auth.js';
import type { ApiContext } from '../context.js';
import { NodeType, nodeKindOf } from './node.type.js';

type NodeRecord = Readonly<{ id: string }>;

async function load(context: ApiContext, id: string): Promise<NodeRecord | null> {
  const { loaders, team } = context;
  const kind = nodeKindOf(id);
  switch (kind) {
    case null:
      return null;
    case 'Team':
      return requireViewer(context.viewer).teamId === id ? team.self() : null;
    case 'Patient':
      return loaders.patients.load(asId(kind, id));
    case 'Study':
      return loaders.studies.load(asId(kind, id));
    case 'Volume':
      return loaders.volumes.load(asId(kind, id));
    case 'Segmentation':
      return loaders.segmentations.load(asId(kind, id));
    case 'Dataset':
      return loaders.datasets.load(asId(kind, id));
    case 'Snapshot':
      return loaders.snapshots.load(asId(kind, id));
    case 'Model':
      return loaders.models.load(asId(kind, id));
    case 'Recipe':
      return loaders.recipes.load(asId(kind, id));
    case 'VectorIndex':
      return loaders.indexes.load(asId(kind, id));
    case 'QueryVolume':
      return team.queryVolumes.get(asId(kind, id));
    case 'Upload':
      return team.uploads.get(asId(kind, id));
    case 'RetrievalRun':
      return loaders.runs.load(asId(kind, id));
    case 'Benchmark':
      return loaders.benchmarks.load(asId(kind, id));
    case 'BenchmarkRun':
      return team.benchmarks.getRun(asId(kind, id));
    case 'BenchmarkSchedule':
      return loaders.schedules.load(asId(kind, id));
    case 'ScheduledRun':
      return loaders.scheduledRuns.load(asId(kind, id));
    case 'ReaderStudy':
      return loaders.readerStudies.load(asId(kind, id));
    case 'Job':
      return loaders.jobs.load(asId(kind, id));
  }
}

@Resolver()
export class NodeResolver {
  @Authorized('READ')
  @Query(() => NodeType, { nullable: true, description: 'Anything by its id; null where there is nothing that the token can see.' })
  node(@Arg('id', () => ID, { description: 'Its id.' }) id: string, @Ctx() context: ApiContext): Promise<NodeRecord | null> {
    return load(context, id);
  }
}
