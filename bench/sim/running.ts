/** A simulation that goes on by as many steps as it is told to, over frames that are made up. */
import { parameterLayout } from '../../src/ml/index.ts';
import { createRandom } from '../../src/random.ts';
import { assemble } from '../../src/sim/assemble.ts';
import { createEventLog } from '../../src/sim/events.ts';
import { parseExperiment } from '../../src/sim/experiment/load.ts';
import type { TrafficFrame } from '../../src/sim/mobility/source.ts';
import { BUILT_IN } from '../../src/sim/plugins.ts';
import { createSimulation } from '../../src/sim/simulation.ts';
import { SHAPE, type Setting } from './cases.ts';
import { STEP_MS, trafficOf } from './traffic.ts';

const EXAMPLES = 60_000;

export interface Running {
  /** @returns ms of processor time that all threads of the process had meanwhile. */
  advance(steps: number): Promise<number>;
  /** Ends it. @returns The digest of all events. @throws where a gradient is not accounted for. */
  end(): Promise<string>;
}

export function run(setting: Setting): Running {
  const side = Math.ceil(Math.sqrt(setting.sites));
  const sites = Array.from({ length: setting.sites }, (_, index) => ({
    x: setting.gridM * ((index % side) + 0.5),
    y: setting.gridM * (Math.floor(index / side) + 0.5),
    range: 0.75 * setting.gridM,
  }));
  const experiment = parseExperiment({
    name: 'bench',
    traffic: { config: 'bench.sumocfg' },
    edgeServers: sites.map(({ x, y, range }, index) => ({ name: `e${index}`, position: { x, y }, range })),
    data: { set: 'digits' },
    ...setting.content,
  });
  const log = createEventLog();
  const train = { count: EXAMPLES, features: new Uint8Array(8 * EXAMPLES), scale: 1, labels: new Uint8Array(EXAMPLES) };
  const parts = assemble({
    experiment,
    sites,
    dataset: { name: 'bench', ...SHAPE, train, test: train },
    model: setting.model,
    engine: setting.engine(parameterLayout(setting.model, SHAPE)),
    registries: BUILT_IN,
    random: createRandom(1),
    log,
    now: () => 0,
    timed: (_part, work) => work(),
    stepLengthMs: STEP_MS,
  });
  const simulation = createSimulation(parts, {
    epochEnded: () => Promise.resolve(false),
    roundEnded: () => false,
  });
  const isHeld = experiment.traffic.positions === 'held';
  const traffic = trafficOf(setting);
  let before: TrafficFrame | undefined;

  const step = async (frame: TrafficFrame): Promise<void> => {
    if (!isHeld && before !== undefined) {
      simulation.drive(before, frame);
      await simulation.runUntil(frame.timeMs);
    }
    await simulation.applyFrame(frame);
    if (isHeld) await simulation.runUntil(frame.timeMs + STEP_MS);
    before = frame;
  };

  return {
    async advance(steps) {
      const startedMs = processorMs();
      for (let done = 0; done < steps; done++) await step(traffic.next().value);
      return processorMs() - startedMs;
    },
    end() {
      parts.ledger.check(simulation.unfinished());
      return log.digest();
    },
  };
}

/** Time that the process has had on processors, ms: other programs do not count. */
function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
