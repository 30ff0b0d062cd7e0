/**
 * The IDX format of MNIST and its kin, from bytes to an array. Pure; used by `idx-dataset.ts`.
 *
 * ```
 * file  => magic dimension* value*
 * magic => 0x00 0x00 type:byte rank:byte        type 0x08 is an unsigned byte
 * dimension => uint32, big-endian               rank of them
 * value => byte                                 the product of the dimensions of them, last dimension fastest
 * ```
 * Source: the format's description on the MNIST page of LeCun, Cortes and Burges.
 */
import { DataError } from '../errors.ts';
import type { RawFile } from '../raw-file.ts';

const UNSIGNED_BYTE = 0x08;

/** An array of unsigned bytes. */
export interface IdxArray {
  readonly dimensions: readonly number[];
  /** View on the file's bytes, shape `dimensions`, row-major. */
  readonly values: Uint8Array;
}

/**
 * Decodes an IDX file of unsigned bytes.
 *
 * @param rank - number of dimensions that it must have: 1 for labels, 3 for images.
 * @throws {DataError} `E_DATA_FORMAT` if magic, rank or size differ; names the file, what was expected and what it has.
 */
export function parseIdx(file: RawFile, rank: number): IdxArray {
  const { path, bytes } = file;
  const headerLength = 4 + 4 * rank;
  const fail = (what: string, expected: string | number, got: string | number): never => {
    throw new DataError('E_DATA_FORMAT', `${path}: ${what}: expected ${expected}, got ${got}; is it the right file?`);
  };
  if (bytes.length < 4) fail('IDX magic', '4 bytes', `${bytes.length} bytes in all`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const magic = view.getUint32(0);
  const expectedMagic = (UNSIGNED_BYTE << 8) | rank;
  if (magic !== expectedMagic) fail('IDX magic', hex(expectedMagic), hex(magic));
  if (bytes.length < headerLength) fail('IDX header', `${headerLength} bytes`, `${bytes.length} bytes in all`);
  const dimensions = Array.from({ length: rank }, (_, index) => view.getUint32(4 + 4 * index));
  const count = dimensions.reduce((product, size) => product * size, 1);
  const size = dimensions.join(' x ');
  if (count === 0) fail('dimensions', 'none of them 0', size);
  if (bytes.length !== headerLength + count)
    fail('length', `${headerLength + count} bytes for ${size}`, `${bytes.length} bytes`);
  return { dimensions, values: bytes.subarray(headerLength) };
}

function hex(value: number): string {
  return `0x${value.toString(16).padStart(8, '0')}`;
}
