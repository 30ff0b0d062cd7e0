/**
 * The part of the WebAssembly interface that the kernels use, typed here because neither the ES library nor Node's types
 * declare it.
 */

/** Linear memory; `buffer` is replaced when it grows. */
export interface WasmMemory {
  readonly buffer: ArrayBuffer;
  /** @param pages - of 64 KiB, to add. */
  grow(pages: number): number;
}

interface WasmApi {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Memory: new (descriptor: { readonly initial: number }) => WasmMemory;
  readonly Instance: new (module: object, imports: unknown) => { readonly exports: unknown };
}

const api = (globalThis as unknown as { readonly WebAssembly: WasmApi }).WebAssembly;

/** Compiles code, at once; the result has no memory and can be shared. */
export function compileModule(bytes: Uint8Array): object {
  return new api.Module(bytes);
}

/** @param pages - of 64 KiB, to begin with. */
export function createMemory(pages: number): WasmMemory {
  return new api.Memory({ initial: pages });
}

/** Joins code and a memory of its own; the caller knows what the module exports. */
export function instantiate(module: object, memory: WasmMemory): unknown {
  return new api.Instance(module, { env: { memory } }).exports;
}
