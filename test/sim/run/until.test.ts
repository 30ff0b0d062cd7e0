/** The last checkpoint of a trunk: written after exactly the step that the moment is the end of. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import type { MomentMs } from '../../../src/sim/run/moment.ts';
import { createFinalCheckpoint } from '../../../src/sim/run/until.ts';
import { createPlaceCounter } from '../../../src/sim/results/places.ts';
import { openResultsFolder } from '../../../src/sim/results/folder.ts';
import { frame } from '../../helpers/frames.ts';

/** Numbers of the frames after which a run would be saved, and of the one at which it would be ended. */
async function played(t: ExecutionContext, until: MomentMs, holdsMs: number, lastFrameMs?: number) {
  const path = mkdtempSync(join(tmpdir(), 'edgemlsim-until-'));
  const folder = openResultsFolder(path);
  t.teardown(() => {
    folder.close();
    rmSync(path, { recursive: true });
  });
  const beside = {
    folder,
    places: createPlaceCounter({ sites: [], names: [] }),
    metrics: [],
    stepLengthMs: 1000,
    holdsMs,
  };
  const ending = new AbortController();
  const end = (): void => {
    ending.abort();
  };
  const final = await createFinalCheckpoint(beside, until, { lastFrameMs, end });
  const saved: number[] = [];
  const first = (lastFrameMs ?? -1000) / 1000 + 1;
  for (let index = first; index < 20; index++) {
    if (final.wanted({ steps: index, nowMs: 0 }, false) !== undefined) saved.push(index);
    final.passed({ ...frame(index + 1, {}), timeMs: 1000 * index });
    if (ending.signal.aborted) return { saved, ended: index };
  }
  return { saved, ended: undefined };
}

test('until - the step that ends at the moment is saved', async (t) => {
  t.deepEqual((await played(t, { ms: 5000, rounding: 'before' }, 1000)).saved, [4]);
  t.deepEqual((await played(t, { ms: 5999, rounding: 'before' }, 1000)).saved, [4]);
  t.deepEqual((await played(t, { ms: 5001, rounding: 'after' }, 1000)).saved, [5]);
});

test('until - where positions are interpolated, a step is simulated when the next frame is there', async (t) => {
  t.deepEqual((await played(t, { ms: 5000, rounding: 'before' }, 0)).saved, [5]);
});

test('until - a run that goes on from a checkpoint counts from its frame', async (t) => {
  t.deepEqual((await played(t, { ms: 5000, rounding: 'before' }, 1000, 3000)).saved, [4]);
});

test('until - a run past the moment is ended, not saved', async (t) => {
  t.deepEqual(await played(t, { ms: 500, rounding: 'before' }, 1000), { saved: [], ended: 0 });
});
