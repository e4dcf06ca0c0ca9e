import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { SnapshotRecord } from '../../services/ports/records.js';
import type { Protocol } from '../../services/ports/run-records.js';
import type { ApiContext } from '../context.js';
import { SnapshotType } from '../snapshot/snapshot.type.js';
import { ProtocolType } from './protocol.type.js';

@Resolver(() => ProtocolType)
export class ProtocolResolver {
  @FieldResolver(() => SnapshotType, { nullable: true, description: 'The snapshot whose volumes are asked about.' })
  querySnapshot(@Root() protocol: Protocol, @Ctx() context: ApiContext): Promise<SnapshotRecord | null> {
    return context.loaders.snapshots.load(protocol.querySnapshotId);
  }
}
