/**
 * Part A: for the same calls, our client sends the bytes that SUMO's own Python client sends.
 *
 * The fixture (recorded by `record.py`) holds for each call the messages that went out and the answers that came back;
 * here the same calls are made against a server that gives the same answers. Also says which of SUMO's methods and
 * variables are there at all.
 */
import { readFileSync } from 'node:fs';
import { connectSumo } from '../../src/traci/index.ts';
import type { TraciClient, TraciVersion } from '../../src/traci/index.ts';
import { methodOf, valuesOf } from './calls.ts';
import type { Argument } from './calls.ts';
import { RECORDED_VERSION, startReplayServer } from './replay-server.ts';
import type { ReplayServer } from './replay-server.ts';

/** One call and what the Python client exchanged for it. */
interface RecordedCall {
  readonly call: string;
  readonly arguments: readonly Argument[];
  /** Our method where it bears another name. */
  readonly ours?: string;
  readonly exchanges: readonly (readonly [sent: string, reply: string])[];
}

interface Pairs {
  readonly command: readonly [get: number, set: number | null];
  readonly get: readonly number[];
  readonly set: readonly number[];
}

interface Recording {
  readonly methods: readonly string[];
  readonly broken: readonly string[];
  readonly pairs: Readonly<Record<string, Pairs>>;
  readonly calls: readonly RecordedCall[];
}

/** A call that sent something else, or failed before it could send. */
export interface Difference {
  readonly call: string;
  readonly expected: readonly string[];
  readonly got: readonly string[];
  readonly reason: string;
}

export interface RequestReport {
  readonly calls: number;
  readonly differences: readonly Difference[];
  /** SUMO's methods that our client lacks. */
  readonly missingMethods: readonly string[];
  readonly methods: number;
  /** `domain get 0x40`: pairs that no call of ours has sent alike. */
  readonly missingPairs: readonly string[];
  readonly pairs: number;
}

const FIXTURE = new URL('../../test/fixtures/conformance/requests.json', import.meta.url);

/** The methods that each domain inherits; counted apart because 24 times 14 of them would hide the others. */
export const SHARED_METHODS = 14;

/**
 * @param file - a recording by `record.py`; that of SUMO 1.15 unless given.
 * @param version - of the SUMO that was recorded: requests differ between versions.
 */
export async function compareRequests(
  file: URL | string = FIXTURE,
  version: TraciVersion = RECORDED_VERSION,
): Promise<RequestReport> {
  const recording = JSON.parse(readFileSync(file, 'utf8')) as Recording;
  const server = await startReplayServer(version);
  const differences: Difference[] = [];
  const sentAlike = new Set<string>();
  try {
    let client = await connectSumo({ port: server.port, host: '127.0.0.1' });
    const missingMethods = recording.methods.filter((name) => methodOf(client, name) === undefined);
    for (const recorded of recording.calls) {
      const difference = await replay(client, server, recorded);
      if (difference !== undefined) {
        differences.push(difference);
        // An answer that does not fit the request ends the connection; the calls to come need one.
        client = await connectSumo({ port: server.port, host: '127.0.0.1' });
      } else for (const [sent] of recorded.exchanges) sentAlike.add(pairOf(sent));
    }
    return {
      calls: recording.calls.length,
      differences,
      missingMethods,
      methods: recording.methods.length,
      ...pairsOf(recording, sentAlike),
    };
  } finally {
    await server.close();
  }
}

/** Makes one call and compares what went out. */
async function replay(
  client: TraciClient,
  server: ReplayServer,
  { call, ours = call, arguments: list, exchanges }: RecordedCall,
): Promise<Difference | undefined> {
  const expected = exchanges.map(([sent]) => sent);
  const method = methodOf(client, ours);
  if (method === undefined) return { call, expected, got: [], reason: 'no such method' };
  server.received.length = 0;
  server.replies.splice(0, Infinity, ...exchanges.map(([, reply]) => reply));
  let failure = '';
  try {
    await method(...valuesOf(client, list));
  } catch (error) {
    // Most requests are refused by the server once they have been recorded.
    failure = String(error);
  }
  const got = [...server.received];
  if (joined(got) === joined(expected)) return undefined;
  return { call, expected, got, reason: failure };
}

/**
 * Commands in order, whatever messages they travel in: a method that needs several commands may send them together.
 * The length of a message says nothing more than its commands do.
 */
function joined(messages: readonly string[]): string {
  return messages.map((message) => message.slice(8)).join('');
}

/** Command and variable of a message. */
function pairOf(message: string): string {
  const start = message.startsWith('00', 8) ? 18 : 10;
  return message.slice(start, start + 4);
}

function pairsOf({ pairs }: Recording, sentAlike: ReadonlySet<string>): Pick<RequestReport, 'pairs' | 'missingPairs'> {
  const missingPairs: string[] = [];
  let count = 0;
  for (const [domain, { command, ...variables }] of Object.entries(pairs)) {
    for (const [index, kind] of (['get', 'set'] as const).entries()) {
      for (const variable of variables[kind]) {
        count++;
        if (!sentAlike.has(hex(command[index]!) + hex(variable)))
          missingPairs.push(`${domain} ${kind} 0x${hex(variable)}`);
      }
    }
  }
  return { pairs: count, missingPairs };
}

function hex(value: number): string {
  return value.toString(16).padStart(2, '0');
}
