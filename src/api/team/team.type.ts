import { Field, GraphQLISODateTime, ID, ObjectType } from 'type-graphql';
import type { Scope } from '../../services/ports/records.js';
import { graphqlEnum } from '../graphql-enum.js';
import { NodeType } from '../node/node.type.js';
import { connectionOf } from '../pagination.js';

export const ScopeEnum = graphqlEnum<Scope>('Scope', 'What a token may do; each includes those before it.', {
  READ: 'Read and search.',
  WRITE: 'Also create, change and delete.',
  ADMIN: 'Also read directories of the server, and make and revoke tokens.',
});

@ObjectType('Team', { implements: NodeType, description: 'Owns volumes, data sets, indexes and results; teams see nothing of each other.' })
export class TeamType extends NodeType {
  @Field(() => String, { description: 'Its name.' })
  name!: string;

  @Field(() => GraphQLISODateTime, { description: 'When it was made.' })
  createdAt!: Date;
}

@ObjectType('ApiToken', { description: 'A token of the team; its secret is stored nowhere.' })
export class ApiTokenType {
  @Field(() => ID, { description: 'Names the token, opens nothing.' })
  id!: string;

  @Field(() => String, { description: 'Its name.' })
  name!: string;

  @Field(() => [ScopeEnum], { description: 'What it may do.' })
  scopes!: readonly Scope[];

  @Field(() => GraphQLISODateTime, { description: 'When it was made.' })
  createdAt!: Date;

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'When it ends; null: when it is revoked.' })
  expiresAt!: Date | null;
}

export const ApiTokenConnectionType = connectionOf('ApiToken', () => ApiTokenType);

@ObjectType('Viewer', { description: 'Who asks.' })
export class ViewerType {
  @Field(() => TeamType, { description: 'The team of the token.' })
  team!: TeamType;

  @Field(() => ApiTokenType, { description: 'The token of this request.' })
  token!: ApiTokenType;
}
