import type { ErrorCode } from './error-codes.js';

export interface ErrorContext {
  /** The input field, file or part that the error is about, e.g. `input.windowWidth` or `ct.nii.gz`. */
  readonly path?: string;
  /** Facts for the reader of the error; never a patient-identifying value. */
  readonly details?: Readonly<Record<string, string | number | boolean>>;
  readonly cause?: unknown;
}

/** An expected failure: it has a code of the table, says what it is about, and is shown to the client as it is. */
export class VoxseekError extends Error {
  readonly code: ErrorCode;
  readonly path: string | undefined;
  readonly details: Readonly<Record<string, string | number | boolean>>;

  constructor(code: ErrorCode, message: string, context: ErrorContext = {}) {
    super(message, context.cause === undefined ? undefined : { cause: context.cause });
    this.name = 'VoxseekError';
    this.code = code;
    this.path = context.path;
    this.details = context.details ?? {};
  }
}

export function isVoxseekError(error: unknown): error is VoxseekError {
  return error instanceof VoxseekError;
}
