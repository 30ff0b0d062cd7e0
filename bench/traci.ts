/**
 * What the TraCI client costs: against SUMO without a client and against SUMO's own Python client, as medians of ratios
 * taken in turns, because machines are busy and only neighbours in time compare.
 *
 *   npm run bench:traci -- [--rounds 5] [--steps 1000] [--only ratios,start,memory,crowd]
 *
 * Beside it: start to first step, memory over many steps, and our own share of a step with 10,000 vehicles.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { findSumo } from '../src/index.ts';
import { constants as tc, launchSumo } from '../src/traci/index.ts';
import type { TraciClient } from '../src/traci/index.ts';
import { buildGrid } from './traci-town.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    steps: { type: 'string', default: '1000' },
    only: { type: 'string', default: 'ratios,start,memory,crowd' },
  },
});
const rounds = Number(values.rounds);
const steps = Number(values.steps);
const sumoHome = findSumo()?.home ?? '/usr/share/sumo';
const BOSTON_COMMON = join(import.meta.dirname, '../scenarios/boston-common/boston-common.sumocfg');
const PEER = join(import.meta.dirname, 'traci-peer.py');

/** Three edge servers of the paper's range, in m. */
const SITES = [
  [300, 300],
  [600, 600],
  [900, 300],
] as const;
const RANGE = 50;
const MANY_STEPS = 10_000;
const CROWD = 10_000;
const CROWD_STEPS = 100;

/** What is done in each step; returns how many vehicles it saw, so that nothing is left undone. */
type Work = (client: TraciClient, steps: number) => Promise<number>;

async function stepsOnly(client: TraciClient, count: number): Promise<number> {
  for (let step = 0; step < count; step++) await client.simulationStep();
  return 0;
}

async function gating(client: TraciClient, count: number): Promise<number> {
  await Promise.all(
    SITES.flatMap(([x, y], index) => [
      client.poi.add(`site${index}`, [x, y], [0, 0, 0, 0]),
      client.poi.subscribeContext(`site${index}`, client.vehicle, RANGE, [tc.VAR_POSITION]),
    ]),
  );
  let seen = 0;
  for (let step = 0; step < count; step++) {
    await client.simulationStep();
    for (const index of SITES.keys())
      seen += client.poi.getContextSubscriptionResults(`site${index}`, client.vehicle)?.size ?? 0;
  }
  return seen;
}

/** The next step, new departures with it, is on its way while this one's answer is worked on. */
async function positions(client: TraciClient, count: number): Promise<number> {
  await client.simulation.subscribe([tc.VAR_DEPARTED_VEHICLES_IDS]);
  let pending: Promise<unknown> = client.simulationStep();
  let seen = 0;
  for (let step = 1; step <= count; step++) {
    await pending;
    const departed = client.simulation.getSubscriptionResults()?.get(tc.VAR_DEPARTED_VEHICLES_IDS) ?? [];
    const commands = departed.map((id) => client.vehicle.subscribe(id, [tc.VAR_POSITION, tc.VAR_SPEED]));
    if (step < count) pending = Promise.all([...commands, client.simulationStep()]);
    seen += client.vehicle.subscribedPositions().count;
    client.vehicle.subscribedNumbers(tc.VAR_SPEED);
    if (step === count) await Promise.all(commands);
  }
  return seen;
}

interface Timing {
  /** Seconds from the start of SUMO to its end. */
  readonly total: number;
  /** Seconds of the steps alone. */
  readonly loop: number;
  readonly seen: number;
}

async function ours(args: readonly string[], work: Work, count: number): Promise<Timing> {
  const started = performance.now();
  const client = await launchSumo({ sumoHome, arguments: args });
  const stepping = performance.now();
  const seen = await work(client, count);
  const loop = (performance.now() - stepping) / 1000;
  await client.close();
  return { total: (performance.now() - started) / 1000, loop, seen };
}

/** Seconds that SUMO takes without a client. */
function raw(args: readonly string[], end: number): number {
  const started = performance.now();
  run('sumo', [...args, '--end', String(end)]);
  return (performance.now() - started) / 1000;
}

/** Whether Python finds SUMO's own client. */
function findPeer(): boolean {
  const look = 'import os, sys; sys.path.append(os.path.join(os.environ["SUMO_HOME"], "tools")); import traci';
  return spawnSync('python3', ['-c', look], { env: { ...process.env, SUMO_HOME: sumoHome } }).status === 0;
}

/** Seconds of the steps with SUMO's own Python client, and the vehicles seen. */
function peer(args: readonly string[], work: 'gating' | 'positions'): readonly [seconds: number, seen: number] {
  const places = SITES.map((place) => place.join(',')).join(';');
  const output = run('python3', [PEER, work, String(steps), places, String(RANGE), '--', ...args]);
  return output.trim().split(' ').map(Number) as unknown as readonly [number, number];
}

function run(command: string, args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(command, args, {
    env: { ...process.env, SUMO_HOME: sumoHome },
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${command}: exit ${status}: ${stderr}`);
  return stdout;
}

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return (sorted[Math.floor((sorted.length - 1) / 2)]! + sorted[Math.ceil((sorted.length - 1) / 2)]!) / 2;
}

/** Times taken in turns: ours, and the other's right before. */
class Turns {
  readonly #ours: number[] = [];
  readonly #others: number[] = [];

  add(ourSeconds: number, otherSeconds: number): void {
    this.#ours.push(ourSeconds);
    this.#others.push(otherSeconds);
  }

  /** The median of the ratios is what counts; the ratio of the fastest says what noise made of it. */
  report(what: string, aim: string): void {
    const ratios = this.#ours.map((seconds, index) => seconds / this.#others[index]!);
    const fastest = Math.min(...this.#ours) / Math.min(...this.#others);
    const [least, most] = [Math.min(...ratios).toFixed(2), Math.max(...ratios).toFixed(2)];
    const spread = `${least} to ${most}; of the fastest ${fastest.toFixed(2)}; aim ${aim}`;
    console.log(`${what.padEnd(58)} ${median(ratios).toFixed(2)}x  (${spread})`);
  }
}

async function ratios(folder: string): Promise<void> {
  const town = buildGrid({
    folder,
    sumoHome,
    junctions: 12,
    blockM: 100,
    lanes: 1,
    trips: Math.round(3.3 * steps),
    durationS: steps,
  });
  const hasPeer = findPeer();
  const turns = { steps: new Turns(), gating: new Turns(), positions: new Turns(), peer: new Turns() };
  let vehicles = 0;
  for (let round = 0; round < rounds; round++) {
    const againstSumo = async (work: Work): Promise<Timing & { readonly alone: number }> => {
      const alone = raw(town, steps);
      return { alone, ...(await ours(town, work, steps)) };
    };
    const stepped = await againstSumo(stepsOnly);
    turns.steps.add(stepped.total, stepped.alone);
    const gated = await againstSumo(gating);
    turns.gating.add(gated.total, gated.alone);
    const located = await againstSumo(positions);
    turns.positions.add(located.total, located.alone);
    if (hasPeer) {
      const [peerSeconds] = peer(town, 'positions');
      turns.peer.add((await ours(town, positions, steps)).loop, peerSeconds);
    }
    vehicles = located.seen / steps;
  }
  console.log(`grid of 12 x 12 junctions, ${steps} steps, ${vehicles.toFixed(0)} vehicles at once, ${rounds} rounds`);
  turns.steps.report('steps only, against SUMO alone', '1.20');
  turns.gating.report('gating three edge servers, against SUMO alone', '1.30');
  turns.positions.report('position and speed of every vehicle, against SUMO alone', '1.80');
  if (hasPeer) turns.peer.report('position and speed, against the Python client', '0.55');
  else console.log("SUMO's Python client: not here (apt-get install sumo-tools)");
}

/** Boston Common, from a file of its own: how long one waits depends on the network that SUMO reads. */
async function start(): Promise<void> {
  const town = ['-c', BOSTON_COMMON];
  const times: number[] = [];
  const alone: number[] = [];
  for (let round = 0; round < 2 * rounds; round++) {
    alone.push(raw(town, 1) * 1000);
    const started = performance.now();
    const client = await launchSumo({ sumoHome, arguments: town });
    await client.simulationStep();
    times.push(performance.now() - started);
    await client.close();
  }
  const [first, process] = [median(times).toFixed(0), median(alone).toFixed(0)];
  console.log(`start to first step: ${first} ms (aim 150), SUMO alone for one step, its end included: ${process} ms`);
}

async function memory(folder: string): Promise<void> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const used = (): number => {
    collect();
    const { heapUsed, external } = process.memoryUsage();
    return (heapUsed + external) / 1024 / 1024;
  };
  const trips = { trips: 3 * MANY_STEPS, durationS: MANY_STEPS };
  const client = await launchSumo({
    sumoHome,
    arguments: buildGrid({ folder, sumoHome, junctions: 12, blockM: 100, lanes: 1, ...trips }),
  });
  await positions(client, MANY_STEPS / 10);
  const before = used();
  await positions(client, MANY_STEPS - MANY_STEPS / 10);
  const after = used();
  await client.close();
  console.log(
    `memory: ${before.toFixed(1)} MiB after ${MANY_STEPS / 10} steps, ${after.toFixed(1)} after ${MANY_STEPS}`,
  );
}

async function crowd(folder: string): Promise<void> {
  const town = buildGrid({ folder, sumoHome, junctions: 12, blockM: 250, lanes: 3, trips: CROWD, durationS: 0 });
  const client = await launchSumo({ sumoHome, arguments: town });
  await positions(client, 5);
  const started = performance.now();
  const cpu = process.cpuUsage();
  const seen = await positions(client, CROWD_STEPS);
  const { user, system } = process.cpuUsage(cpu);
  const wallMs = (performance.now() - started) / CROWD_STEPS;
  const oursMs = (user + system) / 1000 / CROWD_STEPS;
  await client.close();
  console.log(
    `${(seen / CROWD_STEPS).toFixed(0)} vehicles at once: ${wallMs.toFixed(1)} ms a step, our process ` +
      `${oursMs.toFixed(1)} ms of it: ${((100 * oursMs) / wallMs).toFixed(0)} % (aim 25 %)`,
  );
}

for (const measure of [ratios, start, memory, crowd]) {
  if (!values.only.split(',').includes(measure.name)) continue;
  const folder = mkdtempSync(join(tmpdir(), 'edgemlsim-bench-'));
  try {
    await measure(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
