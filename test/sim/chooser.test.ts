/** An order that is kept chooses as a policy does that looks at everybody each time, whatever happens in between. */
import test from 'ava';
import { createSimulation } from '../../src/sim/simulation.ts';
import type { SimulationState } from '../../src/sim/state/records.ts';
import { parseExperiment } from '../../src/sim/experiment/load.ts';
import type { TrafficFrame } from '../../src/sim/mobility/source.ts';
import { build, drive, throughCheckpoint, type BuildOptions } from '../helpers/play.ts';
import { randomExperiment } from '../helpers/random-experiments.ts';

type Content = Readonly<Record<string, unknown>>;

const SEEDS = 40;
const HOOKS = { epochEnded: () => Promise.resolve(false), roundEnded: () => false };

const POLICIES: readonly unknown[] = [
  { name: 'all', perEdgeServer: 2 },
  'fairest',
  { name: 'fairest', perEdgeServer: 1 },
  'fastest',
  { name: 'fastest', perEdgeServer: 2 },
  'longest-stay',
  { name: 'longest-stay', onlyInTime: true, perEdgeServer: 2 },
];

/** A scarce pool, so that there is something to choose. */
function contentOf(content: Content, selection: unknown, trainers: number): Content {
  return { ...content, workers: { ...(content['workers'] as Content), count: trainers }, selection };
}

/** The digest of a run, with the order kept or not. */
async function digestOf(content: Content, frames: readonly TrafficFrame[], isKept: boolean): Promise<string> {
  const { parts } = build(parseExperiment(content));
  const { order, ...plain } = parts.selection!;
  const selection = isKept ? { ...plain, ...(order !== undefined && { order }) } : plain;
  const simulation = createSimulation({ ...parts, selection }, HOOKS);
  await drive({ simulation, parts }, frames);
  parts.ledger.check(simulation.unfinished());
  return `${await parts.log.digest()} ${parts.ledger.made}`;
}

test('chooser - kept orders: the same run as when all candidates are given to the policy each time', async (t) => {
  for (let seed = 1; seed <= SEEDS; seed++) {
    const { content, frames } = randomExperiment(seed);
    const chosen = contentOf(content, POLICIES[seed % POLICIES.length], 1 + (seed % 5));
    t.is(await digestOf(chosen, frames, true), await digestOf(chosen, frames, false), `seed ${seed}`);
  }
});

test('chooser - by lot: a run that is interrupted between two steps goes on as if it had not been', async (t) => {
  for (let seed = 1; seed <= SEEDS / 4; seed++) {
    const { content, frames } = randomExperiment(seed);
    const selection = seed % 2 === 0 ? 'random' : { name: 'random', perEdgeServer: 1 };
    const parsed = parseExperiment(contentOf(content, selection, 3));
    const whole = build(parsed);
    await drive(whole, frames);
    const half = frames.length >> 1;
    const first = build(parsed);
    const before = await drive(first, frames.slice(0, half));
    const from: SimulationState = throughCheckpoint(await first.simulation.snapshot());
    const options: BuildOptions = { from, digest: await first.parts.log.digest() };
    const second = build(parsed, options);
    await drive(second, frames.slice(half), before);
    t.is(await second.parts.log.digest(), await whole.parts.log.digest(), `seed ${seed}`);
  }
});
