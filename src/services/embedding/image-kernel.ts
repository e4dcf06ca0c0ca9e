import { SLICE_IMAGE } from './slice-image-code.js';

/** The functions of `slice-image.wat`, which says what they do. Places are bytes in the memory. */
export interface ImageFunctions {
  readonly window: (hu: number, width: number, height: number, low: number, high: number, span: number, pixels: number) => void;
  readonly across: (pixels: number, width: number, height: number, first: number, upper: number, lower: number, chunks: number, outputs: number, result: number) => void;
  readonly down: (pixels: number, stride: number, first: number, weights: number, pairs: number, rows: number, width: number, result: number) => void;
  readonly scale: (pixels: number, count: number, scale: number, result: number) => void;
  readonly centre: (values: number, count: number, center: number, spread: number, result: number) => void;
}

/** What this file needs of the globals, whose types come only with those of a browser. */
const { WebAssembly } = globalThis as unknown as {
  readonly WebAssembly: {
    readonly Module: new (bytes: Uint8Array) => object;
    readonly Instance: new (module: object) => { readonly exports: ImageFunctions & { readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number } } };
  };
};

const PAGE = 65_536;
/** Vectors of sixteen bytes may reach behind the last element of what they work on. */
const MARGIN = 16;

export interface ImageKernel<K extends string> extends ImageFunctions {
  readonly buffer: ArrayBuffer;
  /** Where each of the parts asked for begins: bytes, divisible by 16. */
  readonly at: Readonly<Record<K, number>>;
}

/** Memory that is laid out anew for each size of slices: what was there before is gone, and views of it are of no use. */
export interface ImageMemory {
  /** Parts of these sizes in bytes. */
  layOut<K extends string>(sizes: Readonly<Record<K, number>>): ImageKernel<K>;
}

let code: object | undefined;

export function createImageMemory(): ImageMemory {
  code ??= new WebAssembly.Module(Buffer.from(SLICE_IMAGE, 'base64'));
  const { memory, ...functions } = new WebAssembly.Instance(code).exports;
  return {
    layOut<K extends string>(sizes: Readonly<Record<K, number>>) {
      let end = 0;
      const place = ([name, bytes]: readonly [string, number]): readonly [string, number] => {
        const start = end;
        end += Math.ceil((bytes + MARGIN) / MARGIN) * MARGIN;
        return [name, start];
      };
      const at = Object.fromEntries(Object.entries<number>(sizes).map(place)) as Record<K, number>;
      const missing = Math.ceil(end / PAGE) - memory.buffer.byteLength / PAGE;
      if (missing > 0) memory.grow(missing);
      return { ...functions, buffer: memory.buffer, at };
    },
  };
}
