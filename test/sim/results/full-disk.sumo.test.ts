/** A disk that fills up while a run writes its results: one line, SUMO is ended, and the run goes on where it was saved. */
import { existsSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { exitCodeOf } from '../../../src/cli/exit.ts';
import { requireSumo } from '../../../src/cli/options.ts';
import { prepareExperiment, runExperiment, type RunListeners, type RunOutcome } from '../../../src/index.ts';
import { childrenOf } from '../../helpers/cli.ts';
import { differencesFromPage } from '../../helpers/documented-results.ts';
import { checkpointsOf, traceOf } from '../../helpers/runs.ts';
import { sumoTest } from '../../helpers/sumo.ts';
import { townExperiment } from '../../helpers/town-experiment.ts';

/** Takes nothing: every write finds the disk full. */
const FULL = '/dev/full';

sumoTest(
  'results - a full disk ends the run in one line; what was saved goes on as if nothing had happened',
  async (t) => {
    if (!existsSync(FULL)) {
      t.pass(`there is no ${FULL} here`);
      return;
    }
    const { file, folder, out } = townExperiment(t, { stop: { epochs: 100, simulatedSeconds: 60 } });
    const prepared = await prepareExperiment(file, { cacheDir: '/nonexistent' });
    const run = (to: string, resume: boolean, listeners: RunListeners = {}): Promise<RunOutcome> =>
      runExperiment(prepared, {
        sumo: requireSumo(),
        threads: 1,
        events: true,
        checkpoints: { everyMs: 10_000, keep: 2 },
        out: to,
        resume,
        listeners,
      });
    const refuse = (name: string): void => {
      rmSync(join(out, name), { force: true });
      symlinkSync(FULL, join(out, name));
    };
    const isFull = (name: string): { readonly code: string; readonly message: RegExp } => ({
      code: 'E_RESULTS_WRITE',
      message: new RegExp(`^${join(out, name)}: expected room for .*ENOSPC.*; free some space.* --resume$`),
    });
    const sumos = (): readonly number[] => childrenOf(process.pid, /sumo/);

    const straight = join(folder, 'straight');
    await run(straight, false);

    // Events are kept back until a checkpoint needs to know how many there are: it must not be taken for one that failed.
    const notices: string[] = [];
    const onStart = (): void => {
      refuse('events.jsonl');
    };
    const first = await t.throwsAsync(
      run(out, false, { onStart, onNotice: (notice) => notices.push(notice) }),
      isFull('events.jsonl'),
    );
    t.deepEqual([notices, sumos()], [[], []]);
    t.is(exitCodeOf(first), 2);

    rmSync(join(out, 'events.jsonl'));
    const onRound = ({ round }: { readonly round: number }): void => {
      if (round === 2) refuse('metrics.csv');
    };
    await t.throwsAsync(run(out, true, { onRound }), isFull('metrics.csv'));
    t.deepEqual(sumos(), []);
    t.true(checkpointsOf(out).length > 0);
    t.false(existsSync(join(out, 'summary.json')));

    rmSync(join(out, 'metrics.csv'));
    await run(out, true);
    t.deepEqual(traceOf(out), traceOf(straight));
    // Not only what is there is documented, but all that is.
    t.deepEqual(differencesFromPage(out), []);
  },
);
