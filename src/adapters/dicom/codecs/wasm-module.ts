/** A decoder of one frame; its memory is freed by hand. */
export interface WasmDecoder {
  getEncodedBuffer(bytes: number): Uint8Array;
  decode(): void;
  /** A view of the decoder's own memory, gone with it. */
  getDecodedBuffer(): Uint8Array;
  /** What went wrong, of the decoder that does not throw it; empty where nothing did. */
  getLastErrorMessage?(): string;
  delete(): void;
}

/** As much of the compiled decoders as is used; each module has one of the classes. */
export interface WasmModule {
  readonly HTJ2KDecoder: new () => WasmDecoder;
  readonly J2KDecoder: new () => WasmDecoder;
  readonly JPEGDecoder: new () => WasmDecoder;
  readonly JpegLSDecoder: new () => WasmDecoder;
}
