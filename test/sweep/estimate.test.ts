import test from 'ava';
import { secondsLeft } from '../../src/sweep/estimate.ts';
import { jobsFor } from '../../src/sweep/jobs.ts';

test('sweep estimate - nothing is said before anything was seen', (t) => {
  t.is(secondsLeft({ finished: [], running: [{ seconds: 3, share: 0.01 }], waiting: 5, jobs: 2 }), undefined);
});

test('sweep estimate - finished runs stand for those to come', (t) => {
  t.is(secondsLeft({ finished: [10, 20], running: [], waiting: 4, jobs: 2 }), 30);
});

test('sweep estimate - a run under way counts with its own speed, and the last one is waited for', (t) => {
  // 6 s for 60 %: 4 s left; expected of the one that waits: (8 + 10) / 2 = 9.
  t.is(secondsLeft({ finished: [8], running: [{ seconds: 6, share: 0.6 }], waiting: 1, jobs: 1 }), 13);
  t.is(secondsLeft({ finished: [8], running: [{ seconds: 5, share: 0.5 }], waiting: 0, jobs: 4 }), 5);
});

test('sweep jobs - one a core, as far as the memory goes, but always one', (t) => {
  t.is(jobsFor({ cores: 8, memory: 100e9, memoryPerRun: 1e9 }), 8);
  t.is(jobsFor({ cores: 8, memory: 5e9, memoryPerRun: 1e9 }), 4);
  t.is(jobsFor({ cores: 8, memory: 1e9, memoryPerRun: 4e9 }), 1);
});
