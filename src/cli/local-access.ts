import { chmod, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { createCatalogue } from '../adapters/postgres/catalogue.js';
import { createTeamService } from '../services/teams/team-service.js';
import type { Everything } from './everything.js';

const schema = z.object({ url: z.url(), token: z.string().min(1) });

/** Where the API of a home answers, and a token for it. */
export type Access = z.infer<typeof schema>;

const TEAM = 'local';
const fileOf = (home: string): string => join(home, 'access.json');

/** The access that `voxseek up` left in its home, null where there is none. */
export async function readAccess(home: string): Promise<Access | null> {
  try {
    return schema.parse(JSON.parse(await readFile(fileOf(home), 'utf8')));
  } catch {
    return null;
  }
}

/** Makes the team of this machine and a token for it, once; later starts find both in the home (mode 0600). */
export async function ensureLocalAccess({ stack, apiUrl }: Everything): Promise<Access> {
  const catalogue = await createCatalogue({ url: stack.addresses.databaseUrl });
  try {
    const teams = createTeamService({ operator: catalogue.operator });
    const known = await readAccess(stack.home);
    const valid = known !== null && (await teams.authenticate(known.token).then(() => true, () => false));
    const token = valid ? known.token : await newToken(teams);
    const access = { url: apiUrl, token };
    const part = `${fileOf(stack.home)}.part`;
    await writeFile(part, JSON.stringify(access, null, 2), { mode: 0o600 });
    await chmod(part, 0o600);
    await rename(part, fileOf(stack.home));
    return access;
  } finally {
    await catalogue.close();
  }
}

async function newToken(teams: ReturnType<typeof createTeamService>): Promise<string> {
  const team = await teams.ensureTeam(TEAM);
  const { secret } = await teams.createToken(team.id, { name: 'voxseek up', scopes: ['READ', 'WRITE', 'ADMIN'], expiresAt: null });
  return secret;
}
