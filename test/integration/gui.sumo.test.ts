/** The window with real sumo-gui on a screen in memory: what it shows, and every way to stop, leave and lose it. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { inflateSync } from 'node:zlib';
import type { ExecutionContext } from 'ava';
import { createLiveMobility } from '../../src/sim/mobility/live.ts';
import { STATE_COLOURS } from '../../src/sim/viewer/colours.ts';
import { prepareWindow } from '../../src/sim/viewer/prepare-window.ts';
import { createViewer } from '../../src/sim/viewer/viewer.ts';
import { launchSumo } from '../../src/traci/index.ts';
import type { Summary } from '../../src/index.ts';
import { runCli, startCli } from '../helpers/cli.ts';
import { guiTest, isOnPath, startDisplay } from '../helpers/display.ts';
import { experiment } from '../helpers/experiments.ts';
import { refusalOf, runHere } from '../helpers/in-process.ts';
import { sumoHome } from '../helpers/sumo.ts';
import { townExperiment } from '../helpers/town-experiment.ts';

const CLOSE_WINDOW = fileURLToPath(new URL('../fixtures/gui/close-window.py', import.meta.url));
const FAST = ['--delay', '0'];

/** sumo-gui with the town, a viewer on it, and 20 steps in which the vehicle `flow.0` delivers to `a`. */
async function showTown(t: ExecutionContext) {
  process.env['DISPLAY'] = await startDisplay(t);
  const { folder } = townExperiment(t);
  const options = { windowSize: [900, 700], delayMs: 0, screenshots: { folder, everySeconds: 20 } } as const;
  const configuration = join(folder, 'town.sumocfg');
  const window = await prepareWindow(configuration, options);
  const client = await launchSumo({
    binary: 'sumo-gui',
    sumoHome,
    arguments: ['-c', configuration, '--no-step-log', ...window.arguments],
  });
  t.teardown(() => client.close());
  const sites = [{ x: 250, y: 0, range: 60 }];
  const mobility = await createLiveMobility({ client, sites, ahead: false });
  const notices: string[] = [];
  const viewer = await createViewer({
    client,
    experiment: experiment(),
    sites,
    options,
    windowWidth: window.size[0],
    stepLengthMs: mobility.stepLengthMs,
    onNotice: (message) => notices.push(message),
  });
  await window.removeSettings();
  const progress = { simulatedMs: 0, epochs: 0.25, round: 3, gradients: 40, inRange: [2], accuracy: 0.5 };
  for (let step = 1; step <= 20; step++) {
    const frame = (await mobility.next())!;
    const [vehicle] = frame.vehicles.ids;
    if (vehicle !== undefined) {
      viewer.onEvent({ at: 0, type: 'link', vehicle, edgeServer: 'a' });
      viewer.onEvent({ at: 0, type: 'deliver', vehicle, gradient: 0, edgeServer: 'a', late: false, x: 0, y: 0 });
    }
    viewer.afterStep(frame, { ...progress, step });
  }
  // What was queued after the last frame is drawn with this step; the picture is there when it is done.
  const last = (await mobility.next())!;
  return { client, folder, last, notices, sites };
}

guiTest(
  'gui - ranges, names, states, lines and the panel are in the window, and a picture of it on disk',
  async (t) => {
    const { client, folder, last, notices, sites } = await showTown(t);
    t.is(await client.gui.getSchema(), 'EdgeMLSim', 'sumo-gui took our settings');
    const [lower, upper] = await client.gui.getBoundary();
    const { x, y, range } = sites[0]!;
    t.true(lower[0] < x - range && lower[1] < y - range && upper[0] > x + range && upper[1] > y + range);
    t.true(upper[1] - lower[1] < 4 * range, 'the view is set to the edge server, not to the whole town');

    const polygons = await client.polygon.getIDList();
    for (const id of ['range:a', 'border:a', 'site:a', 'panel', 'panel:chip:5'])
      t.true(polygons.includes(`edgemlsim:${id}`), id);
    t.is((await client.polygon.getShape('edgemlsim:range:a')).length, 65);
    t.is(await client.poi.getParameter('edgemlsim:name:a', 'edgemlsim'), 'a, 60 m: 2 in range');
    t.is(await client.poi.getParameter('edgemlsim:panel:text:1', 'edgemlsim'), 'round 3, epoch 0.25');
    t.is(await client.poi.getParameter('edgemlsim:panel:text:3', 'edgemlsim'), 'test accuracy 0.500');

    const delivering = polygons.find((id) => id.startsWith('edgemlsim:delivery:'))!.split(':')[2]!;
    t.deepEqual(await client.polygon.getColor(`edgemlsim:delivery:${delivering}`), STATE_COLOURS.delivered);
    t.deepEqual(await client.vehicle.getColor(delivering), STATE_COLOURS.delivered);
    const unmarked = new Set([...last.vehicles.ids, ...last.departed]);
    const others = (await client.vehicle.getIDList()).filter((id) => !unmarked.has(id));
    t.true(others.length > 0);
    for (const id of others) t.deepEqual(await client.vehicle.getColor(id), STATE_COLOURS['out-of-range']);
    t.deepEqual(await client.vehicletype.getColor('car'), STATE_COLOURS['out-of-range'], 'a vehicle yet to depart');
    t.deepEqual(notices, [], 'sumo-gui refused nothing');

    await client.close();
    const picture = join(folder, 'test-000020.000s.png');
    t.true(existsSync(picture));
    const { width, height, values } = readPng(readFileSync(picture));
    t.true(width > 700 && height > 400, `${width} x ${height}`);
    t.true(values > 40, `only ${values} different bytes in the picture: it is blank`);
  },
);

guiTest('gui - the window changes nothing: same digest with and without it', async (t) => {
  const { file, folder, out } = townExperiment(t, { stop: { epochs: 1 } });
  const environment = { DISPLAY: await startDisplay(t) };
  const { code, stdout, stderr } = await runCli(['run', file, '--out', out, '--json', '--gui', ...FAST], {
    environment,
  });
  t.is(code, 0, stderr);
  const without = await runHere(file, { out: join(folder, 'without') });
  t.is((JSON.parse(stdout) as Summary).digest, without.digest);
});

guiTest(
  'gui - stops after a round until Enter, then in the window; nothing is learned meanwhile; Ctrl-C ends it',
  async (t) => {
    const { file, out } = townExperiment(t, { stop: { epochs: 1000 } });
    const environment = { DISPLAY: await startDisplay(t) };
    const running = startCli(['run', file, '--out', out, '--gui', ...FAST, '--break-at', 'round=2,30s'], {
      environment,
      stdin: 'pipe',
    });
    await running.untilStderr(/stopped at (?!30)\d+ s: round \d+, [^]*: \d+ in range[^]*press Enter here/);
    const atRound = roundsOf(out);
    t.regex(atRound, /^2,/m);
    await sleep(500);
    t.is(roundsOf(out), atRound, 'the next step is not made');
    running.child.stdin!.write('\n');
    await running.untilStderr(/stopped at 30 s: round \d+, [^]*press play/);
    await sleep(1000);
    const before = roundsOf(out);
    t.true(before.split('\n').length > 2, 'it has learned until then');
    await sleep(1000);
    t.is(running.child.exitCode, null, 'it waits, however long');
    t.is(roundsOf(out), before, 'nothing happens in the meantime');
    running.child.kill('SIGINT');
    const { code, stderr } = await running.ended;
    t.is(code, 130, stderr);
    const summary = JSON.parse(readFileSync(join(out, 'summary.json'), 'utf8')) as Summary;
    t.is(summary.stoppedBy, 'interrupted');
    t.is(summary.sumo.steps, 30);
  },
);

guiTest('gui - closing the window ends the run with one line and code 3', async (t) => {
  if (!isOnPath('python3')) {
    t.log('skipped: closing a window needs python3');
    t.pass();
    return;
  }
  const { file, out } = townExperiment(t, { stop: { epochs: 1000 } });
  const DISPLAY = await startDisplay(t);
  const running = startCli(['run', file, '--out', out, '--gui', '--delay', '50', '--break-at', '3'], {
    environment: { DISPLAY },
  });
  await running.untilStderr(/stopped at 3 s/);
  await sleep(500);
  execFileSync('python3', [CLOSE_WINDOW], { env: { ...process.env, DISPLAY } });
  const { code, stderr } = await running.ended;
  t.is(code, 3, stderr);
  t.regex(stderr.trim().split('\n').at(-1)!, /^edgemlsim: step 4 \(4 s\): the sumo-gui window was closed/);
  t.true(readdirSync(out).includes('rounds.csv'), 'the results so far are kept');
});

guiTest("gui - without a screen the run ends at once with sumo-gui's own words", async (t) => {
  const { file, out } = townExperiment(t);
  const { code, stderr } = await runCli(['run', file, '--out', out, '--gui'], { environment: { DISPLAY: ':9999' } });
  t.is(code, 3);
  t.regex(stderr, /unable to open display :9999/);
  t.false(existsSync(out));
});

guiTest('gui - what cannot be met is refused before anything starts', async (t) => {
  const { file, folder, out } = townExperiment(t);
  const below = join(folder, 'no', 'such', 'folder');
  const { code, line } = await refusalOf(['run', file, '--out', out, '--gui', '--screenshots', below]);
  t.is(code, 2);
  t.regex(line, /^edgemlsim: --screenshots: cannot write to .*$/);
  t.false(existsSync(out), 'nothing was started');
});

/** The rounds so far. */
function roundsOf(out: string): string {
  return readFileSync(join(out, 'rounds.csv'), 'utf8');
}

/** Size of a PNG picture, and how many different bytes its pixels have after filtering: a blank one has a few. */
function readPng(bytes: Buffer): { readonly width: number; readonly height: number; readonly values: number } {
  const data: Buffer[] = [];
  for (let at = 8; at < bytes.length;) {
    const length = bytes.readUInt32BE(at);
    if (bytes.toString('latin1', at + 4, at + 8) === 'IDAT') data.push(bytes.subarray(at + 8, at + 8 + length));
    at += 12 + length;
  }
  const values = new Set(inflateSync(Buffer.concat(data))).size;
  return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20), values };
}
