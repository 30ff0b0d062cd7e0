/** Moments of a run: what can be said, and which step they are the end of. */
import test from 'ava';
import { latestEndMs, momentMs, parseMoment } from '../../../src/sim/run/moment.ts';

const ROUNDS = 'round,simulated_ms,used\n1,4200,5\n2,9000,5\n';

test('moment - seconds and rounds are told apart', (t) => {
  t.deepEqual(parseMoment('120s'), { seconds: 120 });
  t.deepEqual(parseMoment('0.5s'), { seconds: 0.5 });
  t.deepEqual(parseMoment('round=20'), { round: 20 });
});

for (const text of ['20', '', 's', '0s', 'round=0', 'round=1.5', '-3s', '1e3s', 'round 3'])
  test(`moment - "${text}" is none`, (t) => {
    t.throws(() => parseMoment(text), { code: 'E_FORK_MOMENT', message: /expected simulated seconds like 120s/ });
  });

test('moment - a time is left at the end of the last step by then, a round at the end of its own step', (t) => {
  t.is(latestEndMs(momentMs({ seconds: 9.7 }, ROUNDS), 1000), 9700);
  t.is(latestEndMs(momentMs({ round: 1 }, ROUNDS), 1000), 5199, 'the step that ends at 5000');
  t.is(latestEndMs(momentMs({ round: 2 }, ROUNDS), 1000), 9999, 'the step that ends at 9000, no later one');
});

test('moment - a round that the run has not got says how many there are', (t) => {
  t.throws(() => momentMs({ round: 3 }, ROUNDS), { code: 'E_FORK_MOMENT', message: /the run has 2 rounds/ });
  t.throws(() => momentMs({ round: 1 }, ''), { message: /the run has 0 rounds/ });
});
