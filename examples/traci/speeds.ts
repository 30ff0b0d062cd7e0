/**
 * Mean speed over ten minutes of traffic around Boston Common, with one round trip a step.
 *
 *     npx tsx examples/traci/speeds.ts
 *
 * In your own project import from 'edgemlsim/traci'.
 */
import { fileURLToPath } from 'node:url';
import { constants, launchSumo } from '../../src/traci/index.ts';

const { VAR_DEPARTED_VEHICLES_IDS, VAR_SPEED } = constants;
const configuration = fileURLToPath(new URL('../../scenarios/boston-common/boston-common.sumocfg', import.meta.url));

const client = await launchSumo({ arguments: ['-c', configuration, '--seed', '42'] });
try {
  await client.simulation.subscribe([VAR_DEPARTED_VEHICLES_IDS]);
  let departed: readonly string[] = [];
  for (let second = 1; second <= 600; second++) {
    // Whoever departed in the last step is subscribed to in the message of this one.
    await Promise.all([...departed.map((id) => client.vehicle.subscribe(id, [VAR_SPEED])), client.simulationStep()]);
    departed = client.simulation.getSubscriptionResults()?.get(VAR_DEPARTED_VEHICLES_IDS) ?? [];
    if (second % 120 !== 0) continue;
    const { values, count } = client.vehicle.subscribedNumbers(VAR_SPEED);
    const mean = values.reduce((sum, speed) => sum + speed, 0) / count;
    console.log(`${second} s: ${count} vehicles, mean speed ${mean.toFixed(1)} m/s`);
  }
} finally {
  await client.close();
}
