import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { replaceFile } from './replace-file.js';

const secretsSchema = z.object({
  postgresOwnerPassword: z.string().min(16),
  postgresAppPassword: z.string().min(16),
  pseudonymKey: z.string().min(32),
});

/** Made once for each home, readable by its owner only. Losing the pseudonym key orphans the patient keys stored with it. */
export type LocalSecrets = Readonly<z.infer<typeof secretsSchema>>;

export async function readOrMakeSecrets(path: string): Promise<LocalSecrets> {
  try {
    return secretsSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const made: LocalSecrets = {
    postgresOwnerPassword: randomBytes(24).toString('hex'),
    postgresAppPassword: randomBytes(24).toString('hex'),
    pseudonymKey: randomBytes(32).toString('hex'),
  };
  replaceFile(path, JSON.stringify(made, null, 2));
  return made;
}
