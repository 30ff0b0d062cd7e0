import test from 'ava';
import { experiment } from '../helpers/experiments.ts';
import { frame } from '../helpers/frames.ts';
import { build, drive } from '../helpers/play.ts';

test('assignments - the simulation does not run ahead without end of gradients that no update waits for', async (t) => {
  const parsed = experiment({
    model: { hidden: [] },
    workers: { computeTimeMs: 1 },
    faults: [{ kind: 'omission', rate: 1, probability: 1 }],
  });
  let most = 0;
  // A gradient that was omitted is given back as soon as its number is there.
  const { parts, simulation, engine } = build(parsed, {
    delays: () => 1,
    onEvent: () => (most = Math.max(most, engine.out.size)),
  });
  await drive({ parts, simulation }, [frame(1, { v: [0, 0] }), frame(2, { v: [0, 0] })]);
  t.true(parts.ledger.made > 1900, 'something happens');
  t.true(most > 900 && most <= 1001, `${most} at once`);
});
