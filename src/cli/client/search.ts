import type { GraphQLClient } from './graphql-client.js';

/** How a search is to be done; ids are of the API. */
export interface VolumeSearch {
  readonly indexId: string;
  readonly volumeId: string;
  readonly region: string | null;
  /** Hits of each query slice. */
  readonly k: number;
  /** Volumes to return. */
  readonly first: number;
  readonly reRank: boolean;
}

export interface FoundVolume {
  readonly rank: number;
  readonly stage1: { readonly rank: number; readonly score: number } | null;
  readonly stage2: { readonly rank: number; readonly score: number; readonly mean: number } | null;
  readonly volume: { readonly id: string; readonly name: string | null; readonly sliceCount: number };
  /** Best first. */
  readonly supportingSlices: readonly { readonly index: number; readonly z: number }[];
}

export interface VolumeSearchAnswer {
  readonly querySlices: readonly number[];
  readonly index: { readonly generation: number; readonly volumes: number; readonly slices: number };
  readonly times: { readonly prepare: number; readonly search: number; readonly aggregate: number; readonly load: number; readonly rerank: number; readonly total: number };
  readonly volumes: readonly FoundVolume[];
}

const SEARCH = /* GraphQL */ `
  query Search($input: SearchVolumesInput!) {
    searchVolumes(input: $input) {
      querySlices
      index { generation volumes slices }
      times { prepare search aggregate load rerank total }
      volumes {
        rank
        stage1 { rank score }
        stage2 { rank score mean }
        volume { id name sliceCount }
        supportingSlices(first: 5) { index z }
      }
    }
  }
`;

export async function searchVolumes(client: GraphQLClient, { indexId, volumeId, region, k, first, reRank }: VolumeSearch): Promise<VolumeSearchAnswer> {
  const slices = region === null ? {} : { slices: { region: { region } } };
  const input = { indexId, query: { volumeId }, ...slices, k, first, reRanking: reRank ? 'LATE_INTERACTION' : 'NONE' };
  return (await client.query<{ searchVolumes: VolumeSearchAnswer }>(SEARCH, { input })).searchVolumes;
}
