import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import type { CardWarning } from '../../services/datasets/card-warnings.js';
import type { DatasetCard } from '../../services/ports/dataset-card.js';
import type { GraphQLClient } from './graphql-client.js';

export type ToldCard = DatasetCard & { readonly warnings: readonly CardWarning[] };

const CARD = /* GraphQL */ `
  query Card($id: ID!, $ofSnapshot: Boolean!) {
    dataset(id: $id) @skip(if: $ofSnapshot) { card { ...Card } }
    snapshot(id: $id) @include(if: $ofSnapshot) { card { ...Card } }
  }
  fragment Card on DatasetCard {
    volumes patients studies slices bytes derived segmented
    spacing { minimum median maximum }
    shape { minimum median maximum }
    splits { split volumes patients slices }
    sharedPatients { splits count patients }
    derivedAcross { split source volumes }
    labels { name volumes distinct values { value volumes } }
    standards { taxonomy producer { kind name version } volumes }
    structures { taxonomy label shown judged }
    regions { region shown judged }
    notes { kind volumes }
    warnings { kind message }
  }
`;

type Owner = { readonly card: ToldCard | null } | null;

/** The card of a data set as it is now, or of a snapshot. Throws NOT_FOUND. */
export async function readCard(client: GraphQLClient, of: { readonly dataset: string } | { readonly snapshot: string }): Promise<ToldCard> {
  const [field, id] = 'dataset' in of ? (['dataset', of.dataset] as const) : (['snapshot', of.snapshot] as const);
  const answer = await client.query<{ readonly dataset?: Owner; readonly snapshot?: Owner }>(CARD, { id, ofSnapshot: field === 'snapshot' });
  const card = answer[field]?.card;
  if (card == null) throw new VoxseekError('NOT_FOUND', `There is no such ${field}.`, { path: field });
  return card;
}
