import { setTimeout as delay } from 'node:timers/promises';
import { DrizzleQueryError } from 'drizzle-orm';
import { VoxseekError, isVoxseekError } from '../../domain/errors/voxseek-error.js';

/** SQLSTATE of the failures that stores turn into answers. */
export const SQLSTATE = { UNIQUE: '23505', FOREIGN_KEY: '23503' } as const;

/** What the driver and the socket say when the server cannot be reached or went away. */
const UNREACHABLE = new Set([
  'ECONNREFUSED', 'ECONNRESET', 'ECONNABORTED', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'ENOENT', 'EHOSTUNREACH', 'ENETUNREACH',
]);

/** What the driver says without a code. */
const DRIVER_LOST_IT = /^(Connection terminated|timeout expired|timeout exceeded|Query read timeout|Client (has encountered|was closed)|Cannot use a pool after)/u;

/**
 * SQLSTATE classes of a server that is there but cannot answer: 08 connection, 57P shutting down or starting, 53 out of resources,
 * 57014 statement timeout.
 */
const NOT_ANSWERING = /^(08|53|57P|57014)/u;

/** Serialization failure and deadlock: the same transaction can succeed if it is begun anew. */
const TRANSIENT = new Set(['40001', '40P01']);

function rootOf(error: unknown): unknown {
  return error instanceof DrizzleQueryError && error.cause !== undefined ? error.cause : error;
}

/** The code of a database or socket error: SQLSTATE, or what Node calls it; null for other errors. */
export function databaseCode(error: unknown): string | null {
  const root = rootOf(error);
  if (typeof root !== 'object' || root === null || !('code' in root)) return null;
  return typeof root.code === 'string' ? root.code : null;
}

/** The constraint that a row broke, by its name; null for other errors. */
export function brokenConstraint(error: unknown): string | null {
  const root = rootOf(error);
  if (typeof root !== 'object' || root === null || !('constraint' in root)) return null;
  return typeof root.constraint === 'string' ? root.constraint : null;
}

const unavailable = (reason: string, cause: unknown): VoxseekError =>
  new VoxseekError('DEPENDENCY_UNAVAILABLE', `Postgres does not answer (${reason}). Try again shortly.`, { path: 'postgres', cause });

/** Runs `work`; a server that cannot be reached becomes DEPENDENCY_UNAVAILABLE, all else is passed on without the driver's wrapping. */
export async function translateErrors<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isVoxseekError(error)) throw error;
    const code = databaseCode(error);
    const root = rootOf(error);
    if (code !== null && (UNREACHABLE.has(code) || NOT_ANSWERING.test(code))) throw unavailable(code, root);
    if (code === null && root instanceof Error && DRIVER_LOST_IT.test(root.message)) throw unavailable(root.message, root);
    throw root;
  }
}

/** Begins `work` anew when it lost against another transaction; it must hold no effect but its own transaction's. */
export async function retryTransient<T>(work: () => Promise<T>, attempts = 5): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const code = databaseCode(error);
    if (attempts <= 1 || code === null || !TRANSIENT.has(code)) throw error;
    await delay(5 + Math.random() * 20);
    return retryTransient(work, attempts - 1);
  }
}

/** Rejects with DEPENDENCY_UNAVAILABLE after `ms`, so that a server that hangs never hangs its callers. */
export async function withDeadline<T>(work: Promise<T>, ms: number): Promise<T> {
  const timer = new AbortController();
  const late = delay(ms, null, { signal: timer.signal, ref: false }).then(() => {
    throw unavailable(`no answer within ${ms / 1000} s`, undefined);
  });
  late.catch(() => undefined);
  try {
    return await Promise.race([work, late]);
  } finally {
    timer.abort();
  }
}
