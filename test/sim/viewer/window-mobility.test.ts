import test from 'ava';
import { watchWindow } from '../../../src/sim/viewer/window-mobility.ts';
import { TraciConnectionError } from '../../../src/traci/index.ts';
import type { MobilitySource } from '../../../src/sim/mobility/source.ts';
import { frame, playFrames } from '../../helpers/frames.ts';

const SILENT: MobilitySource = { ...playFrames([]), next: () => new Promise(() => undefined) };

function failing(message: string): MobilitySource {
  const error = new TraciConnectionError(message, { code: 'E_TRACI_LOST' });
  return { ...playFrames([]), next: () => Promise.reject(error) };
}

test('window mobility - frames pass through, with and without a signal', async (t) => {
  const first = frame(1, {});
  t.is(await watchWindow(playFrames([first])).next(), first);
  t.is(await watchWindow(playFrames([first]), new AbortController().signal).next(), first);
});

test('window mobility - a window that does not answer is waited for until the run is interrupted', async (t) => {
  const abort = new AbortController();
  const next = watchWindow(SILENT, abort.signal).next();
  const answered = await Promise.race([
    next.then(() => true),
    new Promise((resolve) => setTimeout(resolve, 50, false)),
  ]);
  t.false(answered);
  abort.abort();
  t.is(await next, undefined);
  t.is(await watchWindow(SILENT, abort.signal).next(), undefined, 'interrupted before');
});

test('window mobility - no step is made before it is released, and none at all once interrupted', async (t) => {
  const abort = new AbortController();
  let release = (): void => undefined;
  let steps = 0;
  const counting: MobilitySource = {
    ...SILENT,
    next: () => {
      steps++;
      return Promise.resolve(frame(1, {}));
    },
  };
  const held = watchWindow(counting, abort.signal, () => new Promise((resolve) => (release = resolve)));
  const next = held.next();
  await new Promise(setImmediate);
  t.is(steps, 0);
  release();
  t.is((await next)?.step, 1);
  const interrupted = held.next();
  abort.abort();
  t.is(await interrupted, undefined);
  release();
  await new Promise(setImmediate);
  t.is(steps, 1);
});

test('window mobility - a sumo-gui that ended well in mid-run was closed', async (t) => {
  const closed = failing('TraCI: connection to SUMO lost: SUMO exited with code 0');
  await t.throwsAsync(watchWindow(closed).next(), { code: 'E_TRACI_LOST', message: /window was closed/ });
});

test('window mobility - a sumo-gui that failed keeps its own words', async (t) => {
  for (const message of ['SUMO exited with code 1; its last words: Error: x', 'SUMO was ended by SIGKILL'])
    await t.throwsAsync(watchWindow(failing(message)).next(), { message });
});
