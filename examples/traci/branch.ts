/**
 * What if? One saved state, two branches of it side by side: in one of them everybody must drive slowly.
 *
 *     npx tsx examples/traci/branch.ts
 *
 * In your own project import from 'edgemlsim/traci'.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { branch, EXACT_STATE_ARGUMENTS, launchSumo } from '../../src/traci/index.ts';
import type { TraciClient } from '../../src/traci/index.ts';

const SLOW_METRES_PER_SECOND = 5;
const configuration = fileURLToPath(new URL('../../scenarios/boston-common/boston-common.sumocfg', import.meta.url));

/** Vehicles that arrive in two minutes. */
async function arrivals(client: TraciClient): Promise<number> {
  let arrived = 0;
  for (let second = 1; second <= 120; second++) {
    await client.simulationStep();
    arrived += await client.simulation.getArrivedNumber();
  }
  return arrived;
}

const folder = await mkdtemp(join(tmpdir(), 'branch-'));
const origin = await launchSumo({ arguments: ['-c', configuration, '--seed', '42', ...EXACT_STATE_ARGUMENTS] });
try {
  await origin.simulationStep(300);
  const state = join(folder, 'state.xml.gz');
  await origin.simulation.saveState(state);

  const [asItIs, slow] = await Promise.all([branch(origin, state), branch(origin, state)]);
  try {
    const edges = await slow.edge.getIDList();
    await Promise.all(edges.map((edge) => slow.edge.setMaxSpeed(edge, SLOW_METRES_PER_SECOND)));
    const [usual, reduced] = await Promise.all([arrivals(asItIs), arrivals(slow)]);
    console.log(`arrivals in two minutes: ${usual} as it is, ${reduced} at ${SLOW_METRES_PER_SECOND} m/s`);
  } finally {
    await Promise.all([asItIs.close(), slow.close()]);
  }
} finally {
  await origin.close();
  await rm(folder, { recursive: true });
}
