import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInProcess } from '../helpers/in-process.ts';
import { sumoTest } from '../helpers/sumo.ts';
import { townExperiment } from '../helpers/town-experiment.ts';

sumoTest(
  'run - a run that is over is resumed to the same end, and told of though its report cannot be written',
  async (t) => {
    const { file, out, folder } = townExperiment(t, { stop: { epochs: 100, rounds: 2 } });
    const args = ['run', file, '--out', out, '--checkpoint-every', '5'];
    t.is((await runInProcess([...args, '--no-report'], folder)).code, 0);
    const digest = (text: string): unknown => (JSON.parse(text) as { readonly digest: string }).digest;
    const straight = digest(readFileSync(join(out, 'summary.json'), 'utf8'));
    mkdirSync(join(out, 'report.html'));
    const { code, stdout, stderr } = await runInProcess([...args, '--resume', '--json'], folder);
    t.is(code, 2);
    t.regex(stderr, /report\.html: cannot write there/);
    t.is(digest(stdout), straight);
  },
);
