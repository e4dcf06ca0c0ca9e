import { readFileSync } from 'node:fs';

/** Byte offsets into the memory and numbers of elements; what each function does is said in `reductions.wat`. */
interface Functions {
  readonly largest: (scores: number, count: number) => number;
  readonly firstFrom: (scores: number, from: number, count: number, least: number) => number;
  readonly dot: (a: number, b: number, count: number) => number;
  readonly widen: (halves: number, count: number, into: number) => void;
  readonly raise: (products: number, rows: number, queries: number, terms: number, step: number, size: number, tail: number, best: number) => void;
  readonly promising: (products: number, from: number, rows: number, queries: number, terms: number, step: number, size: number, tail: number, least: number) => number;
  readonly nearer: (
    ...at: readonly [products: number, from: number, queries: number, terms: number, step: number, size: number, tail: number, least: number, known: number, asked: number, row: number, columns: number, found: number]
  ) => number;
}

interface LinearMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

/** What this file needs of the global, whose types come only with those of a browser. */
const { Memory, Module, Instance } = (
  globalThis as unknown as {
    readonly WebAssembly: {
      readonly Memory: new (size: { readonly initial: number }) => LinearMemory;
      readonly Module: new (bytes: Uint8Array) => object;
      readonly Instance: new (module: object, imports: { readonly kernel: { readonly memory: LinearMemory } }) => { readonly exports: unknown };
    };
  }
).WebAssembly;

const PAGE = 65_536;
const ALIGNMENT = 64;

/** The reductions and the memory that they read, which is this thread's own: the runtime writes products straight into it. */
export interface Reductions extends Functions {
  /** Makes room for areas of these many bytes and gives where each begins. What an earlier call placed is lost. */
  readonly place: (...bytes: readonly number[]) => number[];
  /** The memory as it is now; `place` may replace it. */
  readonly buffer: () => ArrayBuffer;
}

export function loadReductions(file: string): Reductions {
  const memory = new Memory({ initial: 16 });
  const instance = new Instance(new Module(readFileSync(file)), { kernel: { memory } });
  return {
    ...(instance.exports as Functions),
    buffer: () => memory.buffer,
    place(...bytes) {
      let end = 0;
      const starts = bytes.map((size) => {
        const start = end;
        end += Math.ceil(size / ALIGNMENT) * ALIGNMENT;
        return start;
      });
      const missing = Math.ceil((end - memory.buffer.byteLength) / PAGE);
      if (missing > 0) memory.grow(missing);
      return starts;
    },
  };
}
