/**
 * OpenBLAS of the system, reached through koffi: its single-precision matrix product, sum of magnitudes and copy.
 *
 * Works in worker threads and on vectors over SharedArrayBuffers; the dense engine and the repaired wasm matMul call it.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type * as Koffi from 'koffi';
import { reasonOf } from '../engine/errors.ts';

/** Shape and scaling of a product C <- alpha op(A) op(B) + beta C of row-major matrices. */
export interface GemmShape {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
  /** Rows of op(A) and of C. */
  readonly rows: number;
  /** Columns of op(B) and of C. */
  readonly columns: number;
  /** Columns of op(A), rows of op(B). */
  readonly inner: number;
  /** Dimensionless; default 1. */
  readonly alpha?: number;
  /** Dimensionless; default 0, which overwrites C whatever it held. */
  readonly beta?: number;
}

/** A loaded OpenBLAS, limited to one thread per call. */
export interface OpenBlas {
  /** Path or soname that was loaded. */
  readonly library: string;
  /** Version and the processor's kernel set, e.g. `OpenBLAS 0.3.21 (Zen)`. */
  readonly detail: string;
  /** C <- alpha op(A) op(B) + beta C, all matrices dense and row-major; sizes are the caller's promise. */
  gemm(shape: GemmShape, a: Float32Array, b: Float32Array, c: Float32Array): void;
  /** Sum of |x| over the vector; not finite if one of its values is not, or if the sum overflows. */
  asum(vector: Float32Array): number;
  /** to <- from, as many values as `from` holds: faster than `set` where one of the two lies in shared memory. */
  copy(from: Float32Array, to: Float32Array): void;
}

/** The outcome of a search: a library, or why there is none. */
export type OpenBlasSearch =
  { readonly openblas: OpenBlas; readonly reason?: never } | { readonly openblas?: never; readonly reason: string };

// Values of CBLAS's own enumerations (cblas.h).
const ROW_MAJOR = 101;
const NO_TRANSPOSE = 111;
const TRANSPOSE = 112;

const SASUM = 'float cblas_sasum(int,float*,int)';
const SCOPY = 'void cblas_scopy(int,float*,int,float*,int)';
const SGEMM = 'void cblas_sgemm(int,int,int,int,int,int,float,float*,int,float*,int,float,float*,int)';

type Sgemm = (...values: readonly (number | Float32Array)[]) => void;

/**
 * Loads OpenBLAS, from `library` or from the system's usual places.
 *
 * @param library - a path or soname; then no other is tried.
 * @returns The library, or one line about what was tried and why it did not load.
 */
export async function findOpenBlas(library?: string): Promise<OpenBlasSearch> {
  let koffi: typeof Koffi;
  try {
    koffi = await import('koffi');
  } catch (error) {
    return { reason: `koffi does not load (${reasonOf(error)})` };
  }
  const candidates = library === undefined ? libraryCandidates() : [library];
  let lastReason = '';
  for (const candidate of candidates) {
    try {
      return { openblas: bind(koffi, candidate) };
    } catch (error) {
      lastReason = reasonOf(error);
    }
  }
  return { reason: `OpenBLAS not found among ${candidates.join(', ')} (last: ${lastReason})` };
}

/** Where package managers put OpenBLAS with 32-bit integers, threaded builds first (they lock what needs locking). */
function libraryCandidates(): readonly string[] {
  switch (process.platform) {
    case 'darwin':
      return [
        '/opt/homebrew/opt/openblas/lib/libopenblas.dylib',
        '/usr/local/opt/openblas/lib/libopenblas.dylib',
        '/opt/local/lib/libopenblas.dylib',
        'libopenblas.dylib',
      ];
    case 'win32':
      return ['libopenblas.dll', 'openblas.dll'];
    default:
      return [...debianCandidates(), 'libopenblas.so.0', 'libopenblasp.so.0', 'libopenblas.so'];
  }
}

/** Debian keeps its builds side by side in folders that the loader does not search. */
function debianCandidates(): readonly string[] {
  const root = '/usr/lib';
  let folders: readonly string[];
  try {
    folders = readdirSync(root).filter((name) => name.includes('-linux-gnu'));
  } catch {
    return []; // not a Debian layout: the sonames remain
  }
  return ['openblas-pthread', 'openblas-openmp'].flatMap((build) =>
    folders.map((folder) => join(root, folder, build, 'libopenblas.so.0')),
  );
}

/**
 * The shared pieces of one library; throws where it is absent or is not OpenBLAS.
 *
 * One thread per call: the engine brings its own threads, and sums would otherwise depend on the number of cores.
 */
function bind(koffi: typeof Koffi, library: string): OpenBlas {
  const handle = koffi.load(library);
  const sgemm = handle.func(SGEMM) as Sgemm;
  const sasum = handle.func(SASUM) as (count: number, vector: Float32Array, stride: number) => number;
  const scopy = handle.func(SCOPY) as (...values: readonly (number | Float32Array)[]) => void;
  (handle.func('void openblas_set_num_threads(int)') as (threads: number) => void)(1);
  const config = (handle.func('const char* openblas_get_config()') as () => string)();
  const core = (handle.func('const char* openblas_get_corename()') as () => string)();
  const version = /OpenBLAS \S+/.exec(config)?.[0] ?? 'OpenBLAS';
  return {
    library,
    detail: `${version} (${core})`,
    gemm: ({ transposeA, transposeB, rows, columns, inner, alpha = 1, beta = 0 }, a, b, c) => {
      sgemm(
        ROW_MAJOR,
        transposeA ? TRANSPOSE : NO_TRANSPOSE,
        transposeB ? TRANSPOSE : NO_TRANSPOSE,
        rows,
        columns,
        inner,
        alpha,
        a,
        transposeA ? rows : inner,
        b,
        transposeB ? inner : columns,
        beta,
        c,
        columns,
      );
    },
    asum: (vector) => sasum(vector.length, vector, 1),
    copy: (from, to) => {
      scopy(from.length, from, 1, to, 1);
    },
  };
}
