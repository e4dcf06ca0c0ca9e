import { VoxseekError } from '../../domain/errors/voxseek-error.js';

export interface Content {
  readonly bytes: number;
  readonly sha256: string;
}

const TRIES = 5;

/**
 * Puts `content` unless another's lies under the key, and says which it is. One that is deleted before it could be looked at, or whose writer never
 * came to its end, is not in the way: then it is tried again.
 */
export async function firstWrite(key: string, content: Content, put: () => Promise<boolean>, present: () => Promise<Content | null>): Promise<Content & { readonly key: string; readonly created: boolean }> {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    if (await put()) return { key, created: true, ...content };
    const other = await present();
    if (other !== null) return { key, created: false, ...other };
  }
  throw new VoxseekError('DEPENDENCY_UNAVAILABLE', `The object "${key}" is being written and deleted by others all the time. Try again.`, { path: 'objects' });
}
