import { ERROR_CODES } from '../../domain/errors/error-codes.js';
import type { ErrorCode } from '../../domain/errors/error-codes.js';
import { VoxseekError } from '../../domain/errors/voxseek-error.js';

/** What the API answers where something failed, to documents and at signed addresses alike. */
export interface ErrorAnswer {
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string; readonly path?: string } }[];
}

const isErrorCode = (code: string | undefined): code is ErrorCode => code !== undefined && Object.hasOwn(ERROR_CODES, code);

/** The first failure of an answer, with its code; null where nothing failed. */
export function apiError({ errors: [error] = [] }: ErrorAnswer): VoxseekError | null {
  if (error === undefined) return null;
  const { code, path } = error.extensions ?? {};
  return new VoxseekError(isErrorCode(code) ? code : 'INTERNAL', error.message, path === undefined ? {} : { path });
}
