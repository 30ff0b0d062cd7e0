import test from 'ava';
import { frame } from '../helpers/frames.ts';
import { play } from '../helpers/play.ts';

test('simulator - the last evaluation is of the theta that a run ends with, also where it is accurate enough before', async (t) => {
  // While theta travels to one vehicle the other one's gradient arrives: whoever draws the epoch's last batch has an older one.
  const { result } = await play(
    {
      workers: { computeTimeMs: 100 },
      network: { link: { kind: 'rate', uplinkMbps: 1000, downlinkMbps: 0.001 } },
      learning: { mode: 'asynchronous', batchSize: 200 },
      stop: { epochs: 10, accuracy: 0.5 },
    },
    [1, 2, 3, 4].map((step) => frame(step, { v: [0, 0], w: [1, 0] })),
  );
  t.like(result, { stoppedBy: 'accuracy', rounds: 4, final: { round: 4 } });
});
