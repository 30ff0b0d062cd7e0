import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { stringify } from 'yaml';
import type { ExperimentPlan } from '../../../src/sim/prepare.ts';
import { checkSameExperiment } from '../../../src/sim/run/resume.ts';
import { experiment } from '../../helpers/experiments.ts';

test('resume - a folder whose run is of another experiment, or does not say of which, is refused', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'edgemlsim-resume-'));
  t.teardown(() => {
    rmSync(folder, { recursive: true });
  });
  const parsed = experiment({});
  const check = (): void => {
    checkSameExperiment(folder, { experiment: parsed } as ExperimentPlan);
  };
  t.throws(check, { code: 'E_RESUME', message: /a run without its experiment\.yaml.*another --out/ });
  writeFileSync(join(folder, 'experiment.yaml'), stringify({ ...parsed, seed: parsed.seed + 1 }));
  t.throws(check, { code: 'E_RESUME', message: /a run of a different experiment.*another --out/ });
  writeFileSync(join(folder, 'experiment.yaml'), stringify(parsed));
  t.notThrows(check);
});
