import { isVoxseekError, VoxseekError } from '../../domain/errors/voxseek-error.js';

/** The answer ended before it said that it was complete: another try may bring the whole of it. */
export class BrokenOff extends Error {}

/** No byte came for longer than the server is given. */
export class TimedOut extends Error {}

const UNREACHABLE = new Set(['ECONNREFUSED', 'ECONNRESET', 'ECONNABORTED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT', 'EPIPE']);
const DISK = new Set(['ENOSPC', 'EDQUOT']);

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '');
const isTls = (code: string): boolean => /^(?:CERT_|ERR_TLS_|ERR_SSL_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|EPROTO$)/u.test(code);

export const malformed = (server: string, what: string): VoxseekError =>
  new VoxseekError('DICOMWEB_RESPONSE_INVALID', `The answer of ${server} cannot be read: ${what}.`, { path: 'server', details: { server } });

const unavailable = (server: string, what: string): VoxseekError =>
  new VoxseekError('DICOMWEB_UNAVAILABLE', `${server} ${what}.`, { path: 'server', details: { server } });

/** What a status other than success says; the body of the answer may name patients and is not looked at. */
export function failureOfStatus(server: string, status: number): VoxseekError {
  const details = { server, status };
  if (status === 401 || status === 403) return new VoxseekError('DICOMWEB_AUTH_FAILED', `${server} answered ${status} to the credentials configured for it.`, { path: 'server', details });
  if (status === 429 || status >= 500) return new VoxseekError('DICOMWEB_UNAVAILABLE', `${server} answered ${status}.`, { path: 'server', details });
  if (status === 413) return new VoxseekError('LIMIT_EXCEEDED', `${server} finds too much for one answer. Narrow the query.`, { path: 'query', details });
  if (status >= 300 && status < 400) return malformed(server, `it redirects elsewhere (${status}), which is not followed; configure the final address`);
  return new VoxseekError('DICOMWEB_REFUSED', `${server} answered ${status} to the request.`, { path: 'server', details });
}

/** An error of the connection by its code; what is none of the server's comes back as it is. Messages of the system may hold addresses and are left out. */
export function failureOf(server: string, error: unknown): unknown {
  if (isVoxseekError(error)) return error;
  if (error instanceof BrokenOff) return malformed(server, 'it broke off before its end');
  if (error instanceof TimedOut) return unavailable(server, 'stopped answering');
  const code = codeOf(error);
  if (isTls(code)) return new VoxseekError('DICOMWEB_TLS_FAILED', `The certificate of ${server} was not accepted (${code}).`, { path: 'server', details: { server } });
  if (UNREACHABLE.has(code)) return unavailable(server, `cannot be reached (${code})`);
  if (code.startsWith('HPE_')) return malformed(server, 'it is not HTTP');
  if (DISK.has(code)) return new VoxseekError('DISK_FULL', 'No space is left for the series while it is read.', { path: 'scratch' });
  return error;
}

/** Whether the same request may succeed if it is sent again at once or shortly. */
export function mayPass(error: unknown): boolean {
  if (error instanceof BrokenOff || error instanceof TimedOut) return true;
  return isVoxseekError(error) ? error.code === 'DICOMWEB_UNAVAILABLE' : UNREACHABLE.has(codeOf(error));
}
