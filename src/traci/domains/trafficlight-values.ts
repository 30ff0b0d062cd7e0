/**
 * Compound values of the traffic-light domain: programs, controlled links, and the constraints of rail signals.
 *
 * logics      := int32 n, n * logic
 * logic       := compound 5: text programID, integer type, integer currentPhaseIndex, compound m: m * phase,
 *                compound k: k * textList [key, value]
 * phase       := compound 6: double duration, text state, double minDur, double maxDur, compound p: p * integer next,
 *                text name
 * links       := int32 items, integer signals, signals * (integer m, m * textList [incoming, outgoing, via])
 * constraints := int32 items, integer n, n * (text signalId, text tripId, text foeId, text foeSignal, integer limit,
 *                integer type, byte mustWait, byte active, textList [key, value, key, value ...])
 *
 * `compound n` is the type byte and an int32 n; every other item has its type byte, too.
 */
import * as tc from '../constants.ts';
import { TraciProtocolError } from '../errors.ts';
import type { Reader } from '../reader.ts';
import { byte, double, integer, readTyped, text, textList, writeTyped } from '../values.ts';
import type { Codec, ValueReader, ValueWriter } from '../values.ts';
import type { Writer } from '../writer.ts';
import { expectCount } from './domain.ts';
import { readTypedCount } from './simulation-values.ts';

/** One phase of a program. Durations are in s. */
export interface Phase {
  readonly duration: number;
  /** One letter for each controlled link: `r`, `y`, `g`, `G` and so on. */
  readonly state: string;
  /** Shortest duration of a phase that is switched by traffic; -1: not set. @default -1 */
  readonly minDur?: number;
  /** Longest duration of a phase that is switched by traffic; -1: not set. @default -1 */
  readonly maxDur?: number;
  /** Indices of the phases that may follow; empty for the next in the list. @default [] */
  readonly next?: readonly number[];
  /** @default '' */
  readonly name?: string;
}

/** A program of a traffic light. */
export interface Logic {
  readonly programID: string;
  /** `TRAFFICLIGHT_TYPE_*`. */
  readonly type: number;
  readonly currentPhaseIndex: number;
  readonly phases: readonly Phase[];
  /** Generic parameters by key. @default {} */
  readonly subParameter?: Readonly<Record<string, string>>;
}

/** A program as SUMO tells it: everything is filled in. */
export interface ProgramLogic extends Required<Logic> {
  readonly phases: readonly Required<Phase>[];
}

/** What a link joins, as ids of lanes; `via` lies within the junction and may be empty. */
export type ControlledLink = readonly [incoming: string, outgoing: string, via: string];

/** A vehicle may pass a rail signal only after others have passed theirs. */
export interface Constraint {
  readonly signalId: string;
  /** The vehicle that waits. */
  readonly tripId: string;
  /** The vehicle that is waited for. */
  readonly foeId: string;
  /** Where it must have passed. */
  readonly foeSignal: string;
  /** How many of the latest passages there count. */
  readonly limit: number;
  /** Kind of the constraint: 0 predecessor, 1 insertion predecessor and so on. */
  readonly type: number;
  /** The constraint holds the vehicle back now. */
  readonly mustWait: boolean;
  readonly active: boolean;
  /** Generic parameters by key. */
  readonly param: Readonly<Record<string, string>>;
}

/** A constraint to add, see {@link Constraint}. */
export interface NewConstraint {
  readonly tripId: string;
  readonly foeSignal: string;
  readonly foeId: string;
  /** @default 0 */
  readonly type?: number;
  /** @default 0 */
  readonly limit?: number;
}

/** Fewest bytes of the items of a list: type bytes, empty texts, numbers. */
const MINIMUM_LOGIC_BYTES = 30;
const MINIMUM_PHASE_BYTES = 47;
const MINIMUM_INTEGER_BYTES = 5;
const MINIMUM_PARAMETER_BYTES = 5;
const MINIMUM_SIGNAL_BYTES = 5;
const MINIMUM_LINK_BYTES = 5;
const MINIMUM_CONSTRAINT_BYTES = 39;

const logic: Codec<Logic> & ValueReader<ProgramLogic> = {
  type: tc.TYPE_COMPOUND,
  read: (reader) => {
    expectCount(reader.int(), 5, 'program', reader.offset - 4);
    return {
      programID: readTyped(reader, text, 'program id'),
      type: readTyped(reader, integer, 'program type'),
      currentPhaseIndex: readTyped(reader, integer, 'phase index'),
      phases: readItems(reader, 'phases', MINIMUM_PHASE_BYTES, () => readTyped(reader, phase, 'phase')),
      subParameter: Object.fromEntries(
        readItems(reader, 'parameters', MINIMUM_PARAMETER_BYTES, () => pairs(reader)).flat(),
      ),
    };
  },
  write: (writer, value) => {
    writer.int(5);
    writeTyped(writer, text, value.programID);
    writeTyped(writer, integer, value.type);
    writeTyped(writer, integer, value.currentPhaseIndex);
    writeItems(writer, phase, value.phases);
    writeItems(writer, textList, Object.entries(value.subParameter ?? {}));
  },
};

const phase: Codec<Phase> & ValueReader<Required<Phase>> = {
  type: tc.TYPE_COMPOUND,
  read: (reader) => {
    expectCount(reader.int(), 6, 'phase', reader.offset - 4);
    return {
      duration: readTyped(reader, double, 'duration'),
      state: readTyped(reader, text, 'state'),
      minDur: readTyped(reader, double, 'minDur'),
      maxDur: readTyped(reader, double, 'maxDur'),
      next: readItems(reader, 'next phases', MINIMUM_INTEGER_BYTES, () => readTyped(reader, integer, 'next phase')),
      name: readTyped(reader, text, 'name'),
    };
  },
  write: (writer, value) => {
    writer.int(6);
    writeTyped(writer, double, value.duration);
    writeTyped(writer, text, value.state);
    writeTyped(writer, double, value.minDur ?? -1);
    writeTyped(writer, double, value.maxDur ?? -1);
    writeItems(writer, integer, value.next ?? []);
    writeTyped(writer, text, value.name ?? '');
  },
};

/** A program to send. */
export const programLogic: ValueWriter<Logic> = logic;

export const programLogics: ValueReader<readonly ProgramLogic[]> = {
  type: tc.TYPE_COMPOUND,
  read: (reader) => {
    const count = reader.count('programs', MINIMUM_LOGIC_BYTES);
    return Array.from({ length: count }, () => readTyped(reader, logic as ValueReader<ProgramLogic>, 'program'));
  },
};

/** By signal index, the links that the signal controls. */
export const controlledLinks: ValueReader<readonly (readonly ControlledLink[])[]> = {
  type: tc.TYPE_COMPOUND,
  read: (reader) => {
    reader.int();
    const signals = readTypedCount(reader, 'signals', MINIMUM_SIGNAL_BYTES);
    return Array.from({ length: signals }, () => {
      const links = readTypedCount(reader, 'links', MINIMUM_LINK_BYTES);
      return Array.from({ length: links }, () => readLink(reader));
    });
  },
};

export const constraints: ValueReader<readonly Constraint[]> = {
  type: tc.TYPE_COMPOUND,
  read: (reader) => {
    reader.int();
    const count = readTypedCount(reader, 'constraints', MINIMUM_CONSTRAINT_BYTES);
    return Array.from({ length: count }, () => ({
      signalId: readTyped(reader, text, 'signal'),
      tripId: readTyped(reader, text, 'trip'),
      foeId: readTyped(reader, text, 'foe'),
      foeSignal: readTyped(reader, text, 'foe signal'),
      limit: readTyped(reader, integer, 'limit'),
      type: readTyped(reader, integer, 'type'),
      mustWait: readTyped(reader, byte, 'mustWait') !== 0,
      active: readTyped(reader, byte, 'active') !== 0,
      param: Object.fromEntries(pairs(reader)),
    }));
  },
};

/** The state of a traffic light in which one link gets another letter. */
export interface LinkChange {
  /** The state until now. */
  readonly state: string;
  readonly linkIndex: number;
  readonly letter: string;
}

/** Writes the whole state. */
export const changedState: ValueWriter<LinkChange> = {
  type: tc.TYPE_STRING,
  write: (writer, { state, linkIndex, letter }) => {
    if (!Number.isInteger(linkIndex) || linkIndex < 0 || linkIndex >= state.length)
      throw new RangeError(`link index: expected an integer in [0, ${state.length - 1}], got ${linkIndex}`);
    writer.string(state.slice(0, linkIndex) + letter + state.slice(linkIndex + 1));
  },
};

/** A compound whose items are all alike. */
function readItems<Value>(reader: Reader, what: string, itemBytes: number, read: () => Value): readonly Value[] {
  const items: ValueReader<number> = { type: tc.TYPE_COMPOUND, read: () => reader.count(what, itemBytes) };
  return Array.from({ length: readTyped(reader, items, what) }, read);
}

function writeItems<Value>(writer: Writer, item: ValueWriter<Value>, values: readonly Value[]): void {
  writer.ubyte(tc.TYPE_COMPOUND).int(values.length);
  for (const value of values) writeTyped(writer, item, value);
}

/** A text list that alternates keys and values. */
function pairs(reader: Reader): readonly (readonly [key: string, value: string])[] {
  const at = reader.offset;
  const list = readTyped(reader, textList, 'parameters');
  if (list.length % 2 !== 0)
    throw new TraciProtocolError(`parameters: expected keys with their values, got ${list.length} texts`, at);
  return Array.from({ length: list.length / 2 }, (_, index) => [list[2 * index]!, list[2 * index + 1]!] as const);
}

function readLink(reader: Reader): ControlledLink {
  const at = reader.offset;
  const lanes = readTyped(reader, textList, 'link');
  expectCount(lanes.length, 3, 'link', at);
  return [lanes[0]!, lanes[1]!, lanes[2]!];
}
