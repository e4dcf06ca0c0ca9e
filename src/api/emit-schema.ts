import type { GraphQLSchema } from 'graphql';
import { buildSchema, findBreakingChanges, lexicographicSortSchema, printSchema } from 'graphql';

/** The schema as SDL, sorted, so that a diff shows what changed and nothing else. */
export function emitSchema(schema: GraphQLSchema): string {
  return `${printSchema(lexicographicSortSchema(schema))}\n`;
}

/** What a client of the committed schema can no longer do with this one, one sentence each. */
export function breakingChanges(committed: string, schema: GraphQLSchema): readonly string[] {
  return findBreakingChanges(buildSchema(committed), buildSchema(emitSchema(schema))).map(({ description }) => description);
}
