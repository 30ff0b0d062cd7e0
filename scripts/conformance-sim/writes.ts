/**
 * A process that dies, loses its power, or finds the disk full at every single operation of writing a checkpoint: whatever
 * is left is whole, and the run that goes on from it ends with the same digest.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openCheckpoints, readLatest } from '../../src/sim/checkpoints/index.ts';
import { parseExperiment } from '../../src/sim/experiment/load.ts';
import type { SimulationState } from '../../src/sim/state/records.ts';
import { build, drive } from '../../test/helpers/play.ts';
import { randomExperiment } from '../../test/helpers/random-experiments.ts';
import { failingFiles, type Failure } from '../../test/sim/checkpoints/failing-files.ts';
import { outcomeOf, type Outcome } from './outcome.ts';

interface Saved {
  readonly simulation: SimulationState;
  readonly digest: string;
}

export async function* everyWrite(seed: number): AsyncGenerator<Outcome> {
  const { content, frames } = randomExperiment(seed);
  const parsed = parseExperiment(content);
  const straight = build(parsed);
  const saved: Saved[] = [];
  for (const [index, frame] of frames.entries()) {
    await drive(straight, [frame], frames[index - 1]);
    saved.push({ simulation: await straight.simulation.snapshot(), digest: await straight.parts.log.digest() });
  }
  const expected = await straight.parts.log.digest();
  const middle = frames.length >> 1;

  /** Writes a checkpoint that succeeds and one that fails; goes on from what is left. */
  const check = async (
    failAt: number,
    failure: Failure,
  ): Promise<{ readonly complaint?: string; readonly reached: number }> => {
    const folder = mkdtempSync(join(tmpdir(), 'edgemlsim-writes-'));
    try {
      const good = await openCheckpoints(folder, { keep: 1 });
      await good.write({ step: middle, about: {}, state: saved[middle - 1] });
      const failing = failingFiles(failAt, failure);
      const last = { step: middle + 1, about: {}, state: saved[middle] };
      const write = async (): Promise<void> => {
        await (await openCheckpoints(folder, { keep: 1, files: failing.files })).write(last);
      };
      await write().catch(() => undefined);
      // Whoever resumes opens the folder, and so cleans it.
      await openCheckpoints(folder, { keep: 1 });
      const found = await readLatest(folder);
      const reached = failing.operations.length;
      if (found === undefined) return { complaint: 'nothing is left', reached };
      const { simulation: from, digest } = found.state as Saved;
      const { step } = found.manifest;
      const resumed = build(parsed, { from, digest });
      await drive(resumed, frames.slice(step), frames[step - 1]);
      const isSame = (await resumed.parts.log.digest()) === expected;
      return isSame ? { reached } : { complaint: `from step ${step} the digest is another`, reached };
    } finally {
      rmSync(folder, { recursive: true });
    }
  };

  for (const failure of ['killed', 'power-cut', 'full'] as const) {
    let operations = Infinity;
    for (let failAt = 0; failAt < operations; failAt++) {
      const title = `experiment ${seed}, ${failure} at operation ${failAt} of a checkpoint`;
      const outcome = await outcomeOf(title, async () => {
        const { complaint, reached } = await check(failAt, failure);
        // Once it does not fail any more, all operations have been tried.
        if (reached <= failAt) operations = reached;
        return complaint;
      });
      yield outcome;
      if (outcome.complaint !== undefined) return;
    }
  }
}
