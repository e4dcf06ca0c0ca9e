import { VoxseekError } from '../errors/voxseek-error.js';

/** The name by which the tz database knows a time zone, e.g. `Europe/Berlin`. Throws INVALID_INPUT for an offset and for an unknown name. */
export function checkTimeZone(name: string, path = 'timeZone'): string {
  const invalid = (): VoxseekError => new VoxseekError('INVALID_INPUT', `${path}: "${name.slice(0, 40)}" is no time zone of the tz database. Name one such as Europe/Berlin, or UTC.`, { path });
  if (!/^[a-z]/iu.test(name)) throw invalid();
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    throw invalid();
  }
}
