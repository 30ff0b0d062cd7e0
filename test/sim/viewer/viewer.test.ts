/** The viewer against a fake SUMO: what is sent, and that all of it travels with the step. */
import test from 'ava';
import type { ExecutionContext } from 'ava';
import { connectSumo } from '../../../src/traci/index.ts';
import { createViewer, type Viewer } from '../../../src/sim/viewer/viewer.ts';
import type { ViewerOptions } from '../../../src/sim/viewer/options.ts';
import { experiment } from '../../helpers/experiments.ts';
import { block, double, int, messageOf, startFakeSumo, status, string, ubyte } from '../../helpers/fake-sumo.ts';
import { frame } from '../../helpers/frames.ts';

const STEP = 0x02;
const GET_GUI = 0xac;
const GET_TYPES = 0xa5;
const SET_GUI = 0xcc;
const SET_VEHICLE = 0xc4;
const ADD_POLYGON = 0x80;
const SET_POLYGON = 0xc8;
const SET_SHAPE = 0x4e;
const SET_COLOUR = 0x45;
const REMOVE = 0x81;

/** A command of a message: its id, and for get and set commands the variable and the object. */
interface Sent {
  readonly id: number;
  readonly variable: number;
  readonly object: string;
}

function commandsOf(message: Buffer): readonly Sent[] {
  const found: Sent[] = [];
  for (let at = 4; at < message.length;) {
    const isLong = message[at] === 0;
    const length = isLong ? message.readInt32BE(at + 1) : message[at]!;
    const body = message.subarray(at + (isLong ? 5 : 1), at + length);
    const text = body.length > 6 && body[0] !== STEP ? body.subarray(6, 6 + body.readInt32BE(2)).toString() : '';
    found.push({ id: body[0]!, variable: body[1] ?? 0, object: text });
    at += length;
  }
  return found;
}

/** The answers of a sumo-gui whose view shows 0 to 1000 m by 0 to 500 m. */
function answer({ id, variable, object }: Sent): readonly Buffer[] {
  if (id === STEP) return [status(id), int(0)];
  if (id === GET_GUI) {
    const view = [ubyte(0x06), ubyte(2), ...[0, 0, 1000, 500].map(double)];
    return [status(id), block(id + 0x10, ubyte(variable), string(object), ...view)];
  }
  if (id === GET_TYPES) {
    const types = [ubyte(0x0e), int(1), string('car')];
    return [status(id), block(id + 0x10, ubyte(variable), string(object), ...types)];
  }
  return [status(id)];
}

const PROGRESS = { step: 1, simulatedMs: 1000, epochs: 0.5, round: 2, gradients: 30, inRange: [1], accuracy: 0.75 };

async function start(t: ExecutionContext, options: ViewerOptions = {}) {
  const fake = await startFakeSumo(t, { reply: (message) => messageOf(...commandsOf(message).flatMap(answer)) });
  const client = await connectSumo({ port: fake.port });
  t.teardown(() => client.close());
  const notices: string[] = [];
  const viewer = await createViewer({
    client,
    experiment: experiment(),
    sites: [{ x: 0, y: 0, range: 50 }],
    options,
    windowWidth: 1010,
    stepLengthMs: 1000,
    onNotice: (message) => notices.push(message),
  });
  await client.simulationStep();
  /** What travels with the step after this one, and in how many messages. */
  const afterStep = async (...args: Parameters<Viewer['afterStep']>): Promise<readonly Sent[]> => {
    const before = fake.received.length;
    viewer.afterStep(...args);
    await client.simulationStep();
    t.is(fake.received.length, before + 1, 'one message, the step with it');
    return commandsOf(fake.received.at(-1)!);
  };
  return { viewer, notices, afterStep, received: fake.received };
}

test('viewer - draws everything in a few messages at the start, and sets the view to the edge servers', async (t) => {
  const { received, notices, afterStep } = await start(t);
  t.true(received.length <= 4, `${received.length} messages`);
  const coloured = await afterStep(frame(1, {}), PROGRESS);
  const sent = received.flatMap(commandsOf);
  t.true(
    sent.some(({ id, variable }) => id === SET_GUI && variable === 0xa3),
    'the boundary',
  );
  for (const object of ['range:a', 'border:a', 'site:a', 'mast:a', 'panel'])
    t.true(
      sent.some((one) => one.id === SET_POLYGON && one.object === `edgemlsim:${object}`),
      object,
    );
  t.true(
    coloured.some(({ id, object }) => id === 0xc5 && object === 'car'),
    'new vehicles begin as out of range',
  );
  t.deepEqual(notices, []);
});

test('viewer - colours and lines travel in the message of the next step', async (t) => {
  const { viewer, afterStep } = await start(t);
  viewer.onEvent({ at: 0, type: 'link', vehicle: 'v', edgeServer: 'a' });
  viewer.onEvent({ at: 0, type: 'deliver', vehicle: 'v', gradient: 0, edgeServer: 'a', late: false, x: 0, y: 0 });
  const first = await afterStep(frame(1, { v: [10, 0] }, { departed: ['v'] }), PROGRESS);
  const ofVehicle = first.filter(({ id }) => id === SET_VEHICLE);
  t.is(ofVehicle.length, 1, 'departed and delivered: one colour');
  const line = 'edgemlsim:delivery:v';
  t.true(first.some((one) => one.object === line && one.variable === ADD_POLYGON));
  const second = await afterStep(frame(2, { v: [20, 0] }), PROGRESS);
  t.true(
    second.some((one) => one.object === line && one.variable === 0x81),
    'the line is removed',
  );
  const third = await afterStep(frame(3, {}, { arrived: ['v'] }), PROGRESS);
  t.false(
    third.some(({ id }) => id === SET_VEHICLE),
    'nothing is said to a vehicle that has gone',
  );
});

test('viewer - a quiet step costs the question for the view alone', async (t) => {
  const { afterStep } = await start(t);
  await afterStep(frame(1, {}), PROGRESS);
  const quiet = await afterStep(frame(2, {}), PROGRESS);
  t.deepEqual(
    quiet.map(({ id }) => id),
    [GET_GUI, STEP],
  );
});

test('viewer - follows the vehicle from its departure to its arrival', async (t) => {
  const { afterStep, notices } = await start(t, { follow: 'v' });
  const tracks = (sent: readonly Sent[]): boolean =>
    sent.some(({ id, variable }) => id === SET_GUI && variable === 0xa6);
  t.false(tracks(await afterStep(frame(1, {}, { departed: ['w'] }), PROGRESS)));
  t.true(tracks(await afterStep(frame(2, {}, { departed: ['v'] }), PROGRESS)));
  t.false(tracks(await afterStep(frame(3, {}), PROGRESS)));
  t.true(tracks(await afterStep(frame(4, {}, { arrived: ['v'] }), PROGRESS)));
  t.deepEqual(notices, ['following vehicle v, departed at 2 s', 'followed vehicle v arrived at 4 s']);
});

test('viewer - pictures and stops at their times', async (t) => {
  const { afterStep, notices } = await start(t, { breakAt: [2], screenshots: { folder: '/tmp', everySeconds: 2 } });
  const shot = (sent: readonly Sent[]): boolean => sent.some(({ id, variable }) => id === SET_GUI && variable === 0xa5);
  t.false(shot(await afterStep(frame(1, {}), PROGRESS)));
  t.true(shot(await afterStep(frame(2, {}), PROGRESS)));
  t.deepEqual(notices, [
    'stopped at 2 s: round 2, epoch 0.50, 30 gradients, test accuracy 0.750',
    '  a: 1 in range; 0 gradients since its last aggregation',
    '  press play in the window (Ctrl-A) to go on',
  ]);
});

test('viewer - a transfer is drawn while it lasts and follows its vehicle', async (t) => {
  const { viewer, afterStep } = await start(t);
  const changes = (sent: readonly Sent[]): readonly number[] =>
    sent.filter(({ object }) => object === 'edgemlsim:transfer:v').map(({ variable }) => variable);
  viewer.onEvent({ at: 0, type: 'link', vehicle: 'v', edgeServer: 'a' });
  viewer.onEvent({ at: 0, type: 'receive', vehicle: 'v', edgeServer: 'a', round: 0 });
  t.deepEqual(changes(await afterStep(frame(1, { v: [10, 0] }), PROGRESS)), [ADD_POLYGON]);
  t.deepEqual(changes(await afterStep(frame(2, { v: [20, 0] }), PROGRESS)), [SET_SHAPE]);
  viewer.onEvent({ at: 0, type: 'compute', vehicle: 'v', gradient: 0, round: 0 });
  viewer.onEvent({ at: 0, type: 'computed', vehicle: 'v', gradient: 0 });
  viewer.onEvent({ at: 0, type: 'send', vehicle: 'v', gradient: 0, edgeServer: 'a' });
  t.deepEqual(changes(await afterStep(frame(3, { v: [30, 0] }), PROGRESS)), [SET_SHAPE, SET_COLOUR], 'turned round');
  viewer.onEvent({ at: 0, type: 'deliver', vehicle: 'v', gradient: 0, edgeServer: 'a', late: false, x: 30, y: 0 });
  t.deepEqual(changes(await afterStep(frame(4, { v: [40, 0] }), PROGRESS)), [REMOVE]);
});

test('viewer - losses leave marks that fade and go', async (t) => {
  const { viewer, afterStep } = await start(t);
  viewer.onEvent({ at: 0, type: 'lost', vehicle: 'gone', gradient: 7, x: 3, y: 4 });
  viewer.onEvent({ at: 0, type: 'omit', vehicle: 'v', gradient: 8 });
  viewer.onEvent({ at: 0, type: 'omit', vehicle: 'unseen', gradient: 9 });
  viewer.onEvent({ at: 0, type: 'omit', edgeServer: 'a' });
  const marks = ['lost:7', 'omitted:8', 'omitted-by-server:a'].map((name) => `edgemlsim:${name}`);
  for (const [step, expected] of [ADD_POLYGON, SET_COLOUR, SET_COLOUR, SET_COLOUR, REMOVE].entries()) {
    const sent = await afterStep(frame(1 + step, { v: [10, 0] }), PROGRESS);
    const ofMarks = sent.filter(({ object }) => /^edgemlsim:(lost|omitted)/.test(object));
    t.deepEqual(
      ofMarks.map(({ object }) => object),
      marks,
      `step ${1 + step}`,
    );
    t.true(
      ofMarks.every(({ variable }) => variable === expected),
      `step ${1 + step}`,
    );
  }
});

test('viewer - an edge server that is down is repainted, and again when it is back', async (t) => {
  const { viewer, afterStep } = await start(t);
  const down = async (step: number, type: 'crash' | 'recover'): Promise<readonly string[]> => {
    viewer.onEvent({ at: 0, type, tier: 'edge-server', node: 'a' });
    const sent = await afterStep(frame(step, {}), { ...PROGRESS, inRange: [0] });
    return sent.map(({ object }) => object).filter((object) => object.endsWith(':a'));
  };
  const all = ['name', 'site', 'range', 'border', 'mast'].map((part) => `edgemlsim:${part}:a`);
  t.deepEqual(await down(1, 'crash'), all);
  t.deepEqual((await afterStep(frame(2, {}), { ...PROGRESS, inRange: [0] })).map(({ id }) => id).slice(-2), [
    GET_GUI,
    STEP,
  ]);
  t.deepEqual(await down(3, 'recover'), all);
});
