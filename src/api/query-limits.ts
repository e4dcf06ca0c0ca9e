import { createRequire } from 'node:module';
import { maxAliasesRule } from '@escape.tech/graphql-armor-max-aliases';
import { maxDepthRule } from '@escape.tech/graphql-armor-max-depth';
import type { DocumentNode, GraphQLSchema, ValidationRule } from 'graphql';
import { GraphQLError } from 'graphql';
import type * as QueryComplexity from 'graphql-query-complexity';
import type { ApiLimits } from './dependencies.js';

// Required, since its ESM build would bring a second copy of graphql.
const { fieldExtensionsEstimator, getComplexity, simpleEstimator } = createRequire(import.meta.url)('graphql-query-complexity') as typeof QueryComplexity;

const tooComplex = (message: string): GraphQLError => new GraphQLError(message, { extensions: { code: 'QUERY_TOO_COMPLEX', retryable: false, overLimit: true } });

/**
 * Fragments that spread each other multiply: each spread twice, n of them are 2ⁿ fields. The bound keeps what the cost is
 * counted over small (at most 3¹⁰ visits).
 */
const MAX_FRAGMENT_SPREADS = 30;

const fragmentSpreadsRule: ValidationRule = (context) => {
  let spreads = 0;
  return {
    FragmentSpread() {
      spreads += 1;
      if (spreads === MAX_FRAGMENT_SPREADS + 1) {
        context.reportError(tooComplex(`The document spreads more than the ${MAX_FRAGMENT_SPREADS} named fragments allowed. Write some of them out.`));
      }
    },
  };
};

/** Limits that the document alone is held to; its length in tokens is the parser's. */
export function limitRules(limits: ApiLimits): readonly ValidationRule[] {
  const reject = (what: string, most: number) => ({
    propagateOnRejection: false,
    onReject: [
      (context: { reportError(error: GraphQLError): void } | null) =>
        context?.reportError(tooComplex(`The document has more ${what} than the ${most} allowed. Ask for less, or in several requests.`)),
    ],
  });
  return [
    fragmentSpreadsRule,
    maxDepthRule({ n: limits.depth, ignoreIntrospection: true, flattenFragments: true, ...reject('levels', limits.depth) }),
    maxAliasesRule({ n: limits.aliases, ...reject('aliases', limits.aliases) }),
  ];
}

/** Throws QUERY_TOO_COMPLEX when the fields, pages multiplied by their size, cost more than allowed. */
export function checkCost(
  request: { readonly schema: GraphQLSchema; readonly document: DocumentNode; readonly variables: Readonly<Record<string, unknown>>; readonly operationName: string | null },
  limits: ApiLimits,
): void {
  const cost = costOf(request);
  if (cost > limits.cost) throw tooComplex(`The document costs ${cost}; ${limits.cost} is allowed. Ask for fewer fields or smaller pages.`);
}

/** Throws INVALID_INPUT for variables that do not fit: what cannot be counted is not run. */
function costOf(request: { readonly schema: GraphQLSchema; readonly document: DocumentNode; readonly variables: Readonly<Record<string, unknown>>; readonly operationName: string | null }): number {
  try {
    return getComplexity({
      schema: request.schema,
      query: request.document,
      variables: { ...request.variables },
      ...(request.operationName === null ? {} : { operationName: request.operationName }),
      estimators: [fieldExtensionsEstimator(), simpleEstimator({ defaultComplexity: 1 })],
    });
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    throw new GraphQLError(error.message, { ...(error.nodes === undefined ? {} : { nodes: error.nodes }), extensions: { code: 'INVALID_INPUT', retryable: false } });
  }
}
