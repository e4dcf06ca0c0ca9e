import { Arg, Args, Authorized, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import type { ApiTokenRecord } from '../../services/ports/records.js';
import type { ApiContext } from '../context.js';
import { payloadOf } from '../errors/payload.js';
import { found, parseId } from '../found.js';
import type { ConnectionValue } from '../pagination.js';
import { PageArgs, pageComplexity, toPageRequest, toRecordConnection } from '../pagination.js';
import { ApiTokenConnectionType, ApiTokenType } from '../team/team.type.js';
import { CreateTokenInput } from './token.input.js';

const CreateTokenPayload = payloadOf('createToken', {
  token: { type: () => ApiTokenType, description: 'The token.' },
  secret: { type: () => String, description: 'What is sent as `Authorization: Bearer <secret>`; shown this once.' },
});
const RevokeTokenPayload = payloadOf('revokeToken', { revokedId: { type: () => ID, description: 'The token that opens nothing any more.' } });

@Resolver()
export class TokenResolver {
  @Authorized('ADMIN')
  @Query(() => ApiTokenConnectionType, { description: 'All tokens of the team, without their secrets.', complexity: pageComplexity })
  async tokens(@Args(() => PageArgs) page: PageArgs, @Ctx() context: ApiContext): Promise<ConnectionValue<ApiTokenRecord>> {
    return toRecordConnection(await context.team.tokens.list(toPageRequest('ApiToken', page)));
  }

  @Authorized('ADMIN')
  @Mutation(() => CreateTokenPayload, { description: 'Makes a token of the team.' })
  createToken(@Arg('input', () => CreateTokenInput, { description: 'What to make.' }) input: CreateTokenInput, @Ctx() context: ApiContext): Promise<{ token: ApiTokenRecord; secret: string }> {
    return context.services.teams.createToken(context.team.teamId, { name: input.name, scopes: input.scopes, expiresAt: input.expiresAt ?? null });
  }

  @Authorized('ADMIN')
  @Mutation(() => RevokeTokenPayload, { description: 'Revokes a token, at once and for good; that of the request too.' })
  async revokeToken(@Arg('id', () => ID, { description: 'The token.' }) id: string, @Ctx() context: ApiContext): Promise<{ revokedId: string }> {
    const tokenId = parseId('ApiToken', id);
    await found(context.team.tokens.revoke(tokenId).then((revoked) => (revoked ? tokenId : null)), 'ApiToken', id);
    return { revokedId: id };
  }
}
