/**
 * Starting, refusing, losing and ending real SUMO. Every trap of a SUMO that will not start, stop or answer.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { ExecutionContext } from 'ava';
import { connectSumo, launchSumo, TraciConnectionError } from '../../src/traci/index.ts';
import type { TraciLogEntry } from '../../src/traci/index.ts';
import { freePort } from '../../src/traci/dial.ts';
import { READ_TYPESCRIPT } from '../helpers/cli.ts';
import { buildTown, isGone, startTown, sumoHome, sumoTest } from '../helpers/sumo.ts';

const CHILD = fileURLToPath(new URL('../fixtures/traci/child.ts', import.meta.url));
const GONE_WITHIN_MS = 5000;

/** Waits for a process to go; a test that would wait for ever fails. */
async function waitUntilGone(t: ExecutionContext, pid: number): Promise<void> {
  const end = Date.now() + GONE_WITHIN_MS;
  while (!isGone(pid) && Date.now() < end) await delay(10);
  t.true(isGone(pid), `process ${pid} is still there`);
}

sumoTest('traci launch - SUMO starts, tells its version, and is gone after close', async (t) => {
  const client = await startTown(t);
  t.true(client.version.apiVersion >= 20);
  t.regex(client.version.sumoVersion, /^SUMO /);
  const { pid } = client;
  t.false(isGone(pid!));
  await client.close();
  t.true(isGone(pid!));
  await t.throwsAsync(client.simulationStep(), { instanceOf: TraciConnectionError, code: 'E_TRACI_CLOSED' });
  await client.close();
});

sumoTest('traci launch - a configuration that SUMO refuses is reported in its own words', async (t) => {
  const error = await t.throwsAsync(launchSumo({ sumoHome, arguments: ['-c', '/nowhere/city.sumocfg'] }), {
    instanceOf: TraciConnectionError,
    code: 'E_SUMO_REFUSED',
  });
  t.regex(error.message, /exited with code 1/);
  t.regex(error.message, /Error: .*city\.sumocfg/);
  t.is(error.kind, 'traffic');
});

sumoTest('traci launch - a broken route file is reported in its own words', async (t) => {
  const error = await t.throwsAsync(
    startTown(t, { routes: '<routes><vehicle id="v" route="nosuch" depart="0"/></routes>' }),
    {
      instanceOf: TraciConnectionError,
    },
  );
  t.regex(error.message, /Error: .*nosuch/);
});

sumoTest('traci launch - an unknown program is reported at once', async (t) => {
  await t.throwsAsync(launchSumo({ binary: '/nowhere/sumo', arguments: [] }), {
    instanceOf: TraciConnectionError,
    code: 'E_SUMO_NOT_FOUND',
    message: /install SUMO/,
  });
});

sumoTest('traci launch - a fixed port that another program holds is refused, whatever that program does', async (t) => {
  const holder = createServer();
  await new Promise<void>((resolve) => holder.listen(0, resolve));
  t.teardown(() => holder.close());
  const { port } = holder.address() as AddressInfo;
  await t.throwsAsync(startTown(t, { port }), { instanceOf: TraciConnectionError, code: 'E_TRACI_PORT_TAKEN' });
});

sumoTest('traci launch - options that the user gives already are not given twice', async (t) => {
  const client = await startTown(t, { arguments: ['-S', '--quit-on-end', '--xml-validation=never'] });
  await client.simulationStep();
  t.is(await client.simulation.getTime(), 1);
});

sumoTest("traci launch - an option given twice by the user is reported in SUMO's words", async (t) => {
  await t.throwsAsync(startTown(t, { arguments: ['--start', '-S'] }), {
    instanceOf: TraciConnectionError,
    code: 'E_SUMO_REFUSED',
    message: /already set/,
  });
});

sumoTest('traci launch - SUMO_HOME is set for SUMO although it is not in the environment', async (t) => {
  const town = buildTown(t);
  const child = spawn(process.execPath, [READ_TYPESCRIPT, CHILD, 'step', ...town.arguments], {
    env: { ...process.env, SUMO_HOME: undefined },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number];
  t.is(code, 0);
  t.regex(output, /time 1\n/);
});

sumoTest('traci launch - kill -9 of SUMO in mid-run rejects everything pending, quickly and for ever', async (t) => {
  const client = await startTown(t);
  await client.simulationStep();
  const pending = [client.simulationStep(100_000), client.simulationStep(), client.vehicle.getIDList()];
  setTimeout(() => process.kill(client.pid!, 'SIGKILL'), 20);
  const start = Date.now();
  for (const promise of await Promise.allSettled(pending)) {
    t.is(promise.status, 'rejected');
    const reason = (promise as PromiseRejectedResult).reason as unknown;
    t.true(reason instanceof TraciConnectionError);
    t.regex(String(reason), /SIGKILL/);
  }
  t.true(Date.now() - start < 2000);
  await t.throwsAsync(client.simulationStep(), { instanceOf: TraciConnectionError, code: 'E_TRACI_LOST' });
  await client.close();
});

sumoTest('traci launch - a second client of a full SUMO is told so in time, and the first goes on', async (t) => {
  const port = await freePort();
  const client = await startTown(t, { port });
  await t.throwsAsync(connectSumo({ port, connectTimeoutMs: 300 }), {
    instanceOf: TraciConnectionError,
    code: 'E_TRACI_CONNECT',
  });
  await client.simulationStep();
  t.is(await client.simulation.getTime(), 1);
});

sumoTest('traci launch - attaching where nobody listens fails after the time allowed', async (t) => {
  const holder = createServer();
  await new Promise<void>((resolve) => holder.listen(0, resolve));
  const { port } = holder.address() as AddressInfo;
  await new Promise((resolve) => holder.close(resolve));
  await t.throwsAsync(connectSumo({ port, connectTimeoutMs: 100 }), {
    instanceOf: TraciConnectionError,
    code: 'E_TRACI_CONNECT',
  });
});

sumoTest('traci launch - two clients share a SUMO, each step waits for both', async (t) => {
  const port = await freePort();
  const launching = startTown(t, { port, arguments: ['--num-clients', '2'], order: 1 });
  const second = await connectSumo({ port, order: 2 });
  const first = await launching;
  const secondStep = second.simulationStep();
  await first.simulationStep();
  await secondStep;
  // SUMO serves one client until its step, then the next: the second's question waits for the first's step.
  const timeOfSecond = second.simulation.getTime();
  t.is(await first.simulation.getTime(), 1);
  const leaving = first.close();
  t.is(await timeOfSecond, 1);
  await second.close();
  await leaving;
  t.true(isGone(first.pid!));
});

sumoTest('traci launch - an aborted launch leaves no SUMO behind', async (t) => {
  const log: TraciLogEntry[] = [];
  const abort = new AbortController();
  const launching = startTown(t, { signal: abort.signal, onLog: (entry) => log.push(entry) });
  abort.abort(new Error('changed my mind'));
  await t.throwsAsync(launching, { instanceOf: TraciConnectionError, code: 'E_TRACI_ABORTED' });
});

sumoTest('traci launch - aborting in mid-run ends SUMO and rejects what is pending', async (t) => {
  const abort = new AbortController();
  const client = await startTown(t, { signal: abort.signal });
  const { pid } = client;
  const pending = client.simulationStep(100_000);
  abort.abort();
  await t.throwsAsync(pending, { instanceOf: TraciConnectionError, code: 'E_TRACI_ABORTED' });
  await waitUntilGone(t, pid!);
});

sumoTest('traci launch - close during a long step does not wait for it', async (t) => {
  const client = await startTown(t, { closeTimeoutMs: 200 });
  const { pid } = client;
  const step = client.simulationStep(10_000_000);
  const settled = t.throwsAsync(step, { instanceOf: TraciConnectionError, code: 'E_TRACI_CLOSED' });
  await client.close();
  await settled;
  t.true(isGone(pid!));
});

sumoTest('traci launch - output files are written to their end on close', async (t) => {
  const town = buildTown(t);
  const summary = join(town.folder, 'summary.xml');
  const client = await launchSumo({ sumoHome, arguments: [...town.arguments, '--summary-output', summary] });
  await client.simulationStep(5);
  await client.close();
  const { readFileSync } = await import('node:fs');
  t.regex(readFileSync(summary, 'utf8'), /<\/summary>\s*$/);
});

for (const ending of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGKILL'] as const) {
  sumoTest(`traci launch - ${ending} of our process leaves no SUMO behind`, async (t) => {
    const { child, sumoPid } = await startChild(t, 'idle');
    child.kill(ending);
    const [, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
    t.is(signal, ending);
    await waitUntilGone(t, sumoPid);
  });
}

for (const mode of ['throw', 'exit', 'reject'] as const) {
  sumoTest(`traci launch - our process ending by ${mode} leaves no SUMO behind`, async (t) => {
    const { child, sumoPid } = await startChild(t, mode);
    await once(child, 'exit');
    t.not(child.exitCode, null);
    await waitUntilGone(t, sumoPid);
  });
}

/** A process of ours with a SUMO of its own. */
async function startChild(t: ExecutionContext, mode: string) {
  const town = buildTown(t);
  const child = spawn(process.execPath, [READ_TYPESCRIPT, CHILD, mode, ...town.arguments], {
    env: { ...process.env, SUMO_HOME: sumoHome },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  t.teardown(() => child.kill('SIGKILL'));
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return { child, sumoPid: Number(/^pid (\d+)$/.exec(line)?.[1]) };
}

sumoTest('traci launch - a configuration file with its own options runs', async (t) => {
  const town = buildTown(t);
  const config = join(town.folder, 'town.sumocfg');
  writeFileSync(
    config,
    `<configuration><input><net-file value="town.net.xml"/><route-files value="town.rou.xml"/></input></configuration>`,
  );
  const client = await launchSumo({ sumoHome, arguments: ['-c', config, '--no-step-log'] });
  t.teardown(() => client.close());
  await client.simulationStep();
  t.deepEqual(await client.vehicle.getIDList(), ['flow.0']);
});
