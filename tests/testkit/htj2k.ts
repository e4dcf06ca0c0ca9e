import { silent } from '../../src/adapters/dicom/codecs/wasm-decoder.js';

/** As much of the compiled encoder as is used. */
interface Encoder {
  getDecodedBuffer(frame: { width: number; height: number; bitsPerSample: number; componentCount: number; isSigned: boolean; isUsingColorTransform: boolean }): Uint8Array;
  setQuality(reversible: boolean, step: number): void;
  setProgressionOrder(order: number): void;
  encode(): void;
  getEncodedBuffer(): Uint8Array;
  delete(): void;
}

export interface Htj2kFrame {
  readonly rows: number;
  readonly columns: number;
  readonly bits: number;
  readonly pixels: Int16Array | Uint16Array | Uint8Array;
  /** Quantisation step of the lossy transform; null is lossless. */
  readonly step: number | null;
}

const RPCL = 2;

/** A High-Throughput JPEG 2000 codestream. */
export async function encodeHtj2k({ rows, columns, bits, pixels, step }: Htj2kFrame): Promise<Buffer> {
  const module = (await (await import('@cornerstonejs/codec-openjph/wasmjs')).default(silent())) as { readonly HTJ2KEncoder: new () => Encoder };
  const encoder = new module.HTJ2KEncoder();
  const frame = { width: columns, height: rows, bitsPerSample: bits, componentCount: 1, isSigned: pixels instanceof Int16Array, isUsingColorTransform: false };
  encoder.getDecodedBuffer(frame).set(new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.byteLength));
  encoder.setQuality(step === null, step ?? 0);
  encoder.setProgressionOrder(RPCL);
  encoder.encode();
  const codestream = Buffer.from(encoder.getEncodedBuffer());
  encoder.delete();
  return codestream;
}
