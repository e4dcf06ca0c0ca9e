/** The decoders that come without types: as much of them as is used. */
declare module '@cornerstonejs/codec-*' {
  const create: (options: { readonly print: () => void; readonly printErr: () => void }) => Promise<unknown>;
  export = create;
}

declare module 'jpeg-lossless-decoder-js' {
  export class Decoder {
    constructor(buffer?: ArrayBuffer | null, bytesPerComponent?: number);
    decompress(buffer: ArrayBuffer, offset: number, length: number): ArrayBuffer;
  }
}
