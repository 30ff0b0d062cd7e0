import test from 'ava';
import { isSince } from '../../../src/traci/domains/since.ts';

test('since - versions compare number by number, not letter by letter', (t) => {
  t.true(isSince('SUMO 1.18.0', '1.18.0'));
  t.true(isSince('SUMO 1.27.1', '1.18.0'));
  t.true(isSince('SUMO 2.0.0', '1.18.0'));
  t.false(isSince('SUMO 1.15.0', '1.18.0'));
  t.false(isSince('SUMO 1.9.2', '1.18.0'));
  t.false(isSince('SUMO 1.18.0', '1.18.1'));
});

test('since - a development version counts as what it says', (t) => {
  t.true(isSince('SUMO v1_19_0+1952-be680871ae9', '1.18.0'));
  t.false(isSince('SUMO v1_17_0+0012-be680871ae9', '1.18.0'));
});

test('since - a version that cannot be read counts as new', (t) => {
  t.true(isSince('SUMO', '1.18.0'));
});
