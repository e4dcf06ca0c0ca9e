import { createHash } from 'node:crypto';
import { Transform } from 'node:stream';
import { VoxseekError } from '../../domain/errors/voxseek-error.js';

export interface Announced {
  readonly maxBytes: number;
  readonly bytes: number | null;
  /** SHA-256, hex. */
  readonly sha256: string | null;
}

export interface CheckedBytes extends Transform {
  /** Of all that went through; null until the end was reached. */
  received(): { readonly bytes: number; readonly sha256: string } | null;
}

const mismatch = (what: string): VoxseekError => new VoxseekError('UPLOAD_MISMATCH', `${what} Nothing was stored; upload the file again.`);

/** Passes bytes on and fails before their end is acknowledged when they are too many or not those announced. */
export function checkBytes(announced: Announced): CheckedBytes {
  const hash = createHash('sha256');
  let bytes = 0;
  let result: { readonly bytes: number; readonly sha256: string } | null = null;
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes > announced.maxBytes) {
        done(new VoxseekError('FILE_TOO_LARGE', `The upload is larger than the ${announced.maxBytes} bytes allowed.`));
        return;
      }
      hash.update(chunk);
      done(null, chunk);
    },
    flush(done) {
      const sha256 = hash.digest('hex');
      if (bytes === 0) done(mismatch('The upload has no bytes.'));
      else if (announced.bytes !== null && announced.bytes !== bytes) done(mismatch(`${announced.bytes} bytes were announced, ${bytes} came.`));
      else if (announced.sha256 !== null && announced.sha256 !== sha256) done(mismatch('The SHA-256 of the bytes is not the one announced.'));
      else {
        result = { bytes, sha256 };
        done();
      }
    },
  });
  return Object.assign(stream, { received: () => result });
}
