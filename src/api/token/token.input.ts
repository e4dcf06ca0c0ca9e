import { ArrayMinSize, IsNotEmpty, MaxLength } from 'class-validator';
import { Field, GraphQLISODateTime, InputType } from 'type-graphql';
import type { Scope } from '../../services/ports/records.js';
import { ScopeEnum } from '../team/team.type.js';

@InputType({ description: 'A token to make.' })
export class CreateTokenInput {
  @Field(() => String, { description: 'What it is for, as its owner will recognise it; 1 … 100 characters.' })
  @IsNotEmpty()
  @MaxLength(100)
  name!: string;

  @Field(() => [ScopeEnum], { description: 'What it may do; at least one.' })
  @ArrayMinSize(1)
  scopes!: Scope[];

  @Field(() => GraphQLISODateTime, { nullable: true, description: 'When it ends, in the future; without it, when it is revoked.' })
  expiresAt?: Date | null;
}
