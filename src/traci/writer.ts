/**
 * Growing buffer for outgoing TraCI messages; big-endian. Lengths are computed here, never by the caller.
 *
 * Used by `values`, `protocol` and `batch`. A value that does not fit its type throws RangeError.
 */

const INITIAL_BYTES = 256;
/** A command longer than this, with its one-byte length, needs the extended form. */
const SHORT_COMMAND_LIMIT = 255;
/** Extended form: a zero byte, then an int32 length. */
const EXTENDED_EXTRA_BYTES = 4;

export class Writer {
  #bytes = Buffer.alloc(INITIAL_BYTES);
  #length = 0;

  /** Bytes written so far. */
  get length(): number {
    return this.#length;
  }

  /** What was written. The view is valid until the next write. */
  get written(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Forgets what was written after the first `length` bytes. */
  truncate(length: number): void {
    this.#length = Math.min(this.#length, length);
  }

  ubyte(value: number): this {
    checkInteger('ubyte', value, 0, 0xff);
    this.#reserve(1);
    this.#length = this.#bytes.writeUInt8(value, this.#length);
    return this;
  }

  byte(value: number): this {
    checkInteger('byte', value, -0x80, 0x7f);
    this.#reserve(1);
    this.#length = this.#bytes.writeInt8(value, this.#length);
    return this;
  }

  int(value: number): this {
    checkInteger('int', value, -0x80000000, 0x7fffffff);
    this.#reserve(4);
    this.#length = this.#bytes.writeInt32BE(value, this.#length);
    return this;
  }

  double(value: number): this {
    if (typeof value !== 'number' || Number.isNaN(value))
      throw new RangeError(`double: expected a number, got ${value}`);
    this.#reserve(8);
    this.#length = this.#bytes.writeDoubleBE(value, this.#length);
    return this;
  }

  string(value: string): this {
    if (typeof value !== 'string') throw new RangeError(`string: expected a text, got ${String(value)}`);
    const length = Buffer.byteLength(value);
    this.int(length);
    this.#reserve(length);
    this.#length += this.#bytes.write(value, this.#length);
    return this;
  }

  stringList(values: readonly string[]): this {
    this.int(values.length);
    for (const value of values) this.string(value);
    return this;
  }

  /**
   * `command := ubyte length, ubyte id, body` up to 255 bytes, else `ubyte 0, int32 length, ubyte id, body`;
   * both lengths count themselves. A command whose body throws leaves no trace.
   */
  command(id: number, body: (writer: Writer) => void): this {
    const start = this.#length;
    try {
      this.ubyte(0).ubyte(id);
      body(this);
    } catch (error) {
      this.truncate(start);
      throw error;
    }
    const length = this.#length - start;
    if (length <= SHORT_COMMAND_LIMIT) {
      this.#bytes[start] = length;
      return this;
    }
    this.#reserve(EXTENDED_EXTRA_BYTES);
    this.#bytes.copyWithin(start + 1 + EXTENDED_EXTRA_BYTES, start + 1, this.#length);
    this.#bytes.writeInt32BE(length + EXTENDED_EXTRA_BYTES, start + 1);
    this.#length += EXTENDED_EXTRA_BYTES;
    return this;
  }

  /** Overwrites four bytes at `at` with an int32, for a length known only later. */
  patchInt(at: number, value: number): void {
    this.#bytes.writeInt32BE(value, at);
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const grown = Buffer.alloc(Math.max(this.#bytes.length * 2, this.#length + more));
    this.#bytes.copy(grown, 0, 0, this.#length);
    this.#bytes = grown;
  }
}

function checkInteger(type: string, value: number, minimum: number, maximum: number): void {
  if (!Number.isInteger(value) || value < minimum || value > maximum)
    throw new RangeError(`${type}: expected an integer in [${minimum}, ${maximum}], got ${String(value)}`);
}
