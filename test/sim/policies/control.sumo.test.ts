/** Policies at work in a real SUMO: what they do shows on the road, and a run that goes on after its end is the same. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { requireSumo } from '../../../src/cli/options.ts';
import { prepareExperiment, runExperiment, type RunOutcome } from '../../../src/index.ts';
import type { SimulationEvent } from '../../../src/sim/events.ts';
import { sumoTest } from '../../helpers/sumo.ts';
import { townExperiment } from '../../helpers/town-experiment.ts';

type Act = Extract<SimulationEvent, { type: 'act' | 'refuse' }>;

const STOP_AT_STEP = 37;

/** A gradient of 3 kB takes three seconds up, in which a car drives out of a range of 60 m if it is not held. */
const SLOW = { link: { kind: 'rate', latencyMs: 0, uplinkMbps: 0.035, downlinkMbps: 100 } };

for (const policy of ['hold-while-sending', 'slow-in-range', { name: 'detour-to-coverage', share: 0.5, withinM: 200 }])
  sumoTest(
    `policies - ${JSON.stringify(policy)}: stopped after a step and gone on with, the digest is the same`,
    async (t) => {
      t.timeout(120_000);
      const { file, folder } = townExperiment(t, {
        traffic: { config: 'town.sumocfg', policy },
        network: SLOW,
        stop: { epochs: 100, simulatedSeconds: 60 },
      });
      const prepared = await prepareExperiment(file, { cacheDir: '/nonexistent' });
      const common = { sumo: requireSumo(), threads: 1, events: true } as const;
      const whole = await runExperiment(prepared, { ...common, out: join(folder, 'whole') });
      const acts = readFileSync(join(whole.folder, 'events.jsonl'), 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as SimulationEvent)
        .filter((event): event is Act => event.type === 'act' || event.type === 'refuse');
      t.true(
        acts.some(({ type, at }) => type === 'act' && at < 1000 * STOP_AT_STEP),
        'something is done before the end',
      );
      t.true(
        acts.some(({ type, at }) => type === 'act' && at > 1000 * STOP_AT_STEP),
        'and after it',
      );
      t.deepEqual(
        acts.filter(({ type }) => type === 'refuse'),
        [],
      );

      const stop = new AbortController();
      const out = join(folder, 'parts');
      const checkpoints = { everyMs: 20_000, keep: 2 };
      const onStep = ({ step }: { readonly step: number }): void => {
        if (step === STOP_AT_STEP) stop.abort();
      };
      const first = await runExperiment(prepared, {
        ...common,
        out,
        checkpoints,
        signal: stop.signal,
        listeners: { onStep },
      });
      t.is(first.summary.stoppedBy, 'interrupted');
      // What SUMO saves does not hold what was done to vehicles: where its state is asked for, a line says that it is not used.
      const restore = policy === 'hold-while-sending' ? 'state' : 'replay';
      const notices: string[] = [];
      const onNotice = (notice: string): void => void notices.push(notice);
      const listeners = { onNotice };
      const second = await runExperiment(prepared, { ...common, out, checkpoints, resume: true, restore, listeners });
      t.is(second.summary.digest, whole.summary.digest);
      t.deepEqual(
        notices,
        restore === 'state' ? ['traffic that a policy has acted on comes back by stepping it there anew'] : [],
      );
    },
  );

sumoTest('policies - cars that are held deliver what free ones lose', async (t) => {
  t.timeout(120_000);
  const run = async (policy: object): Promise<RunOutcome> => {
    const { file, out } = townExperiment(t, {
      traffic: { config: 'town.sumocfg', ...policy },
      network: { ...SLOW, interruption: { policy: 'lost' } },
      workers: { computeTimeMs: 6000 },
      learning: { mode: 'asynchronous', batchSize: 20 },
      stop: { epochs: 100, simulatedSeconds: 60 },
    });
    const prepared = await prepareExperiment(file, { cacheDir: '/nonexistent' });
    return runExperiment(prepared, { out, sumo: requireSumo(), threads: 1 });
  };
  const { fates: free } = (await run({})).summary;
  const { fates: held } = (await run({ policy: 'hold-while-sending' })).summary;
  t.log(free, held);
  t.true(free.lost > 0);
  t.true(held.lost < free.lost);
  t.true(held.used > free.used);
});
