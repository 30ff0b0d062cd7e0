import test from 'ava';
import { experiment } from '../helpers/experiments.ts';
import { frame } from '../helpers/frames.ts';
import { build, drive } from '../helpers/play.ts';

test('rounds - the simulation is ahead of the numbers of theta by two updates beside the newest, and no further', async (t) => {
  const parsed = experiment({
    model: { hidden: [] },
    workers: { computeTimeMs: 100 },
    learning: { mode: 'buffered', edgeServer: { gradients: 1 }, cloud: { aggregates: 1 } },
  });
  const { parts, simulation } = build(parsed, { delays: () => 20 });
  const { theta } = parts.cloud;
  let known = 0;
  let most = 0;
  const advance = theta.advance.bind(theta);
  theta.advance = (step, write) => {
    const version = advance(step, write);
    most = Math.max(most, version.round - known);
    void version.values.then(() => (known = version.round));
    return version;
  };
  await drive({ parts, simulation }, [frame(1, { v: [0, 0] }), frame(2, { v: [0, 0] })]);
  t.true(theta.current.round > 10, 'something happens');
  t.is(most, 3);
});
