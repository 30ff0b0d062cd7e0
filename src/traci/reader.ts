/**
 * Bounds-checked cursor over the bytes of one TraCI message; big-endian, as everywhere in TraCI.
 *
 * Used by `values`, `protocol` and `subscriptions`. Reading numbers allocates nothing.
 */
import { TraciProtocolError } from './errors.ts';

/** Up to this many bytes a string is put together here: cheaper than a call into the runtime's decoder. */
const SHORT_STRING = 24;

/** Smallest string on the wire: its length alone. */
export const MINIMUM_STRING_BYTES = 4;

export class Reader {
  readonly bytes: Buffer;
  readonly #view: DataView;
  /** Next byte to read. */
  offset: number;
  /** First byte that may not be read. */
  readonly end: number;

  constructor(bytes: Buffer, offset = 0, end: number = bytes.length) {
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.offset = offset;
    this.end = end;
  }

  /** How many bytes are left. */
  get remaining(): number {
    return this.end - this.offset;
  }

  ubyte(): number {
    return this.#view.getUint8(this.#take(1, 'ubyte'));
  }

  byte(): number {
    return this.#view.getInt8(this.#take(1, 'byte'));
  }

  /** 32-bit signed integer. */
  int(): number {
    return this.#view.getInt32(this.#take(4, 'int'));
  }

  /** IEEE 754 double. */
  double(): number {
    return this.#view.getFloat64(this.#take(8, 'double'));
  }

  /** `string := int32 byteLength, UTF-8 bytes`. */
  string(): string {
    const length = this.count('string', 1);
    const start = this.#take(length, 'string');
    if (length <= SHORT_STRING) {
      let text = '';
      for (let index = start; index < start + length; index++) {
        const code = this.bytes[index]!;
        if (code >= 0x80) return this.bytes.toString('utf8', start, start + length);
        text += String.fromCharCode(code);
      }
      return text;
    }
    return this.bytes.toString('utf8', start, start + length);
  }

  /** `stringList := int32 count, count * string`. */
  stringList(): string[] {
    const count = this.count('string list', MINIMUM_STRING_BYTES);
    const strings: string[] = [];
    for (let index = 0; index < count; index++) strings.push(this.string());
    return strings;
  }

  /** Passes over a string without decoding it. */
  skipString(): void {
    this.skip(this.count('string', 1));
  }

  /** Passes over `length` bytes. */
  skip(length: number): void {
    this.#take(length, 'bytes');
  }

  /**
   * Reads an int32 that counts items, and refuses it when the items could not fit into what is left of the message:
   * so a wrong count is noticed before anything is allocated for it.
   *
   * @param itemBytes - least number of bytes of one item.
   */
  count(what: string, itemBytes: number): number {
    const at = this.offset;
    const count = this.int();
    if (count < 0 || count * itemBytes > this.remaining)
      throw new TraciProtocolError(
        `${what}: expected a count that fits into the ${this.remaining} bytes left, got ${count}`,
        at,
      );
    return count;
  }

  #take(length: number, what: string): number {
    const start = this.offset;
    if (length > this.end - start)
      throw new TraciProtocolError(`${what}: expected ${length} bytes, but only ${this.end - start} are left`, start);
    this.offset = start + length;
    return start;
  }
}
