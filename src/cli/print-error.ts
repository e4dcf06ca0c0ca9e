import { ERROR_CODES } from '../domain/errors/error-codes.js';
import { isVoxseekError } from '../domain/errors/voxseek-error.js';

/** `code: message` and what to do about it; never a stack trace. */
export function formatError(error: unknown): string {
  const code = isVoxseekError(error) ? error.code : 'INTERNAL';
  const message = error instanceof Error ? error.message : String(error);
  const remedy = isVoxseekError(error) ? ERROR_CODES[code].remedy : 'Set VOXSEEK_LOG_LEVEL=debug for the details.';
  return `${code}: ${message}\n  ${remedy}`;
}
