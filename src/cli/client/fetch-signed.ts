import { VoxseekError } from '../../domain/errors/voxseek-error.js';
import { apiError } from './api-error.js';
import type { ErrorAnswer } from './api-error.js';

/** What lies at a signed address of the API. Throws what the API answers where there is nothing to fetch, INTERNAL with `path` where it does not say why. */
export async function fetchSigned(url: string, path: string): Promise<NonNullable<Response['body']>> {
  const response = await fetch(url);
  if (response.ok && response.body !== null) return response.body;
  const answer = (await response.json().catch(() => ({}))) as ErrorAnswer;
  throw apiError(answer) ?? new VoxseekError('INTERNAL', `${path} could not be fetched: the API answered ${response.status}.`, { path });
}
