/**
 * Results of one domain's subscriptions in the last step, replaced every step.
 *
 * Filled by `subscription-router`, asked by `domains/domain`. Answers are checked when they come and decoded when
 * somebody asks; objects keep their record from step to step, so that a step allocates nothing for each vehicle.
 *
 * answer    := string objectId, ubyte n, values                                          (values: subscription-values)
 * ctxAnswer := string objectId, ubyte domain, ubyte n, int32 objects, objects * (string objectId, values)
 */
import * as tc from './constants.ts';
import { MINIMUM_STRING_BYTES, Reader } from './reader.ts';
import { decodeValues, seekValue, skipValues, VariableResults } from './subscription-values.ts';
import type { VariablesById } from './variables.ts';

/** How many vehicles that left the answer between two steps are passed over before looking an id up by name. */
const LOOK_AHEAD = 8;
/** The values of one object in one answer: `count` variables from `offset` on. */
interface Values {
  bytes: Buffer;
  offset: number;
  count: number;
}

/** An object that is subscribed to, and where its values of the last step lie. */
interface ObjectRecord extends Values {
  readonly id: string;
  readonly idBytes: Buffer;
  /** The step that these values belong to. */
  step: number;
  /** Place in the answer, to find the next one fast. */
  position: number;
  /** Values of further subscriptions to the same object. */
  more: Values[] | undefined;
  results: VariableResults | undefined;
}

interface ContextValues extends Values {
  /** Get command of the domain of the objects found. */
  readonly target: SubscriptionStore;
  readonly objects: number;
}

/** Positions of the objects subscribed to, as one array. Yours to keep: the next step makes new ones. */
export interface SubscribedPositions {
  readonly ids: readonly string[];
  /** x and y in m of object i at [2 i] and [2 i + 1]. */
  readonly xy: Float64Array;
  readonly count: number;
}

/** One number for each object subscribed to. Yours to keep: the next step makes new ones. */
export interface SubscribedNumbers {
  readonly ids: readonly string[];
  /** Value of object i at [i]. */
  readonly values: Float64Array;
  readonly count: number;
}

/** The results of one domain. */
export class SubscriptionStore {
  readonly #rows: VariablesById;
  readonly #records = new Map<string, ObjectRecord>();
  /** Records in the order of the last answer, and of the one before. */
  #order: ObjectRecord[] = [];
  #previous: ObjectRecord[] = [];
  #cursor = 0;
  #step = 0;
  #contexts = new Map<string, ContextValues[]>();
  #ids: readonly string[] = [];

  constructor(rows: VariablesById) {
    this.#rows = rows;
  }

  get rows(): VariablesById {
    return this.#rows;
  }

  /** How many objects are remembered: those of the last two answers at most. */
  get recordCount(): number {
    return this.#records.size;
  }

  /** Forgets the results of the last step. */
  beginStep(): void {
    // Who was in the answer before the last one and not in the last one has gone; a record kept would keep its message.
    for (const record of this.#previous) if (record.step < this.#step) this.#records.delete(record.id);
    this.#step++;
    [this.#previous, this.#order] = [this.#order, this.#previous];
    this.#order.length = 0;
    this.#cursor = 0;
    if (this.#contexts.size > 0) this.#contexts = new Map();
  }

  /** Takes in the answer to a variable subscription; the reader stands at the object's id. */
  addVariables(reader: Reader): void {
    const record = this.#recordAt(reader);
    const count = reader.ubyte();
    const offset = reader.offset;
    skipValues(reader, count, this.#rows);
    record.results = undefined;
    if (record.step === this.#step) {
      (record.more ??= []).push({ bytes: reader.bytes, offset, count });
      return;
    }
    record.step = this.#step;
    record.bytes = reader.bytes;
    record.offset = offset;
    record.count = count;
    record.more = undefined;
    record.position = this.#order.length;
    this.#order.push(record);
  }

  /** Takes in the answer to a context subscription; the reader stands at the id of the object in the middle. */
  addContext(reader: Reader, storeOf: (domain: number) => SubscriptionStore): void {
    const id = reader.string();
    const target = storeOf(reader.ubyte());
    const count = reader.ubyte();
    const objects = reader.count('objects', MINIMUM_STRING_BYTES);
    const values = { bytes: reader.bytes, offset: reader.offset, count, objects, target };
    for (let index = 0; index < objects; index++) {
      reader.skipString();
      skipValues(reader, count, target.rows);
    }
    const known = this.#contexts.get(id);
    if (known === undefined) this.#contexts.set(id, [values]);
    else known.push(values);
  }

  /** Results for one object, or undefined when the last step brought none. */
  results(id: string): VariableResults | undefined {
    const record = this.#records.get(id);
    if (record?.step !== this.#step) return undefined;
    record.results ??= this.#decode(record);
    return record.results;
  }

  /** Results of the last step by object, in the order of the answer. */
  allResults(): ReadonlyMap<string, VariableResults> {
    return new Map(this.#order.map((record) => [record.id, (record.results ??= this.#decode(record))]));
  }

  /** What the contexts of one object hold, by object found; undefined when the last step brought no context. */
  contextResults(id: string, target?: SubscriptionStore): ReadonlyMap<string, VariableResults> | undefined {
    const contexts = this.#contexts.get(id)?.filter((context) => target === undefined || context.target === target);
    if (contexts === undefined || contexts.length === 0) return undefined;
    return decodeContexts(contexts);
  }

  /** What all contexts hold, by object in the middle, then by object found. */
  allContextResults(): ReadonlyMap<string, ReadonlyMap<string, VariableResults>> {
    return new Map([...this.#contexts].map(([id, contexts]) => [id, decodeContexts(contexts)]));
  }

  /** Positions of all objects that have one; those not on the road (INVALID_DOUBLE_VALUE) are left out. */
  positions(): SubscribedPositions {
    const ids: string[] = [];
    const xy = new Float64Array(this.#order.length * 2);
    for (const record of this.#order) {
      const reader = this.#seek(record, tc.VAR_POSITION);
      if (reader === undefined) continue;
      const x = reader.double();
      const y = reader.double();
      if (x === tc.INVALID_DOUBLE_VALUE) continue;
      xy[2 * ids.length] = x;
      xy[2 * ids.length + 1] = y;
      ids.push(record.id);
    }
    return { ids: this.#sameIds(ids), xy: xy.subarray(0, 2 * ids.length), count: ids.length };
  }

  /** One number of all objects that have it. */
  numbers(variable: number): SubscribedNumbers {
    const ids: string[] = [];
    const values = new Float64Array(this.#order.length);
    const row = this.#rows.get(variable);
    for (const record of row === undefined ? [] : this.#order) {
      const reader = this.#seek(record, variable);
      if (reader === undefined) continue;
      values[ids.length] = Number(row!.value.read(reader));
      ids.push(record.id);
    }
    return { ids: this.#sameIds(ids), values: values.subarray(0, ids.length), count: ids.length };
  }

  /** The record of the object whose id comes next; most often it is the one that followed in the last answer. */
  #recordAt(reader: Reader): ObjectRecord {
    const start = reader.offset + MINIMUM_STRING_BYTES;
    const at = reader.offset;
    reader.skipString();
    const end = reader.offset;
    const last = Math.min(this.#cursor + LOOK_AHEAD, this.#previous.length);
    for (let index = this.#cursor; index < last; index++) {
      const candidate = this.#previous[index]!;
      if (sameBytes(candidate.idBytes, reader.bytes, start, end)) {
        this.#cursor = index + 1;
        return candidate;
      }
    }
    reader.offset = at;
    return this.#lookUp(reader.string(), reader.bytes, start);
  }

  #lookUp(id: string, bytes: Buffer, start: number): ObjectRecord {
    let record = this.#records.get(id);
    if (record === undefined) {
      const idBytes = Buffer.from(id);
      record = {
        id,
        idBytes,
        step: -1,
        position: -1,
        bytes,
        offset: start,
        count: 0,
        more: undefined,
        results: undefined,
      };
      this.#records.set(id, record);
    } else if (record.step === this.#step - 1) {
      this.#cursor = record.position + 1;
    }
    return record;
  }

  /** A reader at the payload of `variable`, the newest subscription's first. */
  #seek(record: ObjectRecord, variable: number): Reader | undefined {
    for (let index = record.more?.length ?? 0; index >= 0; index--) {
      const values = index === 0 ? record : record.more![index - 1]!;
      const reader = this.#cursorOver(values);
      if (seekValue(reader, values.count, this.#rows, variable) >= 0) return reader;
    }
    return undefined;
  }

  #reader: Reader | undefined;

  /** One reader for each message, moved about: answers of thousands of objects lie in the same bytes. */
  #cursorOver(values: Values): Reader {
    if (this.#reader?.bytes !== values.bytes) this.#reader = new Reader(values.bytes);
    this.#reader.offset = values.offset;
    return this.#reader;
  }

  #decode(record: ObjectRecord): VariableResults {
    const into = { values: new Map<number, unknown>(), errors: new Map<number, string>() };
    for (const values of [record, ...(record.more ?? [])])
      decodeValues(this.#cursorOver(values), values.count, this.#rows, into);
    return new VariableResults(into.values, into.errors);
  }

  /** The array handed out before, when it holds the same ids: callers may compare it by identity. */
  #sameIds(ids: readonly string[]): readonly string[] {
    const known = this.#ids;
    if (known.length !== ids.length || ids.some((id, index) => id !== known[index])) this.#ids = ids;
    return this.#ids;
  }
}

function decodeContexts(contexts: readonly ContextValues[]): ReadonlyMap<string, VariableResults> {
  const found = new Map<string, { values: Map<number, unknown>; errors: Map<number, string> }>();
  for (const { bytes, offset, count, objects, target } of contexts) {
    const reader = new Reader(bytes, offset);
    for (let index = 0; index < objects; index++) {
      const id = reader.string();
      let into = found.get(id);
      if (into === undefined) found.set(id, (into = { values: new Map(), errors: new Map() }));
      decodeValues(reader, count, target.rows, into);
    }
  }
  return new Map([...found].map(([id, { values, errors }]) => [id, new VariableResults(values, errors)]));
}

function sameBytes(known: Buffer, bytes: Buffer, start: number, end: number): boolean {
  if (known.length !== end - start) return false;
  for (let index = 0; index < known.length; index++) if (known[index] !== bytes[start + index]) return false;
  return true;
}
