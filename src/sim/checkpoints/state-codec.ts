/**
 * A state as JSON and bytes, and back, exactly. Pure.
 *
 * Vectors lie one after the other in `tensors.bin`, little-endian, each at a multiple of 8 bytes; in their places the
 * JSON has `{"$tensor": type, "offset": bytes, "length": elements}`. What JSON cannot say is `{"$number": "NaN"}` (also
 * `Infinity`, `-Infinity`, `-0`), `{"$bigint": "12"}` and `{"$undefined": true}`; a key of the state that begins with
 * `$` gets a second one. Used by `write.ts` and `read.ts`.
 */
import { CheckpointError } from './errors.ts';

/** Types of vectors that a state may hold, by their name in the JSON. */
const TENSOR_TYPES = {
  float32: Float32Array,
  float64: Float64Array,
  int8: Int8Array,
  int16: Int16Array,
  int32: Int32Array,
  uint8: Uint8Array,
  uint16: Uint16Array,
  uint32: Uint32Array,
} as const;

type TensorType = keyof typeof TENSOR_TYPES;

/** A vector of a state. */
export type Tensor = InstanceType<(typeof TENSOR_TYPES)[TensorType]>;

/** A vector and where it lies in `tensors.bin`. */
export interface PlacedTensor {
  readonly tensor: Tensor;
  /** Bytes from the start, a multiple of 8. */
  readonly offset: number;
}

/** A state taken apart. */
export interface EncodedState {
  readonly json: string;
  /** In the order of their offsets. A vector that stands in several places of the state is here once. */
  readonly tensors: readonly PlacedTensor[];
}

/** The largest element is 8 bytes long. */
const ALIGNMENT = 8;
const SPECIAL_NUMBERS: Readonly<Record<string, number>> = { NaN, Infinity, '-Infinity': -Infinity, '-0': -0 };
const TYPE_OF_CONSTRUCTOR = new Map<unknown, TensorType>(
  Object.entries(TENSOR_TYPES).map(([type, constructor]) => [constructor, type as TensorType]),
);

/**
 * Takes a state apart.
 *
 * @param state - null, booleans, numbers, strings, bigints, undefined, plain records, arrays and vectors. Vectors are
 *   referred to, not copied.
 * @throws {CheckpointError} `E_CHECKPOINT_STATE` for anything else (a class's object, a Map, a function, a cycle); the
 *   message names its path.
 */
export function encodeState(state: unknown): EncodedState {
  const places = new Map<Tensor, number>();
  const above = new Set<object>();
  let end = 0;

  const place = (tensor: Tensor): number => {
    const known = places.get(tensor);
    if (known !== undefined) return known;
    const offset = end;
    places.set(tensor, offset);
    end = Math.ceil((offset + tensor.byteLength) / ALIGNMENT) * ALIGNMENT;
    return offset;
  };
  const encodeObject = (value: object, path: string): unknown => {
    const type = TYPE_OF_CONSTRUCTOR.get(value.constructor);
    if (type !== undefined) return { $tensor: type, offset: place(value as Tensor), length: (value as Tensor).length };
    if (above.has(value)) throw unstorable('a value that contains itself', path);
    above.add(value);
    const encoded = Array.isArray(value)
      ? Array.from(value as readonly unknown[], (item, index) => encode(item, `${path}[${index}]`))
      : encodeRecord(value, path, encode);
    above.delete(value);
    return encoded;
  };
  const encode = (value: unknown, path: string): unknown => {
    switch (typeof value) {
      case 'number':
        return encodeNumber(value);
      case 'bigint':
        return { $bigint: value.toString() };
      case 'undefined':
        return { $undefined: true };
      case 'object':
        return value === null ? null : encodeObject(value, path);
      case 'function':
      case 'symbol':
        throw unstorable(`a ${typeof value}`, path);
      default:
        return value;
    }
  };
  const json = JSON.stringify(encode(state, 'state'));
  return { json, tensors: Array.from(places, ([tensor, offset]) => ({ tensor, offset })) };
}

/**
 * Puts a state together again.
 *
 * @param json - as `encodeState` gave it.
 * @returns The state with new vectors full of zeros, and these in the order of their offsets, to be filled.
 * @throws {SyntaxError} if it is not what `encodeState` gives.
 */
export function decodeState(json: string): { readonly state: unknown; readonly tensors: readonly PlacedTensor[] } {
  const tensors = new Map<string, PlacedTensor>();

  const decodeTensor = (reference: Readonly<Record<string, unknown>>): Tensor => {
    const { $tensor, offset, length } = reference;
    if (!isTensorType($tensor) || !isCount(offset) || !isCount(length))
      throw new SyntaxError(`no vector: ${JSON.stringify(reference)}`);
    const key = `${$tensor} ${offset} ${length}`;
    const { tensor } = tensors.get(key) ?? { tensor: new TENSOR_TYPES[$tensor](length) };
    tensors.set(key, { tensor, offset });
    return tensor;
  };
  const decode = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map(decode);
    const record = value as Readonly<Record<string, unknown>>;
    if ('$tensor' in record) return decodeTensor(record);
    if ('$number' in record) return SPECIAL_NUMBERS[String(record['$number'])];
    if ('$bigint' in record) return BigInt(String(record['$bigint']));
    if ('$undefined' in record) return undefined;
    return Object.fromEntries(
      Object.entries(record).map(([key, item]) => [key.startsWith('$') ? key.slice(1) : key, decode(item)]),
    );
  };
  const state = decode(JSON.parse(json));
  return { state, tensors: [...tensors.values()].toSorted((a, b) => a.offset - b.offset) };
}

/** The vector's memory as bytes, not copied. */
export function bytesOf({ buffer, byteOffset, byteLength }: Tensor): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function encodeNumber(value: number): unknown {
  if (Object.is(value, -0)) return { $number: '-0' };
  return Number.isFinite(value) ? value : { $number: String(value) };
}

function encodeRecord(value: object, path: string, encode: (item: unknown, path: string) => unknown): unknown {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null)
    throw unstorable(`an object of class ${value.constructor.name}`, path);
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key.startsWith('$') ? `$${key}` : key, encode(item, `${path}.${key}`)]),
  );
}

function unstorable(what: string, path: string): CheckpointError {
  return new CheckpointError(
    `${path}: a checkpoint keeps plain records, arrays, numbers, text and vectors, got ${what}; turn it into these`,
    { code: 'E_CHECKPOINT_STATE', path },
  );
}

function isTensorType(value: unknown): value is TensorType {
  return typeof value === 'string' && Object.hasOwn(TENSOR_TYPES, value);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
