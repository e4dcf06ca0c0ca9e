import { VoxseekError } from '../domain/errors/voxseek-error.js';

const NO_SPACE = /no space left on device|errno 28|disk quota exceeded/iu;
const WRONG_HASH = /do not match the hashes/iu;

/** Reads out of pip's words what went wrong. It says the same of an index out of reach and of a package without a build. */
export function pipFailure(pins: readonly string[], output: string): VoxseekError {
  const names = pins.join(', ');
  const lines = output.split('\n').map((line) => line.trim());
  const words = (lines.findLast((line) => /^error/iu.test(line)) ?? lines.findLast((line) => line !== '') ?? '').slice(0, 300);
  if (NO_SPACE.test(output)) return new VoxseekError('DISK_FULL', `No space is left to install ${names}. Free 1.2 GB and start again.`, { path: 'VOXSEEK_TOOLS_DIR' });
  if (WRONG_HASH.test(output))
    return new VoxseekError('DOWNLOAD_FAILED', `The package index gave ${names} with other bytes than pinned; it was not installed. Check the index that pip is set to.`, { path: names });
  return new VoxseekError('DOWNLOAD_FAILED', `${names} could not be downloaded (${words}). Check the network and pip's index, then start again.`, { path: names });
}
