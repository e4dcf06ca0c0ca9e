import { VoxseekError } from '../domain/errors/voxseek-error.js';

const NO_SPACE = /no space left on device|database or disk is full|ENOSPC/iu;
const PORT_IN_USE = /address already in use|could not bind|EADDRINUSE/iu;

/** Says in the product's words why a server did not come up, from what it wrote to its log. */
export function startFailure(part: string, reason: string, logFile: string, output: string): VoxseekError {
  const details = { log: logFile };
  if (NO_SPACE.test(output)) return new VoxseekError('DISK_FULL', `${part} found no space on the disk. Free some and start again.`, { path: part, details });
  if (PORT_IN_USE.test(output)) return new VoxseekError('PORT_TAKEN', `${part} found its port taken meanwhile. Start again: another free one is chosen.`, { path: part, details });
  const words = output.trim().split('\n').at(-1)?.slice(0, 300) ?? '';
  return new VoxseekError('PART_FAILED_TO_START', `${part} did not start: ${reason}. Its log is ${logFile}${words === '' ? '' : `; it ends with: ${words}`}`, {
    path: part,
    details,
  });
}

/** Turns a full disk, met by this process itself, into its named error; other errors pass through. */
export function asDiskFull(error: unknown, directory: string): unknown {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  if (code !== 'ENOSPC' && code !== 'EDQUOT') return error;
  return new VoxseekError('DISK_FULL', `No space is left for ${directory}. Free some and start again.`, { path: directory, cause: error });
}
