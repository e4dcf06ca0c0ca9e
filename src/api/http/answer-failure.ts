import { randomUUID } from 'node:crypto';
import type { ErrorRequestHandler, Response } from 'express';
import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import type { Log } from '../../services/ports/log.js';
import { httpStatusOf, toFailure, toGraphQLError } from '../errors/to-failure.js';

/** Answers in the shape of a GraphQL error, so that clients read every failure in one way. */
export function answerFailure(response: Response, error: unknown, log: Log): void {
  const failure = toFailure(error, { log, correlationId: randomUUID() });
  const { http: _, ...extensions } = toGraphQLError(failure).extensions;
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.status(httpStatusOf(failure.code)).json({ errors: [{ message: failure.message, extensions }] });
}

function statusOf(error: unknown): number | null {
  return typeof error === 'object' && error !== null && 'status' in error && typeof error.status === 'number' ? error.status : null;
}

export function createErrorHandler(log: Log): ErrorRequestHandler {
  return (error: unknown, _request, response, _next) => {
    const status = statusOf(error);
    if (status === 413) answerFailure(response, new VoxseekError('LIMIT_EXCEEDED', 'The request is larger than this server takes. Send less at once.'), log);
    else if (status !== null && status < 500) answerFailure(response, new VoxseekError('INVALID_INPUT', 'The body of the request cannot be read. Send JSON.'), log);
    else answerFailure(response, error, log);
  };
}
