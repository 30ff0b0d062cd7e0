/**
 * Part C: damaged answers meet nothing but our typed errors, in bounded memory.
 *
 * The corpus is one real answer of SUMO to every method (test/fixtures/conformance/answers.json). Each input is such an
 * answer with a few bytes changed, cut, put in or replaced by huge numbers, or noise altogether. It is read as the
 * answer to its command, as the result of a subscription within a step, or as a stream in pieces of any size.
 */
import { readFileSync } from 'node:fs';
import { isEdgeMLSimError } from '../../src/errors.ts';
import type { RandomStream } from '../../src/random.ts';
import { createRandom } from '../../src/random.ts';
import { TraciClient } from '../../src/traci/index.ts';
import type { Connection } from '../../src/traci/connection.ts';
import { MessageAssembler } from '../../src/traci/framing.ts';
import { readStatus } from '../../src/traci/protocol.ts';
import type { Command } from '../../src/traci/protocol.ts';
import { Reader } from '../../src/traci/reader.ts';
import { domainOf, methodOf, valuesOf } from './calls.ts';
import type { Argument } from './calls.ts';

/** One method, and how SUMO answered it. */
export interface Answer {
  readonly call: string;
  readonly arguments: readonly Argument[];
  readonly value: unknown;
  readonly sent: string;
  readonly received: string;
}

export interface FuzzReport {
  readonly inputs: number;
  /** Inputs that were read without complaint: not every change is damage. */
  readonly accepted: number;
  readonly refused: number;
  /** What was thrown that is no error of ours, and the input that did it. */
  readonly escaped: readonly { readonly call: string; readonly input: string; readonly error: string }[];
  /** Most bytes of heap and buffers in use beyond those at the start. */
  readonly memoryBytes: number;
}

/** Bytes before the body of a message. */
const PREFIX_BYTES = 4;
/** From the id of a get command to that of the result of a subscription, in both ranges of domains. */
const SUBSCRIBE_RESPONSE_OFFSET = 0x40;
/** Counts and lengths that no message can hold. */
const HUGE = [0x7fffffff, -1, -0x80000000, 0x00ffffff, 0x0fffffff] as const;
const EDGES = [0, 1, 0x7f, 0x80, 0xff] as const;
const MEMORY_EVERY = 500;
const ESCAPES_KEPT = 20;

/** The corpus. */
export function readAnswers(): readonly Answer[] {
  const file = new URL('../../test/fixtures/conformance/answers.json', import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as readonly Answer[];
}

/** A method's command as our client would send it, and the body of SUMO's answer. */
interface Case {
  readonly call: string;
  readonly command: Command<unknown>;
  readonly body: Buffer;
  /** The answer as a step with the result of a subscription would bring it. */
  readonly step: Buffer;
}

/**
 * Reads `inputs` damaged answers.
 *
 * @param seed - the same seed, the same inputs.
 */
export function fuzz(inputs: number, seed: number): FuzzReport {
  const target = new Target();
  const stream = createRandom(seed).stream('fuzz');
  const tally = new Tally();
  return withoutStacks(() => {
    for (let input = 0; input < inputs; input++) {
      const one = pick(target.cases, stream);
      const kind = stream.integer(3);
      const bytes = damage(kind === 1 ? one.step : one.body, target.cases, stream);
      tally.attempt(one.call, bytes, () => {
        if (kind === 0) target.readAnswer(one, bytes);
        else if (kind === 1) target.readStep(bytes);
        else readStream(bytes, stream);
      });
    }
    return tally.report();
  });
}

/**
 * Puts each huge number at each place of the answers.
 *
 * @param every - every so manyth answer; 1 for all.
 */
export function fuzzCounts(every: number): FuzzReport {
  const target = new Target();
  const tally = new Tally();
  return withoutStacks(() => {
    for (const one of target.cases.filter((_, index) => index % every === 0)) {
      for (const source of [one.body, one.step]) {
        for (let at = 0; at + 4 <= source.length; at++) {
          for (const huge of HUGE) {
            const bytes = Buffer.from(source);
            bytes.writeInt32BE(huge, at);
            tally.attempt(one.call, bytes, () => {
              if (source === one.body) target.readAnswer(one, bytes);
              else target.readStep(bytes);
            });
          }
        }
      }
    }
    return tally.report();
  });
}

/** A test runner's stack traces, with source maps, would take most of the time. */
function withoutStacks<Result>(work: () => Result): Result {
  const before = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    return work();
  } finally {
    Error.stackTraceLimit = before;
  }
}

/** Our client on a connection that sends nothing: its commands are taken and given the answers directly. */
class Target {
  readonly cases: readonly Case[];
  readonly #client: TraciClient;
  readonly #step: Command<unknown>;

  constructor() {
    const commands: Command<unknown>[] = [];
    const connection = {
      onDead: () => undefined,
      submit: (command: Command<unknown>) => {
        commands.push(command);
        return new Promise(() => undefined);
      },
    } as unknown as Connection;
    const version = { apiVersion: 20, sumoVersion: 'SUMO 1.15.0' };
    this.#client = new TraciClient({ connection, version, closeTimeoutMs: 0, onLog: () => undefined });
    const commandOf = (make: () => unknown): Command<unknown> | undefined => {
      commands.length = 0;
      void make();
      return commands[0];
    };
    this.#step = commandOf(() => this.#client.simulationStep())!;
    this.cases = readAnswers().flatMap(({ call, arguments: list, received }) => {
      const method = methodOf(this.#client, call);
      const command = method && commandOf(() => method(...valuesOf(this.#client, list)));
      const body = Buffer.from(received, 'hex').subarray(PREFIX_BYTES);
      return command === undefined ? [] : [{ call, command, body, step: asStep(call, this.#client, body) }];
    });
  }

  readAnswer({ command }: Case, bytes: Buffer): void {
    const reader = new Reader(bytes);
    const refusal = readStatus(reader, command);
    if (refusal === undefined) command.decode(reader);
  }

  readStep(bytes: Buffer): void {
    this.#step.decode(new Reader(bytes));
    for (const name of ['vehicle', 'person', 'lane', 'trafficlight', 'simulation']) {
      const domain = domainOf(this.#client, name)!;
      const results = domain['getAllSubscriptionResults']!() as ReadonlyMap<string, { entries(): unknown }>;
      for (const result of results.values()) result.entries();
      domain['getAllContextSubscriptionResults']!();
    }
    this.#client.vehicle.subscribedPositions();
  }
}

/** How often what happened. */
class Tally {
  #accepted = 0;
  #refused = 0;
  #memoryBytes = 0;
  readonly #escaped: { call: string; input: string; error: string }[] = [];
  readonly #before = usedBytes();

  attempt(call: string, bytes: Buffer, read: () => void): void {
    try {
      read();
      this.#accepted++;
    } catch (error) {
      if (isEdgeMLSimError(error)) this.#refused++;
      else if (this.#escaped.length < ESCAPES_KEPT)
        this.#escaped.push({ call, input: bytes.toString('hex'), error: String(error) });
    }
    if ((this.#accepted + this.#refused) % MEMORY_EVERY === 0)
      this.#memoryBytes = Math.max(this.#memoryBytes, usedBytes() - this.#before);
  }

  report(): FuzzReport {
    const [accepted, refused] = [this.#accepted, this.#refused];
    const inputs = accepted + refused + this.#escaped.length;
    return { inputs, accepted, refused, escaped: this.#escaped, memoryBytes: this.#memoryBytes };
  }
}

function usedBytes(): number {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** `int32 1`, then the value of the answer as the result of a subscription of one variable. */
function asStep(call: string, client: TraciClient, body: Buffer): Buffer {
  const getCommand = domainOf(client, call.slice(0, call.indexOf('.')))!['DOMAIN_ID'] as unknown as number;
  const statusBytes = body[0]!;
  const block = body.subarray(statusBytes);
  // ubyte length, or ubyte 0 and int32 length; then id, variable, object, value.
  const start = block[0] === 0 ? 6 : 2;
  const name = block.subarray(start + 1, start + 5 + block.readInt32BE(start + 1));
  const value = block.subarray(start + 5 + block.readInt32BE(start + 1));
  const subscribeResponse = getCommand + SUBSCRIBE_RESPONSE_OFFSET;
  const content = [Buffer.from([subscribeResponse]), name, Buffer.from([1, block[start]!, 0]), value];
  const length = content.reduce((sum, part) => sum + part.length, 5);
  const head = Buffer.alloc(9);
  head.writeInt32BE(1, 0);
  head.writeInt32BE(length, 5);
  return Buffer.concat([head, ...content]);
}

/** One to four changes to a copy; once in sixteen noise of some length. */
function damage(source: Buffer, cases: readonly Case[], stream: RandomStream): Buffer {
  if (stream.integer(16) === 0) return noise(stream.integer(200), stream);
  let bytes: Buffer = Buffer.from(source);
  for (let left = 1 + stream.integer(4); left > 0; left--) bytes = change(bytes, cases, stream);
  return bytes;
}

function change(bytes: Buffer, cases: readonly Case[], stream: RandomStream): Buffer {
  if (bytes.length === 0) return noise(8, stream);
  const at = stream.integer(bytes.length);
  switch (stream.integer(7)) {
    case 0:
      bytes[at] = bytes[at]! ^ (1 << stream.integer(8));
      return bytes;
    case 1:
      bytes[at] = pick(EDGES, stream);
      return bytes;
    case 2:
      return bytes.subarray(0, at);
    case 3:
      return Buffer.concat([bytes.subarray(0, at), noise(1 + stream.integer(8), stream), bytes.subarray(at)]);
    case 4:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(Math.min(bytes.length, at + 1 + stream.integer(8)))]);
    case 5: {
      const other = pick(cases, stream).body;
      return Buffer.concat([bytes.subarray(0, at), other.subarray(stream.integer(other.length))]);
    }
    default:
      if (at + 4 <= bytes.length) bytes.writeInt32BE(pick(HUGE, stream), at);
      return bytes;
  }
}

/** Two messages of the bytes in pieces; one in two with a length that lies. */
function readStream(bytes: Buffer, stream: RandomStream): void {
  const prefix = Buffer.alloc(PREFIX_BYTES);
  prefix.writeInt32BE(stream.integer(2) === 0 ? bytes.length + PREFIX_BYTES : stream.uint32() | 0);
  const whole = Buffer.concat([prefix, bytes, prefix, bytes]);
  const assembler = new MessageAssembler();
  for (let at = 0; at < whole.length;) {
    const size = 1 + stream.integer(32);
    assembler.push(whole.subarray(at, at + size));
    at += size;
  }
}

function noise(length: number, stream: RandomStream): Buffer {
  return Buffer.from(Array.from({ length }, () => stream.integer(256)));
}

function pick<Item>(items: readonly Item[], stream: RandomStream): Item {
  return items[stream.integer(items.length)]!;
}
