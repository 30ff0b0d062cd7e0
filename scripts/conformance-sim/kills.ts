/** `kill -9` at random moments, several times in one run: resumed, it ends as if nothing had happened, and leaves nobody. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { createRandom } from '../../src/random.ts';
import { processesMatching, runCli, startCli } from '../../test/helpers/cli.ts';
import { killWhen, traceOf } from '../../test/helpers/runs.ts';
import { outcomeOf, type Outcome } from './outcome.ts';
import { openTown, requireSuccess } from './town.ts';

/** Kills of one run before it may come to its end. */
const KILLS = 2;

export async function* kills(count: number): AsyncGenerator<Outcome> {
  const town = await openTown();
  const stream = createRandom(1).stream('kills');
  const left = (): readonly number[] => processesMatching(new RegExp(town.folder));
  try {
    for (let run = 0; run < count; run++) {
      const moments = Array.from({ length: KILLS }, () => town.tookMs * stream.uniform());
      const title = `run ${run}, killed after ${moments.map((ms) => ms.toFixed(0)).join(' and ')} ms`;
      yield await outcomeOf(title, async () => {
        const out = join(town.folder, 'killed');
        rmSync(out, { recursive: true, force: true });
        for (const [index, ms] of moments.entries()) {
          const started = performance.now();
          const program = startCli([...town.run(out), ...(index === 0 ? [] : ['--resume'])]);
          await killWhen(program, () => performance.now() - started >= ms);
        }
        requireSuccess(await runCli([...town.run(out), '--resume']));
        if (left().length > 0) return `processes are left: ${left().join(', ')}`;
        return isDeepStrictEqual(traceOf(out), town.expected) ? undefined : 'the run ends otherwise';
      });
    }
  } finally {
    town.close();
  }
}
