import { Args, Authorized, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import type { ApiContext } from '../context.js';
import type { ConnectionValue } from '../pagination.js';
import { PageArgs, pageComplexity, toPageRequest, toRecordConnection } from '../pagination.js';
import { AvailableModelConnectionType, AvailableModelType } from './available-model.type.js';

@Resolver(() => AvailableModelType)
export class AvailableModelResolver {
  @Authorized('READ')
  @Query(() => AvailableModelConnectionType, { description: 'The encoders that can be had: those of arXiv 2405.09334 and others.', complexity: pageComplexity })
  async availableModels(@Args(() => PageArgs) page: PageArgs, @Ctx() context: ApiContext): Promise<ConnectionValue<AvailableModelType>> {
    const entries = await context.services.availableModels();
    const { first, after } = toPageRequest('Model', page);
    const rest = after === undefined ? entries : entries.filter(({ id }) => id > after);
    const items = rest.slice(0, first).map((entry) => ({ id: entry.id, name: entry.name, paper: entry.paper, dimension: entry.dimension, entry }));
    return toRecordConnection({ items, hasNextPage: rest.length > first, totalCount: entries.length });
  }

  @FieldResolver(() => Boolean, { description: 'Whether the team has it as a model. If not, `voxseek models fetch` and tools/export bring it.' })
  async here(@Root() { id }: AvailableModelType, @Ctx() context: ApiContext): Promise<boolean> {
    return ((await context.loaders.models.load(id)) ?? null) !== null;
  }
}
