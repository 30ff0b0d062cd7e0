/** What a run opens while its data are still being read, and that none of it is left when something turns out wrong. */
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { requireSumo } from '../../../src/cli/options.ts';
import { DataError } from '../../../src/ml/index.ts';
import { planExperiment, type ExperimentData, type PlannedExperiment } from '../../../src/sim/prepare.ts';
import { runExperiment } from '../../../src/sim/run.ts';
import { childrenOf } from '../../helpers/cli.ts';
import { sumoTest } from '../../helpers/sumo.ts';
import { townExperiment } from '../../helpers/town-experiment.ts';

const sumos = (): readonly number[] => childrenOf(process.pid, /sumo/);

for (const [when, forMs] of [
  ['at once', 0],
  ['when it waits for them', 500],
] as const)
  sumoTest(
    `open - SUMO loads while the data are being read, and is ended when they turn out wrong ${when}`,
    async (t) => {
      const { file, out } = townExperiment(t, {});
      const planned = await planExperiment(file, { cacheDir: '/nonexistent' });
      const wrong = new DataError('E_DATA_FORMAT', 'digits: expected 64 pixels, got 63');
      let running = 0;
      const data = async (): Promise<ExperimentData> => {
        await planned.data;
        for (let wait = 0; wait < 1000 && sumos().length === 0; wait++) await sleep(10);
        await sleep(forMs);
        running = sumos().length;
        throw wrong;
      };
      const error = await t.throwsAsync(
        runExperiment({ ...planned, data: data() }, { sumo: requireSumo(), threads: 1, out }),
      );
      t.is(error, wrong);
      t.is(running, 1);
      t.deepEqual(sumos(), []);
      t.false(existsSync(out));
    },
  );

sumoTest('open - nobody waits for a SUMO that is still loading when the data turn out wrong', async (t) => {
  const { file, folder, out } = townExperiment(t, {});
  const planned = await planExperiment(file, { cacheDir: '/nonexistent' });
  const binary = join(folder, 'loading-sumo');
  writeFileSync(binary, '#!/bin/sh\ntouch "$0.began"\nsleep 2\ntouch "$0.loaded"\n', { mode: 0o755 });
  const wrong = new DataError('E_DATA_FORMAT', 'digits: expected 64 pixels, got 63');
  const data = async (): Promise<ExperimentData> => {
    await planned.data;
    for (let wait = 0; wait < 1000 && !existsSync(`${binary}.began`); wait++) await sleep(10);
    throw wrong;
  };
  const error = await t.throwsAsync(runExperiment({ ...planned, data: data() }, { sumo: { binary }, threads: 1, out }));
  t.is(error, wrong);
  t.true(existsSync(`${binary}.began`));
  t.false(existsSync(`${binary}.loaded`));
});

sumoTest('open - of two failures the first is told', async (t) => {
  const { file, out } = townExperiment(t, {});
  const planned = await planExperiment(file, { cacheDir: '/nonexistent' });
  const late = async (): Promise<ExperimentData> => {
    await planned.data;
    await sleep(300);
    throw new DataError('E_DATA_FORMAT', 'too late to be told');
  };
  const experiment: PlannedExperiment = { ...planned, data: late() };
  await t.throwsAsync(runExperiment(experiment, { sumo: { binary: '/nonexistent/sumo' }, threads: 1, out }), {
    code: 'E_SUMO_NOT_FOUND',
  });
  t.false(existsSync(out));
});

sumoTest('open - threads that compute are ended when SUMO fails after they were there', async (t) => {
  const { file, folder, out } = townExperiment(t, {});
  const planned = await planExperiment(file, { cacheDir: '/nonexistent' });
  const binary = join(folder, 'failing-sumo');
  writeFileSync(binary, '#!/bin/sh\nsleep 2\nexit 1\n', { mode: 0o755 });
  const threads = (): number => readdirSync('/proc/self/task').length;
  const before = threads();
  let most = 0;
  const watching = setInterval(() => (most = Math.max(most, threads())), 50);
  t.teardown(() => {
    clearInterval(watching);
  });
  const options = { sumo: { binary }, backend: 'wasm', threads: 4, out } as const;
  await t.throwsAsync(runExperiment(planned, options), { code: 'E_SUMO_REFUSED' });
  t.true(most >= before + 4, `at most ${most} threads, ${before} before`);
  t.true(threads() <= before + 3, `${threads()} threads, ${before} before`);
});
