import { ERROR_CODES } from '../domain/errors/error-codes.js';

/** The text of schema/errors.md. */
export function renderErrorDocs(): string {
  const rows = Object.entries(ERROR_CODES).map(
    ([code, { summary, remedy, retryable }]) => `| \`${code}\` | ${summary} | ${remedy} | ${retryable ? 'yes' : 'no'} |`,
  );
  return [
    '# Error codes',
    '',
    'Every expected failure has one of these codes: in `userErrors { code message path }` of mutations, in `extensions.code` of GraphQL',
    'errors, in the error of a job and for each skipped item. `UNAUTHENTICATED`, `FORBIDDEN`, `DEPENDENCY_UNAVAILABLE`,',
    '`QUERY_TOO_COMPLEX` and `INTERNAL` say nothing about the arguments and are GraphQL errors in mutations too. Written by `voxseek schema`',
    'from the table in `src/domain/errors/error-codes.ts`: change it there.',
    '',
    '| code | what happened | what to do | can succeed unchanged |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}
