import { chmod, chown, mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { VoxseekError } from '../domain/errors/voxseek-error.js';
import { runCommand } from './run-command.js';

export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
}

/** Postgres refuses to run as root: there it gets a user of its own, made if need be. Null where this user will do. */
export async function postgresUser(): Promise<ServerUser | null> {
  if (process.getuid?.() !== 0) return null;
  const known = await lookUp();
  if (known !== null) return known;
  await runCommand('groupadd', ['--system', 'postgres']);
  const made = await runCommand('useradd', ['--system', '--gid', 'postgres', '--no-create-home', 'postgres']);
  const user = await lookUp();
  if (user !== null) return user;
  throw new VoxseekError(
    'PART_FAILED_TO_START',
    `Postgres cannot run as root, and the user "postgres" could not be made (${made.stderr.trim().slice(0, 200)}). Start as another user, or create that one.`,
    { path: 'postgres' },
  );
}

/** Makes a directory that the user owns, lets others through the one above it, and checks that the user gets there. */
export async function makeDirectoryFor(user: ServerUser, directory: string): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await chown(directory, user.uid, user.gid);
  const parent = dirname(directory);
  const { mode } = await stat(parent);
  await chmod(parent, mode | 0o111);
  const { status } = await runCommand('setpriv', [`--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups', 'test', '-x', parent]);
  if (status === 1)
    throw new VoxseekError(
      'PART_FAILED_TO_START',
      `Postgres runs as the user "postgres" here, who may not enter ${parent}. Set VOXSEEK_HOME to a directory that all may enter, or start as a user who is not root.`,
      { path: 'VOXSEEK_HOME' },
    );
}

async function lookUp(): Promise<ServerUser | null> {
  const [uid, gid] = await Promise.all([runCommand('id', ['-u', 'postgres']), runCommand('id', ['-g', 'postgres'])]);
  return uid.status === 0 && gid.status === 0 ? { uid: Number(uid.stdout), gid: Number(gid.stdout) } : null;
}
