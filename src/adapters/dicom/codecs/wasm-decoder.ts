import { isVoxseekError, VoxseekError } from '../../../domain/errors/voxseek-error.js';
import { checkedSize } from './checked-size.js';
import type { CodestreamSize } from './codestream-size.js';
import type { FrameDecoder } from './frame-decoder.js';
import type { WasmDecoder, WasmModule } from './wasm-module.js';
import { widen } from './widen.js';

interface WasmCodec {
  readonly load: () => Promise<unknown>;
  readonly decoderOf: (module: WasmModule) => new () => WasmDecoder;
  readonly sizeOf: (encoded: Buffer) => CodestreamSize | null;
}

/** Decoders print to the console otherwise. Each instance writes into the object that it is given: it must be a new one. */
export const silent = (): { readonly print: () => void; readonly printErr: () => void } => ({ print: () => undefined, printErr: () => undefined });

/**
 * A decoder compiled to WebAssembly. What it throws on a damaged stream leaves its memory in no known state, so that the next frame gets a
 * new instance.
 */
export function wasmDecoder({ load, decoderOf, sizeOf }: WasmCodec): () => Promise<FrameDecoder> {
  let loaded: Promise<WasmModule> | null = null;
  return async () => {
    // The packages have no types; what a decoder must have is stated in wasm-module.ts.
    loaded ??= load() as Promise<WasmModule>;
    const module = await loaded;
    return (encoded, format) => {
      const size = checkedSize(sizeOf(encoded), format);
      try {
        const decoder = new (decoderOf(module))();
        decoder.getEncodedBuffer(encoded.length).set(encoded);
        decoder.decode();
        const failure = decoder.getLastErrorMessage?.() ?? '';
        if (failure !== '') throw new Error(failure);
        const pixels = Uint8Array.from(widen(decoder.getDecodedBuffer(), size.bits, format));
        decoder.delete();
        return pixels;
      } catch (error) {
        loaded = null;
        if (isVoxseekError(error)) throw error;
        throw new VoxseekError('FILE_CORRUPT', 'The compressed pixels cannot be decoded.', { cause: error });
      }
    };
  };
}
