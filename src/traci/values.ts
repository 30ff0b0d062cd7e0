/**
 * Typed values: a type byte, then the payload. A codec reads and writes the payload of one type.
 *
 * Used by the domain tables. Grammar of the payloads (big-endian; string and stringList as in `reader`):
 *
 * ubyte, byte, int32, double, string, stringList
 * doubleList := int32 n, n * double             color    := ubyte red, green, blue, alpha
 * position   := double x, y [, z]               lonLat   := double longitude, latitude [, altitude]
 * roadMap    := string edgeId, double position, ubyte lane
 * polygon    := ubyte n (0: then int32 n), n * (double x, double y)
 * compound   := int32 n, n * (ubyte type, payload)
 */
import * as tc from './constants.ts';
import { TraciProtocolError } from './errors.ts';
import type { Reader } from './reader.ts';
import type { Writer } from './writer.ts';

/** Reads the payload after a type byte. */
export interface ValueReader<Value> {
  /** The type byte expected. */
  readonly type: number;
  /** Another type byte with the same payload. */
  readonly alternativeType?: number;
  read(reader: Reader): Value;
}

/** Writes the payload after a type byte. */
export interface ValueWriter<Value> {
  readonly type: number;
  write(writer: Writer, value: Value): void;
}

/** Both directions. */
export interface Codec<Value> extends ValueReader<Value>, ValueWriter<Value> {}

/** `[x, y]` in m, network coordinates. */
export type Position2D = readonly [x: number, y: number];
/** `[x, y, z]` in m, network coordinates. */
export type Position3D = readonly [x: number, y: number, z: number];
/** `[longitude, latitude]` in degrees. */
export type LonLat = readonly [longitude: number, latitude: number];
/** `[longitude, latitude, altitude]` in degrees and m. */
export type LonLatAlt = readonly [longitude: number, latitude: number, altitude: number];
/** `[red, green, blue, alpha]`, each in [0, 255]. */
export type Color = readonly [red: number, green: number, blue: number, alpha: number];
/** A color to send; alpha is 255 when left out. */
export type ColorInput = Color | readonly [red: number, green: number, blue: number];
/** A place on the road network: edge id, metres from its start, lane index. */
export type RoadPosition = readonly [edgeId: string, position: number, laneIndex: number];

/** SUMO dies when an error text exceeds some 248 bytes, and its error texts quote the id asked for. */
export const MAXIMUM_ID_BYTES = 200;

/** The count of a polygon that does not fit one byte follows as an int32. */
const POLYGON_SHORT_COUNT_LIMIT = 255;
const POINT_BYTES = 16;

export const ubyte: Codec<number> = {
  type: tc.TYPE_UBYTE,
  read: (reader) => reader.ubyte(),
  write: (writer, value) => void writer.ubyte(value),
};

/** Stands for the type of a value that is sent without a type byte. */
const UNTYPED = -1;

/** A ubyte without its type byte, as the last item of a distance request. */
export const rawUbyte: ValueWriter<number> = {
  type: UNTYPED,
  write: (writer, value) => void writer.ubyte(value),
};

export const byte: Codec<number> = {
  type: tc.TYPE_BYTE,
  read: (reader) => reader.byte(),
  write: (writer, value) => void writer.byte(value),
};

export const integer: Codec<number> = {
  type: tc.TYPE_INTEGER,
  read: (reader) => reader.int(),
  write: (writer, value) => void writer.int(value),
};

/** An int32 that means yes (not 0) or no (0). */
export const integerFlag: Codec<boolean> = {
  type: tc.TYPE_INTEGER,
  read: (reader) => reader.int() !== 0,
  write: (writer, value) => void writer.int(value ? 1 : 0),
};

/** A ubyte that means yes (not 0) or no (0). */
export const ubyteFlag: Codec<boolean> = {
  type: tc.TYPE_UBYTE,
  read: (reader) => reader.ubyte() !== 0,
  write: (writer, value) => void writer.ubyte(value ? 1 : 0),
};

export const double: Codec<number> = {
  type: tc.TYPE_DOUBLE,
  read: (reader) => reader.double(),
  write: (writer, value) => void writer.double(value),
};

export const text: Codec<string> = {
  type: tc.TYPE_STRING,
  read: (reader) => reader.string(),
  write: (writer, value) => void writer.string(value),
};

/** A string that names an object and may come back within an error text: at most {@link MAXIMUM_ID_BYTES}. */
export const objectId: Codec<string> = {
  type: tc.TYPE_STRING,
  read: (reader) => reader.string(),
  write: (writer, value) => {
    checkId(value);
    writer.string(value);
  },
};

export const textList: Codec<readonly string[]> = {
  type: tc.TYPE_STRINGLIST,
  read: (reader) => reader.stringList(),
  write: (writer, value) => void writer.stringList(value),
};

/** A list of strings that name objects, see {@link objectId}. */
export const idList: Codec<readonly string[]> = {
  ...textList,
  write: (writer, value) => {
    for (const id of value) checkId(id);
    writer.stringList(value);
  },
};

export const doubleList: Codec<readonly number[]> = {
  type: tc.TYPE_DOUBLELIST,
  read: (reader) => {
    const count = reader.count('double list', 8);
    return Array.from({ length: count }, () => reader.double());
  },
  write: (writer, values) => {
    writer.int(values.length);
    for (const value of values) writer.double(value);
  },
};

export const color: ValueReader<Color> & ValueWriter<ColorInput> = {
  type: tc.TYPE_COLOR,
  read: (reader) => [reader.ubyte(), reader.ubyte(), reader.ubyte(), reader.ubyte()],
  write: (writer, value) =>
    void writer
      .ubyte(value[0])
      .ubyte(value[1])
      .ubyte(value[2])
      .ubyte(value[3] ?? 255),
};

export const position2D: Codec<Position2D> = pair(tc.POSITION_2D, tc.POSITION_LON_LAT);
export const lonLat: Codec<LonLat> = pair(tc.POSITION_LON_LAT, tc.POSITION_2D);
export const position3D: Codec<Position3D> = triple(tc.POSITION_3D, tc.POSITION_LON_LAT_ALT);
export const lonLatAlt: Codec<LonLatAlt> = triple(tc.POSITION_LON_LAT_ALT, tc.POSITION_3D);

export const roadMap: Codec<RoadPosition> = {
  type: tc.POSITION_ROADMAP,
  read: (reader) => [reader.string(), reader.double(), reader.ubyte()],
  write: (writer, [edgeId, position, laneIndex]) => {
    checkId(edgeId);
    writer.string(edgeId).double(position).ubyte(laneIndex);
  },
};

export const polygon: Codec<readonly Position2D[]> = {
  type: tc.TYPE_POLYGON,
  read: (reader) => {
    const at = reader.offset;
    let count = reader.ubyte();
    if (count === 0) count = readLongCount(reader);
    if (count * POINT_BYTES > reader.remaining)
      throw new TraciProtocolError(`polygon: ${count} points do not fit into ${reader.remaining} bytes`, at);
    return Array.from({ length: count }, () => [reader.double(), reader.double()] as const);
  },
  write: (writer, points) => {
    // SUMO reads the int32 after every 0, so the empty polygon needs it too.
    if (points.length > 0 && points.length <= POLYGON_SHORT_COUNT_LIMIT) writer.ubyte(points.length);
    else writer.ubyte(0).int(points.length);
    for (const [x, y] of points) writer.double(x).double(y);
  },
};

/** What the items of a compound are, given the codecs of its items. */
export type ItemValues<Items extends readonly ValueWriter<never>[]> = {
  readonly [Index in keyof Items]: Items[Index] extends ValueWriter<infer Value> ? Value : never;
};

/** What a codec writes. */
export type WrittenBy<Written extends ValueWriter<never>> = Written extends ValueWriter<infer Value> ? Value : never;

/** A compound with one item for each codec, to be written from a tuple. */
export function compound<const Items extends readonly ValueWriter<never>[]>(
  ...items: Items
): ValueWriter<ItemValues<Items>> {
  return {
    type: tc.TYPE_COMPOUND,
    write: (writer, values) => {
      writer.int(items.length);
      for (const [index, item] of items.entries()) writeTyped(writer, item, values[index] as never);
    },
  };
}

/** Writes the type byte and the payload. */
export function writeTyped<Value>(writer: Writer, codec: ValueWriter<Value>, value: Value): void {
  if (codec.type !== UNTYPED) writer.ubyte(codec.type);
  codec.write(writer, value);
}

/**
 * Reads a type byte and the payload.
 *
 * @param what - for the error text, e.g. `VAR_SPEED`.
 * @throws {TraciProtocolError} another type than the codec's.
 */
export function readTyped<Value>(reader: Reader, codec: ValueReader<Value>, what = 'value'): Value {
  const at = reader.offset;
  const type = reader.ubyte();
  if (type !== codec.type && type !== codec.alternativeType)
    throw new TraciProtocolError(`${what}: expected type 0x${hex(codec.type)}, got 0x${hex(type)}`, at);
  return codec.read(reader);
}

/**
 * Refuses an id that SUMO could not answer for.
 *
 * @throws {RangeError} more than {@link MAXIMUM_ID_BYTES} bytes of UTF-8.
 */
export function checkId(id: string): void {
  if (typeof id !== 'string') throw new RangeError(`id: expected a text, got ${String(id)}`);
  // A UTF-16 unit takes three bytes at most, so most ids need no counting.
  if (id.length * 3 <= MAXIMUM_ID_BYTES) return;
  const bytes = Buffer.byteLength(id);
  if (bytes > MAXIMUM_ID_BYTES)
    throw new RangeError(
      `id: expected at most ${MAXIMUM_ID_BYTES} bytes of UTF-8 (SUMO dies on longer unknown ids), got ${bytes}`,
    );
}

/** Two hexadecimal digits. */
export function hex(value: number): string {
  return value.toString(16).padStart(2, '0');
}

/**
 * The int32 after a polygon's 0. SUMO writes 0 for an empty polygon as well, then without the int32: a number that would
 * have fitted the byte, or more points than there are bytes for, is no count but belongs to what follows.
 */
function readLongCount(reader: Reader): number {
  if (reader.remaining < 4) return 0;
  const at = reader.offset;
  const count = reader.int();
  if (count > POLYGON_SHORT_COUNT_LIMIT && count * POINT_BYTES <= reader.remaining) return count;
  reader.offset = at;
  return 0;
}

function pair<Value extends readonly [number, number]>(type: number, alternativeType: number): Codec<Value> {
  return {
    type,
    alternativeType,
    read: (reader) => [reader.double(), reader.double()] as unknown as Value,
    write: (writer, value) => void writer.double(value[0]).double(value[1]),
  };
}

function triple<Value extends readonly [number, number, number]>(type: number, alternativeType: number): Codec<Value> {
  return {
    type,
    alternativeType,
    read: (reader) => [reader.double(), reader.double(), reader.double()] as unknown as Value,
    write: (writer, value) => void writer.double(value[0]).double(value[1]).double(value[2]),
  };
}
