/** How two messages differ, in words. Pure. */
import * as tc from '../constants.ts';
import { readFrame } from '../framing.ts';
import { Reader } from '../reader.ts';

/** Commands shown of a message. */
const SHOWN_COMMANDS = 4;
/** Bytes shown around a difference. */
const SHOWN_BYTES = 8;

/** Names of the ids that are commands; the ids of variables overlap with them. */
const COMMAND_NAMES = new Map(
  Object.entries(tc)
    .filter(([name]) =>
      /^CMD_(((GET|SET|SUBSCRIBE)_\w+_(VARIABLE|CONTEXT))|GETVERSION|LOAD|SIMSTEP|SETORDER|CLOSE)$/.test(name),
    )
    .map(([name, id]) => [id as number, name]),
);

/** The commands of a message by name, and where it first differs from the other one. */
export function describeDifference(expected: Buffer | undefined, got: Buffer): string {
  if (expected === undefined) return `expected nothing more, got ${describeCommands(got)}`;
  const at = firstDifference(expected, got);
  const around = (message: Buffer): string => message.toString('hex', at, at + SHOWN_BYTES) || 'its end';
  return (
    `expected ${describeCommands(expected)}, got ${describeCommands(got)}; ` +
    `they differ from byte ${at} on: expected ${around(expected)}, got ${around(got)}`
  );
}

/** Ids of the commands of a message, in their order; fewer when its bytes are no TraCI. */
export function commandsOf(message: Buffer): number[] {
  const reader = new Reader(message);
  const ids: number[] = [];
  while (reader.remaining > 0) {
    const { id, end } = readFrame(reader);
    ids.push(id);
    reader.offset = end;
  }
  return ids;
}

function describeCommands(message: Buffer): string {
  let ids: number[];
  try {
    ids = commandsOf(message);
  } catch {
    // The bytes are the news here, not why they cannot be read.
    return `${message.length} bytes that are no commands`;
  }
  const names = ids.slice(0, SHOWN_COMMANDS).map((id) => COMMAND_NAMES.get(id) ?? `0x${id.toString(16)}`);
  const more = ids.length > SHOWN_COMMANDS ? ` and ${ids.length - SHOWN_COMMANDS} more` : '';
  return `[${names.join(', ')}${more}]`;
}

function firstDifference(left: Buffer, right: Buffer): number {
  const shorter = Math.min(left.length, right.length);
  for (let index = 0; index < shorter; index++) if (left[index] !== right[index]) return index;
  return shorter;
}
