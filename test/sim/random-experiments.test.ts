/** Two dozen random experiments; `npm run conformance:sim` does more of the same. */
import test from 'ava';
import { checkConservation } from '../helpers/conservation.ts';
import { randomExperiment } from '../helpers/random-experiments.ts';

const EXPERIMENTS = 24;

test('random experiments - books balance, nothing hangs, stops and threads change nothing', async (t) => {
  let made = 0;
  for (let seed = 1; seed <= EXPERIMENTS; seed++) {
    const one = randomExperiment(seed);
    const checked = await checkConservation(one, 1 + (seed % (one.frames.length - 1)));
    t.deepEqual(checked.complaints, [], `seed ${seed}`);
    made += checked.made;
  }
  t.true(made > 20 * EXPERIMENTS, 'something happens');
});
