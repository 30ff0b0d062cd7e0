/** A real session, recorded and played back without SUMO; and launching where another SUMO has the port. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { connectSumo, constants, launchSumo, startReplayServer, TraciConnectionError } from '../../src/traci/index.ts';
import type { TraciClient } from '../../src/traci/index.ts';
import { dial, freePort } from '../../src/traci/dial.ts';
import { acceptedBy } from '../../src/traci/socket-owner.ts';
import { buildTown, sumoHome, sumoTest } from '../helpers/sumo.ts';

const { VAR_DEPARTED_VEHICLES_IDS, VAR_POSITION, VAR_SPEED } = constants;

/** Drives a while, subscribing to whoever departs, and writes down what it sees. */
async function drive(client: TraciClient): Promise<string> {
  const seen: unknown[] = [];
  await client.simulation.subscribe([VAR_DEPARTED_VEHICLES_IDS]);
  let departed: readonly string[] = [];
  for (let step = 0; step < 40; step++) {
    await Promise.all([
      ...departed.map((id) => client.vehicle.subscribe(id, [VAR_POSITION, VAR_SPEED])),
      client.simulationStep(),
    ]);
    departed = client.simulation.getSubscriptionResults()?.get(VAR_DEPARTED_VEHICLES_IDS) ?? [];
    const { ids, xy } = client.vehicle.subscribedPositions();
    seen.push([...ids], [...xy]);
  }
  seen.push(await client.vehicle.getSpeed('nobody').catch((error: unknown) => String(error)));
  await client.close();
  return JSON.stringify(seen);
}

sumoTest(
  'traci replay - a session recorded from SUMO plays back the same, whole and in pieces, without SUMO',
  async (t) => {
    const town = buildTown(t);
    const file = join(town.folder, 'session.traci');
    const recorded = await drive(await launchSumo({ sumoHome, arguments: town.arguments, record: file }));
    t.regex(recorded, /flow\.5/);
    for (const splitAt of [undefined, 1, 7, 1000, [3, 30, 300, 3000]]) {
      const server = await startReplayServer({ file, ...(splitAt === undefined ? {} : { splitAt }) });
      t.is(await drive(await connectSumo({ port: server.port })), recorded, `split at ${String(splitAt)}`);
      await t.notThrowsAsync(server.finished());
    }
  },
);

sumoTest('traci launch - the owner of the other end of a connection is known', async (t) => {
  if (process.platform !== 'linux') {
    t.pass('only Linux tells');
    return;
  }
  const town = buildTown(t);
  const port = await freePort();
  const sumo = spawn('sumo', [...town.arguments, '--remote-port', String(port)], {
    env: { ...process.env, SUMO_HOME: sumoHome },
    stdio: 'ignore',
    detached: true,
  });
  t.teardown(() => sumo.kill('SIGKILL'));
  const client = await connectSumo({ port });
  t.teardown(() => client.close());
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.write('x');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const remote = (server.address() as AddressInfo).port;
  const socket = await dial({ host: '127.0.0.1', port: remote }, () => undefined);
  t.teardown(() => {
    socket.destroy();
    server.close();
  });
  await new Promise((resolve) => socket.once('data', resolve));
  const ports = { local: socket.localPort!, remote };
  t.is(acceptedBy(process.pid, ports), 'ours');
  t.is(acceptedBy(sumo.pid!, ports), 'another');
  t.is(acceptedBy(process.pid, { local: 1, remote: 1 }), 'unknown');
});

sumoTest('traci launch - another SUMO that has the port is not taken for ours, though it answers', async (t) => {
  if (process.platform !== 'linux') {
    t.pass('only Linux tells');
    return;
  }
  const town = buildTown(t);
  const port = await freePort();
  const env = { ...process.env, SUMO_HOME: sumoHome };
  const other = spawn('sumo', [...town.arguments, '--remote-port', String(port)], { env, stdio: 'ignore' });
  t.teardown(() => other.kill('SIGKILL'));
  // Not by connecting: it would take that for its one client.
  while (!listens(port)) await delay(5);
  await t.throwsAsync(launchSumo({ sumoHome, arguments: town.arguments, port }), {
    instanceOf: TraciConnectionError,
    code: 'E_TRACI_PORT_TAKEN',
    message: new RegExp(`port ${port}`),
  });
});

/** True when somebody listens on the port, by Linux's table of sockets; state 0A is LISTEN. */
function listens(port: number): boolean {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  return new RegExp(`:${hex} [0-9A-F]+:0000 0A`).test(readFileSync('/proc/net/tcp', 'utf8'));
}
