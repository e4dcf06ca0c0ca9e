import { makeRoom, wasmModule } from '../../domain/wasm-module.js';
import { SLICE_IMAGE } from './slice-image-code.js';

/** The functions of `slice-image.wat`, which says what they do. Places are bytes in the memory. */
export interface ImageFunctions {
  readonly window: (hu: number, width: number, height: number, low: number, high: number, span: number, pixels: number) => void;
  readonly across: (pixels: number, width: number, height: number, first: number, upper: number, lower: number, chunks: number, outputs: number, result: number) => void;
  readonly down: (pixels: number, stride: number, first: number, weights: number, pairs: number, rows: number, width: number, result: number) => void;
  readonly scale: (pixels: number, count: number, scale: number, result: number) => void;
  readonly centre: (values: number, count: number, center: number, spread: number, result: number) => void;
}

const instantiate = wasmModule<ImageFunctions>(SLICE_IMAGE);

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

export function createImageMemory(): ImageMemory {
  const { memory, ...functions } = instantiate();
  return {
    layOut<K extends string>(sizes: Readonly<Record<K, number>>) {
      let end = 0;
      const place = ([name, bytes]: readonly [string, number]): readonly [string, number] => {
        const start = end;
        end += Math.ceil((bytes + MARGIN) / MARGIN) * MARGIN;
        return [name, start];
      };
      const at = Object.fromEntries(Object.entries<number>(sizes).map(place)) as Record<K, number>;
      makeRoom(memory, end);
      return { ...functions, buffer: memory.buffer, at };
    },
  };
}
