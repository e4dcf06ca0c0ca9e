import { eq, getTableColumns } from 'drizzle-orm';
import type { TokenStore } from '../../../services/ports/catalogue.js';
import { laterId, pageOf } from '../queries.js';
import { apiTokens } from '../schema/teams.js';
import type { TeamSession } from '../session.js';

/** The application may read these alone; the hash of the secret it may not. */
const { secretHash: _, ...READABLE } = getTableColumns(apiTokens);

export function createTokenStore({ run }: TeamSession): TokenStore {
  return {
    list: (page) =>
      run((tx) =>
        pageOf(
          page,
          tx.$count(apiTokens),
          (limit) => tx.select(READABLE).from(apiTokens).where(laterId(apiTokens.id, page.after)).orderBy(apiTokens.id).limit(limit),
          (row) => row,
        ),
      ),
    revoke: (id) => run(async (tx) => (await tx.delete(apiTokens).where(eq(apiTokens.id, id)).returning({ id: apiTokens.id })).length > 0),
  };
}
