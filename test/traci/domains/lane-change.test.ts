import test from 'ava';
import { constants as tc } from '../../../src/traci/index.ts';
import { canChange, laneChangeWords, wantsAndCanChange } from '../../../src/traci/domains/lane-change.ts';

test('lane change - every bit has its word, from the lowest on', (t) => {
  t.deepEqual(laneChangeWords(0), []);
  t.deepEqual(laneChangeWords(tc.LCA_STAY | tc.LCA_SPEEDGAIN), ['stay', 'speedGain']);
  t.deepEqual(laneChangeWords(tc.LCA_RIGHT | tc.LCA_BLOCKED_BY_RIGHT_FOLLOWER | tc.LCA_SUBLANE), [
    'right',
    'blocked by right follower',
    'sublane',
  ]);
  t.is(laneChangeWords(0xffff).length, 16);
  t.deepEqual(laneChangeWords(tc.LCA_UNKNOWN), []);
});

test('lane change - what blocks a change, and what is not known, prevents it', (t) => {
  t.true(canChange(tc.LCA_LEFT));
  t.false(canChange(tc.LCA_UNKNOWN));
  for (const block of [
    tc.LCA_BLOCKED_BY_LEFT_LEADER,
    tc.LCA_BLOCKED_BY_LEFT_FOLLOWER,
    tc.LCA_BLOCKED_BY_RIGHT_LEADER,
    tc.LCA_BLOCKED_BY_RIGHT_FOLLOWER,
    tc.LCA_INSUFFICIENT_SPACE,
    tc.LCA_INSUFFICIENT_SPEED,
  ]) {
    t.false(canChange(tc.LCA_LEFT | block));
    t.false(wantsAndCanChange(1, tc.LCA_LEFT | block));
  }
});

test('lane change - a wish counts in its own direction alone', (t) => {
  t.true(wantsAndCanChange(1, tc.LCA_LEFT));
  t.true(wantsAndCanChange(-1, tc.LCA_RIGHT));
  t.false(wantsAndCanChange(-1, tc.LCA_LEFT));
  t.false(wantsAndCanChange(1, tc.LCA_RIGHT));
  t.false(wantsAndCanChange(0, tc.LCA_LEFT | tc.LCA_RIGHT));
});
