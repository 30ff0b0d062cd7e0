/**
 * Plays a session to one client: compares what it sends with what was recorded, and answers what SUMO answered.
 *
 * Used by `replay/server`.
 */
import type { Socket } from 'node:net';
import { setImmediate as turn, setTimeout as delay } from 'node:timers/promises';
import * as tc from '../constants.ts';
import { TraciProtocolError } from '../errors.ts';
import { LENGTH_PREFIX_BYTES, MessageAssembler } from '../framing.ts';
import { Writer } from '../writer.ts';
import { commandsOf, describeDifference } from './describe.ts';
import { TraciReplayError } from './errors.ts';
import { bytesBefore, piecesOf } from './pieces.ts';
import type { ReplayPoint, SplitAt } from './pieces.ts';
import type { SessionRecord } from './session-file.ts';

/** How the answers are sent. */
export interface PlaybackOptions {
  /** Sends answers in pieces: a number of bytes, or places in the row of all answers. @default whole */
  readonly splitAt?: SplitAt;
  /** From there on the server takes everything and says nothing. */
  readonly stallAfter?: ReplayPoint;
  /** There the server closes the connection. */
  readonly closeAfter?: ReplayPoint;
  /** Answers after the time that SUMO took, instead of at once. @default false */
  readonly recordedPace?: boolean;
}

/** The other side has left. */
const LEFT = Symbol('left');

type Messages = AsyncGenerator<Buffer, typeof LEFT, undefined>;

/**
 * Plays until the session, the client or the options end it. The socket is closed afterwards.
 *
 * @throws {TraciReplayError} the client sent something else, or left early.
 * @throws {TraciSessionError} the session cannot be read.
 */
export async function play(
  socket: Socket,
  records: AsyncIterable<SessionRecord>,
  options: PlaybackOptions,
): Promise<void> {
  const messages = messagesOf(socket);
  const answers = new Answers(socket, messages, options);
  let number = 0;
  let askedAt = 0;
  let answered = true;
  try {
    for await (const record of records) {
      if (record.kind === 'end') {
        // SUMO ended the session, or else the client leaves, after an answer or without one.
        if (record.reason === 'E_TRACI_LOST') return;
        if (answered) await expectMessage(socket, messages, { number: number + 1, expected: undefined });
        else await untilLeft(messages);
      } else if (record.kind === 'request') {
        number++;
        await expectMessage(socket, messages, { number, expected: record.bytes });
        askedAt = record.milliseconds;
        answered = false;
      } else {
        if (options.recordedPace === true) await delay(record.milliseconds - askedAt);
        answered = true;
        if (!(await answers.send(record.bytes))) return;
      }
    }
  } finally {
    socket.end();
    socket.resume();
  }
}

/** Answers in pieces, up to where the options break them off. */
class Answers {
  readonly #socket: Socket;
  readonly #messages: Messages;
  readonly #options: PlaybackOptions;
  #count = 0;
  #sentBytes = 0;

  constructor(socket: Socket, messages: Messages, options: PlaybackOptions) {
    this.#socket = socket;
    this.#messages = messages;
    this.#options = options;
  }

  /** @returns false when the playback ends here. */
  async send(body: Buffer): Promise<boolean> {
    this.#count++;
    const { splitAt, stallAfter, closeAfter } = this.#options;
    const message = withLength(body);
    const untilStall = bytesBefore(stallAfter, this.#count);
    const untilClose = bytesBefore(closeAfter, this.#count);
    const allowed = Math.min(message.length, untilStall ?? Infinity, untilClose ?? Infinity);
    for (const piece of piecesOf(message, splitAt, this.#sentBytes)) {
      const rest = allowed - (piece.byteOffset - message.byteOffset);
      if (rest > 0) await write(this.#socket, piece.subarray(0, rest));
    }
    this.#sentBytes += message.length;
    if (untilStall === undefined && untilClose === undefined) return true;
    if ((untilStall ?? Infinity) < (untilClose ?? Infinity)) await untilLeft(this.#messages);
    return false;
  }
}

/** Takes the next message and compares it. `expected` undefined: the client must leave instead. */
async function expectMessage(
  socket: Socket,
  messages: Messages,
  { number, expected }: { readonly number: number; readonly expected: Buffer | undefined },
): Promise<void> {
  const got = await nextMessage(messages, number);
  if (got === LEFT) {
    if (expected === undefined) return;
    throw new TraciReplayError(`TraCI replay: the client left before its message ${number}`, {
      code: 'E_TRACI_REPLAY_INCOMPLETE',
      messageNumber: number,
      expected,
    });
  }
  if (expected?.equals(got) === true) return;
  const text = `TraCI replay: message ${number} is not the one recorded: ${describeDifference(expected, got)}`;
  await refuse(socket, got, text);
  throw new TraciReplayError(text, { code: 'E_TRACI_REPLAY_DIVERGED', messageNumber: number, expected, got });
}

async function nextMessage(messages: Messages, number: number): Promise<Buffer | typeof LEFT> {
  try {
    return (await messages.next()).value;
  } catch (error) {
    if (!(error instanceof TraciProtocolError)) throw error;
    const fields = { code: 'E_TRACI_REPLAY_DIVERGED', messageNumber: number, cause: error } as const;
    throw new TraciReplayError(`TraCI replay: message ${number} is no TraCI: ${error.message}`, fields);
  }
}

/** Refuses every command of a message in TraCI's own way, so that the client's promises say what is wrong. */
async function refuse(socket: Socket, message: Buffer, text: string): Promise<void> {
  const writer = new Writer();
  try {
    for (const id of commandsOf(message)) writer.command(id, (body) => void body.ubyte(tc.RTYPE_ERR).string(text));
  } catch (error) {
    // Not even commands: there is nothing to refuse, the closed connection must do.
    if (error instanceof TraciProtocolError) return;
    throw error;
  }
  await write(socket, withLength(writer.written));
}

async function* messagesOf(socket: Socket): Messages {
  const assembler = new MessageAssembler();
  try {
    // The socket outlives the iteration: the answer to the last message is still to be sent.
    for await (const chunk of socket.iterator({ destroyOnReturn: false })) yield* assembler.push(chunk as Buffer);
  } catch (error) {
    // A connection that breaks is a client that left; what it sent is another matter.
    if (error instanceof TraciProtocolError) throw error;
  }
  return LEFT;
}

/** Writes and lets the other side read it before the next piece comes. A client that has gone is noticed on reading. */
async function write(socket: Socket, bytes: Buffer): Promise<void> {
  await new Promise<void>((resolve) => {
    socket.write(bytes, () => {
      resolve();
    });
  });
  await turn();
}

/** Takes everything and says nothing. */
async function untilLeft(messages: Messages): Promise<void> {
  while ((await messages.next()).done !== true);
}

function withLength(body: Buffer): Buffer {
  const prefix = Buffer.alloc(LENGTH_PREFIX_BYTES);
  prefix.writeInt32BE(LENGTH_PREFIX_BYTES + body.length);
  return Buffer.concat([prefix, body]);
}
