/** Which map a reproduction runs on, decided before anything is started; SUMO only tells its version. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { findSumo, prepareExperiment, UsageError } from '../../src/index.ts';
import { openReproduction, type Reproduction } from '../../src/reproduce/index.ts';
import { sumoTest } from '../helpers/sumo.ts';
import { townExperiment } from '../helpers/town-experiment.ts';

/** The paper's experiment is one whose map lies in a data folder; the other one is the town. */
function open(t: ExecutionContext, map?: string, onNotice?: (message: string) => void): Promise<Reproduction> {
  const { file, folder } = townExperiment(t);
  const papers = townExperiment(t, { traffic: { config: 'paper/map.sumocfg' } });
  const data = join(folder, 'data');
  mkdirSync(join(data, 'paper'), { recursive: true });
  if (map !== undefined) writeFileSync(join(data, 'paper/map.sumocfg'), map);
  return openReproduction({
    figures: ['3a'],
    variants: ['program'],
    runs: 1,
    epochs: 1,
    file: papers.file,
    fallbackFile: file,
    // A file in place of the cache: each time that digits are drawn is told.
    prepare: { dataDir: data, cacheDir: file, ...(onNotice && { onNotice }) },
    sumo: { binary: findSumo()!.binary },
    out: join(folder, 'out'),
  });
}

sumoTest('reproduce - without the paper’s map the other one is used, and said so', async (t) => {
  const { isFallback, notices } = await open(t);
  t.true(isFallback);
  t.is(notices.length, 1);
  t.regex(notices[0]!, /^the paper's map \(.*\) is not at hand, so .* our own Boston Common scenario/);
});

sumoTest('reproduce - the data of all settings are loaded once', async (t) => {
  const drawn: string[] = [];
  await open(t, undefined, (message) => drawn.push(message));
  const { file } = townExperiment(t);
  const onceDrawn: string[] = [];
  await prepareExperiment(file, { cacheDir: file, onNotice: (message) => onceDrawn.push(message) });
  t.true(onceDrawn.length > 0);
  t.is(drawn.length, onceDrawn.length);
});

sumoTest('reproduce - a map that is there and damaged is an error, not a reason to take another', async (t) => {
  await t.throwsAsync(() => open(t, '<configuration/>'), { instanceOf: UsageError, message: /map\.sumocfg/ });
});
