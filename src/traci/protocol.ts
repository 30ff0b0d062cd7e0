/**
 * TraCI commands as values: how each is written, and how its answer is read. Pure: knows no socket.
 *
 * command  := see `framing`
 * status   := ubyte length, ubyte commandId, ubyte result, string description
 * get      := ubyte variable, string objectId, [typed parameter]       answer: status, block
 * set      := ubyte variable, string objectId, typed value             answer: status
 * block    := ubyte variable, string objectId, typed value             its id is the command's + 0x10
 */
import * as tc from './constants.ts';
import { TraciCommandError, TraciProtocolError } from './errors.ts';
import { readFrame } from './framing.ts';
import type { Reader } from './reader.ts';
import { checkId, hex, readTyped, writeTyped } from './values.ts';
import type { ValueWriter } from './values.ts';
import type { Variable } from './variables.ts';
import type { Writer } from './writer.ts';

/** Distance between the id of a command and the id of its response block. */
export const RESPONSE_OFFSET = 0x10;

/** A command and the reader of what follows its status. */
export interface Command<Answer> {
  readonly id: number;
  /** For messages, e.g. `vehicle VAR_SPEED "veh0"`; called only when there is something to say. */
  describe(): string;
  /** Writes the body. */
  encode(writer: Writer): void;
  /** Reads what follows a good status. */
  decode(answer: Reader): Answer;
  /** The message must end after this command. */
  readonly endsMessage?: boolean;
  /** First SUMO that knows it, for the message when SUMO does not. */
  readonly since?: string | undefined;
}

/** A command whose answer is its status alone. */
export function plainCommand(
  id: number,
  name: string,
  encode: (writer: Writer) => void,
  endsMessage = false,
): Command<undefined> {
  return { id, describe: () => name, encode, decode: () => undefined, endsMessage };
}

/** What API version and which SUMO the other side is. */
export interface TraciVersion {
  /** TraCI API version: 20 to SUMO 1.18, 21 to 1.22, 22 since. */
  readonly apiVersion: number;
  /** As SUMO says it, e.g. `SUMO 1.15.0`. */
  readonly sumoVersion: string;
}

/** Asks for the version. The answer block bears the command's own id, unlike every other. */
export const getVersion: Command<TraciVersion> = {
  id: tc.CMD_GETVERSION,
  describe: () => 'getVersion',
  encode: () => undefined,
  decode: (answer) => {
    const frame = readFrame(answer);
    expectId(frame.id, tc.CMD_GETVERSION, frame.start);
    return finish(answer, frame.end, { apiVersion: answer.int(), sumoVersion: answer.string() });
  },
};

/** A get command for one variable of one object. */
export function getCommand<Value, Parameter>(
  domain: { readonly name: string; readonly get: number },
  variable: Variable<number, Value, Parameter>,
  objectId: string,
  parameter?: { readonly codec: ValueWriter<Parameter>; readonly value: Parameter },
): Command<Value> {
  return {
    id: domain.get,
    since: variable.since,
    describe: () => `${domain.name} ${variable.name} "${objectId}"`,
    encode: (writer) => {
      checkId(objectId);
      writer.ubyte(variable.id).string(objectId);
      if (parameter !== undefined) writeTyped(writer, parameter.codec, parameter.value);
    },
    decode: (answer) => {
      const frame = readFrame(answer);
      expectId(frame.id, domain.get + RESPONSE_OFFSET, frame.start);
      expectId(answer.ubyte(), variable.id, answer.offset - 1);
      answer.skipString();
      return finish(answer, frame.end, readTyped(answer, variable.value, variable.name));
    },
  };
}

/** What a set command changes, for its error text. */
export interface SetTarget {
  readonly domain: { readonly name: string; readonly set: number };
  /** SUMO's name and number of the variable. */
  readonly name: string;
  readonly id: number;
  readonly objectId: string;
}

/** A set command; `value` writes its typed value, if it has one. */
export function setCommand(target: SetTarget, value: (writer: Writer) => void): Command<undefined> {
  return {
    id: target.domain.set,
    describe: () => `${target.domain.name} set ${target.name} "${target.objectId}"`,
    encode: (writer) => {
      checkId(target.objectId);
      writer.ubyte(target.id).string(target.objectId);
      value(writer);
    },
    decode: () => undefined,
  };
}

/**
 * Reads the status of `command` and, when SUMO refused it, also the block that some refusals carry.
 *
 * @returns The error, or undefined when the command was carried out and its answer, if any, follows.
 * @throws {TraciProtocolError} the status belongs to another command.
 */
export function readStatus(answer: Reader, command: Command<unknown>): TraciCommandError | undefined {
  const frame = readFrame(answer);
  expectId(frame.id, command.id, frame.start);
  const result = answer.ubyte();
  const description = finish(answer, frame.end, answer.string());
  if (result === tc.RTYPE_OK) return undefined;
  skipBlockOf(answer, command.id);
  const missing = result === tc.RTYPE_NOTIMPLEMENTED;
  const hint = command.since === undefined ? '' : ` (needs SUMO ${command.since} or later)`;
  const verb = missing ? 'SUMO does not know it' : 'SUMO refused it';
  return new TraciCommandError(`${command.describe()}: ${verb}: ${description || 'no reason given'}${hint}`, {
    code: missing ? 'E_TRACI_NOT_IMPLEMENTED' : 'E_TRACI_REFUSED',
    command: command.id,
    description,
  });
}

/** Checks that a block was read to its very end. */
export function finish<Value>(reader: Reader, end: number, value: Value): Value {
  if (reader.offset !== end)
    throw new TraciProtocolError(`block: expected its end at byte ${end}, but reading ended elsewhere`, reader.offset);
  return value;
}

/** A refused subscription is followed by a response block all the same; ids of responses are never ids of commands. */
function skipBlockOf(answer: Reader, commandId: number): void {
  if (answer.remaining === 0) return;
  const at = answer.offset;
  const frame = readFrame(answer);
  answer.offset = frame.id === commandId + RESPONSE_OFFSET ? frame.end : at;
}

function expectId(got: number, expected: number, offset: number): void {
  if (got !== expected)
    throw new TraciProtocolError(`answer: expected id 0x${hex(expected)}, got 0x${hex(got)}`, offset);
}
