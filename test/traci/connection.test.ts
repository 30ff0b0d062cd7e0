/**
 * The queue and the socket, against a server that answers late, in pieces, wrongly or not at all.
 */
import test from 'ava';
import {
  connectSumo,
  constants as tc,
  TraciCommandError,
  TraciConnectionError,
  TraciProtocolError,
} from '../../src/traci/index.ts';
import { block, double, int, messageOf, startFakeSumo, status, string, ubyte } from '../helpers/fake-sumo.ts';
import type { Reply } from '../helpers/fake-sumo.ts';

/** `getIDCount` of the vehicles: its request, and an answer of `count`. */
const COUNT_REQUEST = '07a40100000000';
const countAnswer = (count: number): Buffer =>
  Buffer.concat([status(0xa4), block(0xb4, ubyte(1), string(''), ubyte(9), int(count))]);
const stepAnswer = (...blocks: readonly Buffer[]): Buffer => Buffer.concat([status(2), int(blocks.length), ...blocks]);
const STEP_REQUEST = '0a020000000000000000';

/** Answers each command of a message in turn. */
function answering(answers: Readonly<Record<string, () => Buffer>>): Reply {
  return (message) => {
    const parts: Buffer[] = [];
    for (let at = 4; at < message.length; at += message[at]!) {
      const request = message.subarray(at, at + message[at]!).toString('hex');
      parts.push(answers[request]?.() ?? status(message[at + 1]!, 0xff, `unexpected ${request}`));
    }
    return messageOf(...parts);
  };
}

test('connection - commands issued together travel together, a step ends the message', async (t) => {
  const reply = answering({ [COUNT_REQUEST]: () => countAnswer(5), [STEP_REQUEST]: () => stepAnswer() });
  const fake = await startFakeSumo(t, { reply });
  const { vehicle, ...client } = await withClient(fake.port);
  await Promise.all([vehicle.getIDCount(), client.step(), vehicle.getIDCount(), vehicle.getIDCount(), client.step()]);
  t.deepEqual(
    fake.received.slice(1).map((message) => message.subarray(4).toString('hex')),
    [COUNT_REQUEST + STEP_REQUEST, COUNT_REQUEST + COUNT_REQUEST + STEP_REQUEST],
  );
});

test('connection - what promise reactions ask for joins the same message', async (t) => {
  const fake = await startFakeSumo(t, { reply: answering({ [COUNT_REQUEST]: () => countAnswer(5) }) });
  const { vehicle } = await withClient(fake.port);
  const later = async (): Promise<number> => {
    await Promise.resolve();
    await Promise.resolve();
    return vehicle.getIDCount();
  };
  t.deepEqual(await Promise.all([vehicle.getIDCount(), later(), later()]), [5, 5, 5]);
  t.is(fake.received.length, 2);
});

test('connection - one message is under way at a time', async (t) => {
  let open = 0;
  const fake = await startFakeSumo(t, {
    reply: (message, socket) => {
      t.is(++open, 1);
      setTimeout(() => {
        open--;
        socket.write(answering({ [COUNT_REQUEST]: () => countAnswer(1) })(message, socket)!);
      }, 5);
      return undefined;
    },
  });
  const { vehicle } = await withClient(fake.port);
  const first = vehicle.getIDCount();
  await new Promise((resolve) => setImmediate(resolve));
  await Promise.all([first, vehicle.getIDCount(), vehicle.getIDCount()]);
  t.is(fake.received.length, 3);
});

test('connection - a request that is not answered in time kills the connection', async (t) => {
  const fake = await startFakeSumo(t);
  const client = await connectSumo({ port: fake.port, requestTimeoutMs: 50 });
  const pending = [client.vehicle.getIDCount(), client.simulationStep(), client.vehicle.getIDCount()];
  for (const result of await Promise.allSettled(pending))
    t.like((result as PromiseRejectedResult).reason as object, { code: 'E_TRACI_TIMEOUT', kind: 'traffic' });
  await t.throwsAsync(client.vehicle.getIDCount(), { instanceOf: TraciConnectionError, code: 'E_TRACI_TIMEOUT' });
  await client.close();
});

test('connection - a server that accepts and never answers the handshake', async (t) => {
  const fake = await startFakeSumo(t, { apiVersion: 'silent' });
  await t.throwsAsync(connectSumo({ port: fake.port, connectTimeoutMs: 50 }), {
    instanceOf: TraciConnectionError,
    code: 'E_TRACI_CONNECT',
    message: /accepted but did not answer/,
  });
});

test('connection - an API too old is refused, one too new is warned about', async (t) => {
  const old = await startFakeSumo(t, { apiVersion: 19 });
  await t.throwsAsync(connectSumo({ port: old.port }), { code: 'E_TRACI_VERSION', message: /got 19/ });
  const log: string[] = [];
  const young = await startFakeSumo(t, { apiVersion: 23 });
  const client = await connectSumo({ port: young.port, onLog: ({ text }) => log.push(text) });
  t.is(client.version.apiVersion, 23);
  t.regex(log.join(), /speaks TraCI API 23/);
});

test('connection - a server that closes rejects everything, now and later', async (t) => {
  const fake = await startFakeSumo(t, {
    reply: (_, socket) => {
      socket.end();
      return undefined;
    },
  });
  const client = await connectSumo({ port: fake.port });
  for (const result of await Promise.allSettled([client.vehicle.getIDCount(), client.simulationStep()]))
    t.true((result as PromiseRejectedResult).reason instanceof TraciConnectionError);
  await t.throwsAsync(client.simulationStep(), { code: 'E_TRACI_LOST' });
});

const wrongAnswers: Readonly<Record<string, Buffer>> = {
  'the status of another command': messageOf(status(0xa5)),
  'a block of another command': messageOf(status(0xa4), block(0xb5, ubyte(1), string(''), ubyte(9), int(1))),
  'a block of another variable': messageOf(status(0xa4), block(0xb4, ubyte(2), string(''), ubyte(9), int(1))),
  'a value of another type': messageOf(status(0xa4), block(0xb4, ubyte(1), string(''), ubyte(0x0b), double(1))),
  'no block': messageOf(status(0xa4)),
  'a block with more than its value': messageOf(
    status(0xa4),
    block(0xb4, ubyte(1), string(''), ubyte(9), int(1), int(1)),
  ),
  'more than its answers': messageOf(countAnswer(1), status(0xa4)),
  nothing: messageOf(),
  'a message length of 3': int(3),
};
for (const [name, bytes] of Object.entries(wrongAnswers)) {
  test(`connection - ${name} closes the connection with typed errors`, async (t) => {
    const fake = await startFakeSumo(t, { reply: () => bytes });
    const client = await connectSumo({ port: fake.port });
    const [first, second] = await Promise.allSettled([client.vehicle.getIDCount(), client.simulationStep()]);
    const reasons = [first, second].map((result) => (result as PromiseRejectedResult).reason as unknown);
    t.true(reasons.some((reason) => reason instanceof TraciProtocolError || reason instanceof TraciConnectionError));
    await t.throwsAsync(client.vehicle.getIDCount(), { instanceOf: TraciConnectionError, code: 'E_TRACI_LOST' });
  });
}

test('connection - the command whose answer is wrong learns why', async (t) => {
  const fake = await startFakeSumo(t, { reply: () => messageOf(status(0xa5)) });
  const client = await connectSumo({ port: fake.port });
  const [first, second] = await Promise.allSettled([client.vehicle.getIDCount(), client.vehicle.getIDCount()]);
  t.true((first as PromiseRejectedResult).reason instanceof TraciProtocolError);
  t.true((second as PromiseRejectedResult).reason instanceof TraciConnectionError);
});

test('connection - answers without a question close the connection', async (t) => {
  const fake = await startFakeSumo(t, {
    reply: () => Buffer.concat([messageOf(countAnswer(3)), messageOf(countAnswer(4))]),
  });
  const client = await connectSumo({ port: fake.port });
  t.is(await client.vehicle.getIDCount(), 3);
  await t.throwsAsync(client.vehicle.getIDCount(), { instanceOf: TraciConnectionError, code: 'E_TRACI_LOST' });
});

test('connection - a value that cannot be sent is refused alone, its neighbours are sent', async (t) => {
  const fake = await startFakeSumo(t, { reply: answering({ [COUNT_REQUEST]: () => countAnswer(5) }) });
  const client = await connectSumo({ port: fake.port });
  const [before, bad, after] = await Promise.allSettled([
    client.vehicle.getIDCount(),
    client.poi.setColor('p', [256, 0, 0]),
    client.vehicle.getIDCount(),
  ]);
  t.like(before, { value: 5 });
  t.like(after, { value: 5 });
  const reason = (bad as PromiseRejectedResult).reason as unknown;
  t.true(reason instanceof TraciCommandError);
  t.like(reason, { code: 'E_TRACI_ARGUMENT' });
  t.is(fake.received[1]!.subarray(4).toString('hex'), COUNT_REQUEST + COUNT_REQUEST);
});

test('connection - an aborted step that was not sent is never sent; the connection lives', async (t) => {
  const fake = await startFakeSumo(t, { reply: answering({ [COUNT_REQUEST]: () => countAnswer(5) }) });
  const client = await connectSumo({ port: fake.port });
  const abort = new AbortController();
  const count = client.vehicle.getIDCount();
  const step = client.simulationStep(0, { signal: abort.signal });
  abort.abort();
  await t.throwsAsync(step, { instanceOf: TraciConnectionError, code: 'E_TRACI_ABORTED' });
  t.is(await count, 5);
  t.is(fake.received[1]!.subarray(4).toString('hex'), COUNT_REQUEST);
  await t.throwsAsync(client.simulationStep(0, { signal: abort.signal }), { code: 'E_TRACI_ABORTED' });
  t.is(await client.vehicle.getIDCount(), 5);
});

test('connection - a per-variable error within a step is data, the other values stand', async (t) => {
  const values = Buffer.concat([ubyte(tc.VAR_SPEED), ubyte(0xff), ubyte(tc.TYPE_STRING), string('gone')]);
  const position = Buffer.concat([ubyte(tc.VAR_POSITION), ubyte(0), ubyte(tc.POSITION_2D), double(1), double(2)]);
  const reply = answering({ [STEP_REQUEST]: () => stepAnswer(block(0xe4, string('v'), ubyte(2), values, position)) });
  const fake = await startFakeSumo(t, { reply });
  const client = await connectSumo({ port: fake.port });
  await client.simulationStep();
  const results = client.vehicle.getSubscriptionResults('v');
  t.is(results?.get(tc.VAR_SPEED), undefined);
  t.is(results?.errors.get(tc.VAR_SPEED), 'gone');
  t.deepEqual(results?.get(tc.VAR_POSITION), [1, 2]);
  t.deepEqual([...client.vehicle.subscribedPositions().xy], [1, 2]);
  t.is(client.vehicle.subscribedNumbers(tc.VAR_SPEED).count, 0);
});

async function withClient(port: number) {
  const client = await connectSumo({ port });
  return { vehicle: client.vehicle, step: () => client.simulationStep() };
}
