import { VoxseekError, isVoxseekError } from '../../domain/errors/voxseek-error.js';

interface ResponseStatus {
  readonly error_code?: string | number;
  readonly code?: number;
  readonly reason?: string;
}

/** gRPC: DEADLINE_EXCEEDED, UNAVAILABLE, CANCELLED. */
const TRANSPORT_CODES = new Set([1, 4, 14]);
const NOT_LOADED = /released|not ?loaded|call load/iu;
const NO_COLLECTION = /collection.*(not found|not exist)|(can't find|no such) collection/iu;

export class MilvusFailure extends Error {
  readonly notLoaded: boolean;
  constructor(action: string, reason: string) {
    super(`Milvus could not ${action}: ${reason}`);
    this.name = 'MilvusFailure';
    this.notLoaded = NOT_LOADED.test(reason);
  }
}

/** Throws where the answer is a failure, or `{}`: that is how the SDK hands on an RPC that the server does not have. */
export function requireSuccess<T extends object>(action: string, answer: T): T {
  const status: ResponseStatus | undefined = 'status' in answer ? ((answer as { status?: ResponseStatus }).status ?? undefined) : answer;
  if (status?.error_code === undefined && status?.code === undefined) {
    throw new MilvusFailure(action, 'the server does not know this request');
  }
  const failed = (status.code ?? 0) !== 0 || (status.error_code !== 'Success' && status.error_code !== 0 && status.error_code !== undefined);
  if (failed) throw asIncomplete(action, new MilvusFailure(action, status.reason ?? String(status.error_code)));
  return answer;
}

/** Turns a failure for want of the collection into INDEX_INCOMPLETE; the SDK throws some of these itself. */
export function asIncomplete(action: string, error: unknown): unknown {
  if (!(error instanceof Error) || isVoxseekError(error) || !NO_COLLECTION.test(error.message)) return error;
  const message = `Milvus could not ${action}: it no longer holds the rows of this index. Run reconcileIndex with repair, or buildIndex.`;
  return new VoxseekError('INDEX_INCOMPLETE', message, { path: 'indexId', cause: error });
}

/** Turns what the SDK throws when the server is away into DEPENDENCY_UNAVAILABLE. */
export function asUnavailable(error: unknown, address: string): unknown {
  if (isVoxseekError(error) || error instanceof MilvusFailure) return error;
  const code = (error as { code?: unknown } | null)?.code;
  const message = error instanceof Error ? error.message : String(error);
  const away = (typeof code === 'number' && TRANSPORT_CODES.has(code)) || /ECONNREFUSED|UNAVAILABLE|DEADLINE|connect|socket|channel/iu.test(message);
  return away
    ? new VoxseekError('DEPENDENCY_UNAVAILABLE', `Milvus does not answer at ${address}. Try again shortly.`, { path: 'milvus', cause: error })
    : error;
}
