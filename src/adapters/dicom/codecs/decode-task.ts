import type { ErrorCode } from '../../../domain/errors/error-codes.js';
import type { PixelFormat } from '../series/pixel-format.js';

/** One encoded frame on its way to a thread; its bytes are handed over. */
export interface DecodeTask {
  readonly id: number;
  /** UID of the transfer syntax. */
  readonly syntax: string;
  readonly encoded: Uint8Array;
  readonly format: PixelFormat;
}

/** What comes back: the pixels of a `FrameDecoder`, handed over too; an expected failure; or one that is not. */
export type DecodeReply =
  | { readonly id: number; readonly kind: 'PIXELS'; readonly pixels: Uint8Array }
  | { readonly id: number; readonly kind: 'REFUSED'; readonly code: ErrorCode; readonly message: string }
  | { readonly id: number; readonly kind: 'FAILED'; readonly error: unknown };
