/** What the functions of a module work on. It only grows, and a view of it is of no use once it did. */
export interface WasmMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

/** What this file needs of the globals, whose types come only with those of a browser. */
const { WebAssembly, atob } = globalThis as unknown as {
  readonly WebAssembly: {
    readonly Module: new (bytes: Uint8Array) => object;
    readonly Instance: new (module: object) => { readonly exports: object };
  };
  readonly atob: (text: string) => string;
};

const PAGE = 65_536;

/**
 * Gives the functions of a module, each time with a memory of their own. It is compiled when they are first asked for.
 * @param base64 as `tools/wasm.js` assembles it; what it exports is `Functions` and `memory`
 */
export function wasmModule<Functions extends object>(base64: string): () => Functions & { readonly memory: WasmMemory } {
  let code: object | undefined;
  return () => {
    code ??= new WebAssembly.Module(Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)));
    return new WebAssembly.Instance(code).exports as Functions & { readonly memory: WasmMemory };
  };
}

/** Makes a memory at least so many bytes long. */
export function makeRoom(memory: WasmMemory, bytes: number): void {
  const missing = Math.ceil(bytes / PAGE) - memory.buffer.byteLength / PAGE;
  if (missing > 0) memory.grow(missing);
}
