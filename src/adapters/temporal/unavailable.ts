import { VoxseekError } from '../../domain/errors/voxseek-error.js';

/** gRPC status codes of a server that is away or cannot keep up: CANCELLED, DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED, UNAVAILABLE. */
const AWAY = new Set([1, 4, 8, 14]);

/** Whether the error, or one that caused it, says that the server did not answer. */
export function isAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ('code' in error && typeof error.code === 'number' && AWAY.has(error.code)) return true;
  return error.cause !== undefined && isAway(error.cause);
}

export function temporalUnavailable(address: string, cause: unknown): VoxseekError {
  return new VoxseekError('DEPENDENCY_UNAVAILABLE', `Temporal does not answer at ${address}; what was asked for is kept and starts when it is back.`, {
    path: 'temporal',
    cause,
  });
}
