import { Authorized, Ctx, Query, Resolver } from 'type-graphql';
import { requireViewer } from '../auth.js';
import type { ApiContext } from '../context.js';
import { ViewerType } from './team.type.js';

@Resolver()
export class TeamResolver {
  @Authorized('READ')
  @Query(() => ViewerType, { description: 'The team and token of this request.' })
  async viewer(@Ctx() context: ApiContext): Promise<ViewerType> {
    const token = requireViewer(context.viewer);
    return { team: await context.team.self(), token };
  }
}
