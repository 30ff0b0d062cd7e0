/**
 * Who comes within 50 m of a crossing, and for how long: a context subscription and the states of the vehicles.
 *
 *     npx tsx examples/traci/gate.ts
 *
 * In your own project import from 'edgemlsim/traci'.
 */
import { fileURLToPath } from 'node:url';
import { launchSumo, trackVehicles } from '../../src/traci/index.ts';

const CROSSING = 'beacon_charles';
const RANGE_METRES = 50;
const configuration = fileURLToPath(new URL('../../scenarios/boston-common/boston-common.sumocfg', import.meta.url));

const client = await launchSumo({ arguments: ['-c', configuration, '--seed', '42'] });
try {
  const tracker = await trackVehicles(client);
  let arrived = 0;
  tracker.on('arrived', () => arrived++);
  await client.junction.subscribeContext(CROSSING, client.vehicle, RANGE_METRES);

  const secondsWithin = new Map<string, number>();
  let most = 0;
  for (let second = 1; second <= 300; second++) {
    await client.simulationStep();
    const within = client.junction.getContextSubscriptionResults(CROSSING, client.vehicle);
    const ids = [...(within?.keys() ?? [])];
    most = Math.max(most, ids.length);
    for (const id of ids) secondsWithin.set(id, (secondsWithin.get(id) ?? 0) + 1);
  }

  const stays = [...secondsWithin.values()].sort((left, right) => left - right);
  console.log(
    `${stays.length} vehicles came within ${RANGE_METRES} m of ${CROSSING} in 300 s, ${most} at once at most`,
  );
  const [shortest = 0] = stays;
  const median = stays[stays.length >> 1] ?? 0;
  const longest = Math.max(0, ...stays);
  console.log(`they stayed for ${shortest} to ${longest} s, half of them for up to ${median} s`);
  console.log(`${arrived} vehicles have arrived, ${tracker.idsIn('driving').length} are on the road`);
} finally {
  await client.close();
}
