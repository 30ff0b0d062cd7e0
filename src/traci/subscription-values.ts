/**
 * The values within subscription answers: passing over them without decoding, decoding them when asked.
 *
 * values := nVars * (ubyte variable, ubyte status, ubyte type, payload); status other than 0: the payload is a string
 * that says what went wrong with this variable.
 */
import * as tc from './constants.ts';
import { TraciProtocolError } from './errors.ts';
import { MINIMUM_STRING_BYTES } from './reader.ts';
import type { Reader } from './reader.ts';
import { color, doubleList, hex, polygon, position2D, position3D, readTyped, roadMap, text } from './values.ts';
import type { ValueOf, VariableId, Variable, VariablesById } from './variables.ts';

/** Fewest bytes of one item of a compound: its type and a ubyte. */
const MINIMUM_ITEM_BYTES = 2;

/** What a subscription yielded for one object in the last step. */
export class VariableResults<Table = Record<string, Variable>> {
  readonly #values: ReadonlyMap<number, unknown>;
  /** SUMO's words about the variables it could not give, by variable. */
  readonly errors: ReadonlyMap<number, string>;

  constructor(values: ReadonlyMap<number, unknown>, errors: ReadonlyMap<number, string>) {
    this.#values = values;
    this.errors = errors;
  }

  /** The variable's value, or undefined when it was not subscribed to or is among the {@link errors}. */
  get<Id extends VariableId<Table>>(variable: Id): ValueOf<Table, Id> | undefined {
    return this.#values.get(variable) as ValueOf<Table, Id> | undefined;
  }

  /** The variables that have a value. */
  variables(): number[] {
    return [...this.#values.keys()];
  }

  /** Variable and value of everything received, for logs and comparisons. */
  entries(): [variable: number, value: unknown][] {
    return [...this.#values];
  }
}

/**
 * Passes over the values of one object, checking that each is what the domain's table says.
 *
 * @throws {TraciProtocolError} another type than the table's, or a value that reaches beyond the message.
 */
export function skipValues(reader: Reader, count: number, rows: VariablesById): void {
  for (let index = 0; index < count; index++) {
    const variable = reader.ubyte();
    if (reader.ubyte() !== tc.RTYPE_OK) readTyped(reader, text, 'error text');
    else skipValue(reader, rows.get(variable));
  }
}

/** Decodes the values of one object into the two maps. */
export function decodeValues(
  reader: Reader,
  count: number,
  rows: VariablesById,
  into: { readonly values: Map<number, unknown>; readonly errors: Map<number, string> },
): void {
  for (let index = 0; index < count; index++) {
    const variable = reader.ubyte();
    const failed = reader.ubyte() !== tc.RTYPE_OK;
    into.values.delete(variable);
    into.errors.delete(variable);
    if (failed) {
      into.errors.set(variable, readTyped(reader, text, 'error text'));
    } else {
      const row = rows.get(variable);
      into.values.set(variable, row === undefined ? readAny(reader) : readTyped(reader, row.value, row.name));
    }
  }
}

/**
 * Moves the reader to the payload of `wanted`.
 *
 * @returns The value's type byte, or -1 when the variable is not there or has an error.
 */
export function seekValue(reader: Reader, count: number, rows: VariablesById, wanted: number): number {
  for (let index = 0; index < count; index++) {
    const variable = reader.ubyte();
    const failed = reader.ubyte() !== tc.RTYPE_OK;
    if (variable === wanted) return failed ? -1 : reader.ubyte();
    if (failed) readTyped(reader, text, 'error text');
    else skipValue(reader, rows.get(variable));
  }
  return -1;
}

function skipValue(reader: Reader, row: Variable | undefined): void {
  const at = reader.offset;
  const type = reader.ubyte();
  if (row !== undefined && type !== row.value.type && type !== row.value.alternativeType)
    throw new TraciProtocolError(`${row.name}: expected type 0x${hex(row.value.type)}, got 0x${hex(type)}`, at);
  if (type === tc.TYPE_COMPOUND && row !== undefined) row.value.read(reader);
  else skipPayload(reader, type);
}

/** Most values have a fixed size; the others are short lists. */
function skipPayload(reader: Reader, type: number): void {
  switch (type) {
    case tc.TYPE_DOUBLE:
      reader.skip(8);
      return;
    case tc.POSITION_2D:
    case tc.POSITION_LON_LAT:
      reader.skip(16);
      return;
    case tc.TYPE_STRING:
      reader.skipString();
      return;
    case tc.TYPE_INTEGER:
      reader.skip(4);
      return;
    case tc.TYPE_STRINGLIST: {
      const count = reader.count('string list', MINIMUM_STRING_BYTES);
      for (let index = 0; index < count; index++) reader.skipString();
      return;
    }
    default:
      readPayload(reader, type);
  }
}

/** A value of a variable that no table knows, decoded by its type alone. */
function readAny(reader: Reader): unknown {
  return readPayload(reader, reader.ubyte());
}

function readPayload(reader: Reader, type: number): unknown {
  switch (type) {
    case tc.TYPE_UBYTE:
      return reader.ubyte();
    case tc.TYPE_BYTE:
      return reader.byte();
    case tc.TYPE_INTEGER:
      return reader.int();
    case tc.TYPE_DOUBLE:
      return reader.double();
    case tc.TYPE_STRING:
      return reader.string();
    case tc.TYPE_STRINGLIST:
      return reader.stringList();
    case tc.TYPE_DOUBLELIST:
      return doubleList.read(reader);
    case tc.TYPE_COLOR:
      return color.read(reader);
    case tc.TYPE_POLYGON:
      return polygon.read(reader);
    case tc.POSITION_2D:
    case tc.POSITION_LON_LAT:
      return position2D.read(reader);
    case tc.POSITION_3D:
    case tc.POSITION_LON_LAT_ALT:
      return position3D.read(reader);
    case tc.POSITION_ROADMAP:
      return roadMap.read(reader);
    case tc.TYPE_COMPOUND: {
      const count = reader.count('compound', MINIMUM_ITEM_BYTES);
      return Array.from({ length: count }, () => readAny(reader));
    }
    default:
      throw new TraciProtocolError(`value: expected a known type, got 0x${hex(type)}`, reader.offset - 1);
  }
}
