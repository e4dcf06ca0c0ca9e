import type { GraphQLClient } from '../../../src/cli/client/graphql-client.js';

export async function cancelJob(client: GraphQLClient, id: string): Promise<void> {
  await client.mutate(/* GraphQL */ `mutation Cancel($id: ID!) { cancelJob(id: $id) { job { id } userErrors { code message path } } }`, { id });
}
