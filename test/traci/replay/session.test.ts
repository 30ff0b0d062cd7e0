/** Recording and replaying without SUMO: a fake server is recorded, its session played back, cut, bent and damaged. */
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import test from 'ava';
import type { ExecutionContext } from 'ava';
import { Packr } from 'msgpackr';
import { connectSumo, startReplayServer } from '../../../src/traci/index.ts';
import { TraciCommandError, TraciConnectionError } from '../../../src/traci/index.ts';
import { TraciReplayError, TraciSessionError } from '../../../src/traci/index.ts';
import type { ReplayOptions, TraciClient } from '../../../src/traci/index.ts';
import { SessionRecorder } from '../../../src/traci/replay/recorder.ts';
import { piecesOf } from '../../../src/traci/replay/pieces.ts';
import { checkSession, readSession } from '../../../src/traci/replay/session-reader.ts';
import { block, double, int, messageOf, startFakeSumo, status, string, ubyte } from '../../helpers/fake-sumo.ts';

const GET_VEHICLE = 0xa4;
const ID_COUNT = 0x01;
const FOOTER_BYTES = 12;

/** Answers the count of vehicles and steps; counts up. */
function counting(): (message: Buffer) => Buffer {
  let count = 0;
  return (message) => {
    const answers: Buffer[] = [];
    for (let at = 4; at < message.length; at += message[at]!) {
      const id = message[at + 1]!;
      if (id === GET_VEHICLE)
        answers.push(status(id), block(id + 0x10, ubyte(ID_COUNT), string(''), ubyte(0x09), int(++count)));
      else if (id === 0x02) answers.push(status(id), int(0));
      else answers.push(status(id));
    }
    return messageOf(...answers);
  };
}

function folderOf(t: ExecutionContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'edgemlsim-session-'));
  t.teardown(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

/** What the client does in every test here: four messages after the handshake, the last of them `close`. */
async function program(client: TraciClient): Promise<readonly number[]> {
  const first = await client.vehicle.getIDCount();
  const [second, third] = await Promise.all([client.vehicle.getIDCount(), client.vehicle.getIDCount()]);
  await client.simulationStep(2.5);
  await client.close();
  return [first, second, third];
}

async function record(t: ExecutionContext): Promise<string> {
  const file = join(folderOf(t), 'session.traci');
  const { port } = await startFakeSumo(t, { reply: counting() });
  const client = await connectSumo({ port, record: file });
  t.false(existsSync(file), 'the file has its name only when it is complete');
  t.deepEqual(await program(client), [1, 2, 3]);
  t.true(existsSync(file));
  t.false(existsSync(`${file}.partial`));
  return file;
}

async function replay(t: ExecutionContext, options: ReplayOptions) {
  const server = await startReplayServer(options);
  t.teardown(() => server.close());
  return { server, client: await connectSumo({ port: server.port, requestTimeoutMs: 60_000 }) };
}

test('traci replay - a session says who recorded it and holds every message both ways, in order and in time', async (t) => {
  const session = await checkSession(await record(t));
  t.like(session.header, { sumoVersion: 'SUMO 1.15.0', apiVersion: 20 });
  t.regex(session.header.packageVersion, /^\d+\.\d+\.\d+/);
  const records = [];
  for await (const entry of readSession(session)) records.push(entry);
  t.deepEqual(
    records.map(({ kind }) => kind),
    [
      ...Array.from({ length: 5 }, () => ['request', 'answer']).flat(),
      'end',
    ] as string[] as (typeof records)[0]['kind'][],
  );
  t.like(records.at(-1), { reason: 'E_TRACI_CLOSED' });
  const times = records.flatMap((entry) => (entry.kind === 'end' ? [] : [entry.milliseconds]));
  t.deepEqual(
    times,
    times.toSorted((left, right) => left - right),
  );
  const step = records[6];
  t.deepEqual(step?.kind === 'request' ? step.bytes : undefined, block(0x02, double(2.5)));
});

test('traci replay - a session plays back as it was, and finished says so', async (t) => {
  const { server, client } = await replay(t, { file: await record(t) });
  t.is(server.header.sumoVersion, 'SUMO 1.15.0');
  t.deepEqual(await program(client), [1, 2, 3]);
  await t.notThrowsAsync(server.finished());
});

test('traci replay - at the recorded pace, too', async (t) => {
  const { server, client } = await replay(t, { file: await record(t), recordedPace: true });
  t.deepEqual(await program(client), [1, 2, 3]);
  await t.notThrowsAsync(server.finished());
});

test('traci replay - cut at every size and at every single byte, the client reads the same', async (t) => {
  const file = await record(t);
  let answerBytes = 0;
  for await (const entry of readSession(await checkSession(file)))
    if (entry.kind === 'answer') answerBytes += entry.bytes.length + 4;
  for (let place = 1; place <= answerBytes; place++) {
    for (const splitAt of [place, [place, place + 3]]) {
      const { server, client } = await replay(t, { file, splitAt });
      t.deepEqual(await program(client), [1, 2, 3], `split at ${String(splitAt)}`);
      await server.finished();
    }
  }
});

test('traci replay - pieces are the answer in its order, cut where asked', (t) => {
  const bytes = Buffer.from('abcdefgh');
  const cut = (splitAt: number | readonly number[], offset = 0): string[] =>
    piecesOf(bytes, splitAt, offset).map(String);
  t.deepEqual(cut(3), ['abc', 'def', 'gh']);
  t.deepEqual(cut(8), ['abcdefgh']);
  t.deepEqual(cut(100), ['abcdefgh']);
  t.deepEqual(cut([5, 2, 2]), ['ab', 'cde', 'fgh']);
  t.deepEqual(cut([99, 101, 104, 108, 109], 100), ['a', 'bcd', 'efgh']);
});

test('traci replay - a request that differs is refused, with the number, what was expected and what came', async (t) => {
  const { server, client } = await replay(t, { file: await record(t) });
  t.is(await client.vehicle.getIDCount(), 1);
  const refused = await Promise.allSettled([client.vehicle.getIDCount(), client.edge.getIDCount()]);
  for (const outcome of refused) {
    const reason = (outcome as PromiseRejectedResult).reason as unknown;
    t.true(reason instanceof TraciCommandError);
    t.regex(String(reason), /message 3 is not the one recorded: expected \[CMD_GET_VEHICLE_VARIABLE, CMD_GET_VEHICLE/);
    t.regex(String(reason), /got \[CMD_GET_VEHICLE_VARIABLE, CMD_GET_EDGE_VARIABLE\]; they differ from byte 8 on/);
  }
  const error = await t.throwsAsync(server.finished(), { instanceOf: TraciReplayError });
  t.like(error, { code: 'E_TRACI_REPLAY_DIVERGED', messageNumber: 3, kind: 'traffic' });
  t.false(error.expected!.equals(error.got!));
  await t.throwsAsync(client.simulationStep(), { instanceOf: TraciConnectionError, code: 'E_TRACI_LOST' });
});

test('traci replay - a request beyond the end of the session is refused', async (t) => {
  const folder = folderOf(t);
  const file = join(folder, 'aborted.traci');
  const abort = new AbortController();
  const { port } = await startFakeSumo(t, { reply: counting() });
  const recorded = await connectSumo({ port, record: file, signal: abort.signal });
  await recorded.simulationStep();
  abort.abort();
  const { server, client } = await replay(t, { file });
  await client.simulationStep();
  await t.throwsAsync(client.simulationStep(), { message: /message 3 .*expected nothing more, got \[CMD_SIMSTEP\]/ });
  await t.throwsAsync(server.finished(), { code: 'E_TRACI_REPLAY_DIVERGED' });
});

test('traci replay - a client that leaves early has not done what was recorded', async (t) => {
  const { server, client } = await replay(t, { file: await record(t) });
  await client.vehicle.getIDCount();
  await client.close();
  await t.throwsAsync(server.finished(), { instanceOf: TraciReplayError, code: 'E_TRACI_REPLAY_DIVERGED' });
  const second = await startReplayServer({ file: await record(t) });
  await second.close();
  await t.throwsAsync(second.finished(), { code: 'E_TRACI_REPLAY_INCOMPLETE', message: /before a client connected/ });
});

test('traci replay - bytes that are no TraCI at all are told apart', async (t) => {
  const server = await startReplayServer({ file: await record(t) });
  const { createConnection } = await import('node:net');
  const socket = createConnection({ port: server.port });
  socket.end(Buffer.from('ffffffffff', 'hex'));
  const error = await t.throwsAsync(server.finished(), { instanceOf: TraciReplayError, message: /is no TraCI/ });
  t.is(error.messageNumber, 1);
  await server.close();
});

test('traci replay - stallAfter: the client is not answered any more and its deadline ends it', async (t) => {
  const file = await record(t);
  const stalls = [2, { answer: 3, byte: 0 }, { answer: 3, byte: 7 }].map(async (stallAfter) => {
    const server = await startReplayServer({ file, stallAfter });
    const client = await connectSumo({ port: server.port, requestTimeoutMs: 2000 });
    t.is(await client.vehicle.getIDCount(), 1);
    const pending = Promise.all([client.vehicle.getIDCount(), client.vehicle.getIDCount()]);
    await t.throwsAsync(pending, { instanceOf: TraciConnectionError, code: 'E_TRACI_TIMEOUT' });
    await t.notThrowsAsync(server.finished());
  });
  await Promise.all(stalls);
});

test('traci replay - closeAfter: the connection is lost at any byte of any answer', async (t) => {
  const file = await record(t);
  const { server, client } = await replay(t, { file, closeAfter: 1 });
  await t.throwsAsync(client.vehicle.getIDCount(), { instanceOf: TraciConnectionError, code: 'E_TRACI_LOST' });
  await t.notThrowsAsync(server.finished());
  for (let byte = 0; byte < 20; byte++) {
    const cut = await replay(t, { file, closeAfter: { answer: 2, byte } });
    await t.throwsAsync(cut.client.vehicle.getIDCount(), { code: 'E_TRACI_LOST' }, `after ${byte} bytes`);
    await cut.server.finished();
  }
});

test('traci replay - a session that SUMO ended ends the same way when played', async (t) => {
  const file = join(folderOf(t), 'lost.traci');
  const { port } = await startFakeSumo(t, {
    reply: (_, socket) => {
      socket.destroy();
      return undefined;
    },
  });
  const recorded = await connectSumo({ port, record: file });
  await t.throwsAsync(recorded.simulationStep(), { code: 'E_TRACI_LOST' });
  const { server, client } = await replay(t, { file });
  await t.throwsAsync(client.simulationStep(), { instanceOf: TraciConnectionError, code: 'E_TRACI_LOST' });
  await t.notThrowsAsync(server.finished());
});

test('traci replay - a session cut off anywhere is refused', async (t) => {
  const folder = folderOf(t);
  const whole = readFileSync(await record(t));
  for (let length = 0; length < whole.length; length++) {
    const file = join(folder, 'cut');
    writeFileSync(file, whole.subarray(0, length));
    await t.throwsAsync(startReplayServer({ file }), { instanceOf: TraciSessionError, code: 'E_TRACI_SESSION_FILE' });
  }
});

test('traci replay - a session with any byte changed is refused', async (t) => {
  const folder = folderOf(t);
  const whole = readFileSync(await record(t));
  for (let at = 0; at < whole.length; at++) {
    const file = join(folder, 'damaged');
    const damaged = Buffer.from(whole);
    damaged[at]! ^= 1 << (at % 8);
    writeFileSync(file, damaged);
    await t.throwsAsync(startReplayServer({ file }), { instanceOf: TraciSessionError, code: 'E_TRACI_SESSION_FILE' });
  }
});

/** A file whose checksum is right, whatever it holds. */
function forge(folder: string, ...records: readonly Buffer[]): string {
  const file = join(folder, 'forged');
  const body = Buffer.concat(records.map((value) => Buffer.concat([int(value.length), value])));
  writeFileSync(file, Buffer.concat([body, sealOf(body, records.length)]));
  return file;
}

function sealOf(body: Buffer, records: number): Buffer {
  const seal = Buffer.alloc(FOOTER_BYTES);
  seal.write('TRSE');
  seal.writeUInt32BE(records, 4);
  seal.writeUInt32BE(crc32(seal.subarray(0, 8), crc32(body)), 8);
  return seal;
}

test('traci replay - files of another kind or a later version are refused in words', async (t) => {
  const folder = folderOf(t);
  const packr = new Packr({ useRecords: false });
  const header = { format: 'edgemlsim-traci-session', formatVersion: 1, packageVersion: '1', sumoVersion: 'SUMO' };
  const cases: readonly (readonly [Buffer, RegExp])[] = [
    [packr.pack('hello'), /got another format/],
    [packr.pack(null), /got another format/],
    [packr.pack({ ...header, apiVersion: 20, formatVersion: 2 }), /expected session format 1, got 2/],
    [packr.pack(header), /lacks a version/],
    [Buffer.from('a561', 'hex'), /not MessagePack/],
  ];
  for (const [first, message] of cases)
    await t.throwsAsync(startReplayServer({ file: forge(folder, first) }), { instanceOf: TraciSessionError, message });
  await t.throwsAsync(startReplayServer({ file: join(folder, 'nowhere') }), { code: 'E_TRACI_SESSION_FILE' });
});

test('traci replay - lengths that the file cannot hold are refused before anything is allocated', async (t) => {
  const folder = folderOf(t);
  const file = join(folder, 'huge');
  const body = Buffer.from('ffffffff00', 'hex');
  writeFileSync(file, Buffer.concat([body, sealOf(body, 1)]));
  const before = process.memoryUsage().arrayBuffers;
  await t.throwsAsync(startReplayServer({ file }), { message: /expected a record of at most 1 bytes at byte 0/ });
  t.true(process.memoryUsage().arrayBuffers - before < 16 * 1024 * 1024);
});

test('traci replay - a record that is no message ends the playback with the file named', async (t) => {
  const packr = new Packr({ useRecords: false });
  const header = { format: 'edgemlsim-traci-session', formatVersion: 1, packageVersion: '1', sumoVersion: 'SUMO' };
  const file = forge(folderOf(t), packr.pack({ ...header, apiVersion: 20 }), packr.pack([7, 1, Buffer.alloc(1)]));
  const server = await startReplayServer({ file });
  await t.throwsAsync(connectSumo({ port: server.port }), { instanceOf: TraciConnectionError });
  await t.throwsAsync(server.finished(), { instanceOf: TraciSessionError, message: /forged$/ });
});

test('traci record - a place that cannot be written to is told at once, and the connection is not left open', async (t) => {
  const { port } = await startFakeSumo(t);
  const file = join(folderOf(t), 'no', 'such', 'folder');
  const error = await t.throwsAsync(connectSumo({ port, record: file }), { instanceOf: TraciSessionError });
  t.like(error, { code: 'E_TRACI_SESSION_WRITE', kind: 'usage', file });
});

test('traci record - a disk that is full ends the session loudly', async (t) => {
  if (!existsSync('/dev/full')) {
    t.pass();
    return;
  }
  const { symlinkSync } = await import('node:fs');
  const file = join(folderOf(t), 'session.traci');
  symlinkSync('/dev/full', `${file}.partial`);
  const { port } = await startFakeSumo(t, { reply: counting() });
  const client = await connectSumo({ port, record: file });
  const big = Promise.all(Array.from({ length: 6000 }, () => client.vehicle.getIDCount()));
  await t.throwsAsync(big, { instanceOf: TraciConnectionError, code: 'E_TRACI_RECORDING', message: /ENOSPC/ });
  await t.throwsAsync(client.close(), { instanceOf: TraciSessionError, code: 'E_TRACI_SESSION_WRITE' });
  t.false(existsSync(file));
});

test('traci record - what waits to be written stays small however long the session', (t) => {
  const file = join(folderOf(t), 'long.traci');
  const recorder = new SessionRecorder(file, () => 0);
  const message = Buffer.alloc(10_000, 7);
  recorder.sent(message);
  recorder.begin({ apiVersion: 20, sumoVersion: 'SUMO' });
  for (let count = 1; count <= 500; count++) {
    recorder.received(message);
    t.true(count * message.length - statSync(`${file}.partial`).size < 100_000);
  }
  recorder.finish('E_TRACI_CLOSED');
  t.true(statSync(file).size > 5_000_000);
  // The end comes once.
  recorder.finish('E_TRACI_LOST');
  t.is(recorder.failure, undefined);
});
