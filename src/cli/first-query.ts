import type { Access } from './local-access.js';

/** A query to paste into a shell, as it stands. */
export function firstQuery({ url, token }: Access): string {
  return [
    `  curl ${url}/graphql \\`,
    `    --header 'Authorization: Bearer ${token}' --header 'Content-Type: application/json' \\`,
    `    --data '{"query":"{ volumes(first: 3) { totalCount edges { node { id name sliceCount } } } }"}'`,
  ].join('\n');
}
