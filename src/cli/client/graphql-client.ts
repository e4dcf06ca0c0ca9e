import type { ErrorCode } from '../../domain/errors/error-codes.js';
import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import type { Access } from '../local-access.js';
import { apiError } from './api-error.js';
import type { ErrorAnswer } from './api-error.js';

interface Answer extends ErrorAnswer {
  readonly data?: unknown;
}

interface UserError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly path: string | null;
}

/** A client of the API like any other: documents over HTTP, failures as errors with their code. */
export interface GraphQLClient {
  query<Data>(document: string, variables?: object): Promise<Data>;
  /** A document with one mutation; an entry in its `userErrors` is thrown. */
  mutate<Payload>(document: string, variables?: object): Promise<Payload>;
}

export function createGraphQLClient({ url, token }: Access): GraphQLClient {
  const send = async (document: string, variables: object): Promise<unknown> => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ query: document, variables }),
    }).catch((error: unknown) => {
      throw new VoxseekError('DEPENDENCY_UNAVAILABLE', `The API does not answer at ${url}. Start it with "voxseek up".`, { path: 'api', cause: error });
    });
    const answer = (await response.json()) as Answer;
    const error = apiError(answer);
    if (error !== null) throw error;
    return answer.data;
  };

  return {
    query: async <Data>(document: string, variables: object = {}) => (await send(document, variables)) as Data,
    async mutate<Payload>(document: string, variables: object = {}) {
      const data = (await send(document, variables)) as Record<string, Payload & { readonly userErrors: readonly UserError[] }>;
      const [payload] = Object.values(data);
      if (payload === undefined) throw new VoxseekError('INTERNAL', 'The API gave an empty answer.');
      const [failure] = payload.userErrors;
      if (failure !== undefined) throw new VoxseekError(failure.code, failure.message, failure.path === null ? {} : { path: failure.path });
      return payload;
    },
  };
}
