import test from 'ava';
import { areaOf, parseBox } from '../../src/city/box.ts';

test('box - west, south, east, north', (t) => {
  t.deepEqual(parseBox('-71.08, 42.34,-71.05,42.36'), { west: -71.08, south: 42.34, east: -71.05, north: 42.36 });
});

test('box - area: a hundredth of a degree at the equator is 1.24 km² and at 60° half as much', (t) => {
  t.true(Math.abs(areaOf({ west: 0, south: -0.005, east: 0.01, north: 0.005 }) - 1.239) < 0.001);
  t.true(Math.abs(areaOf({ west: 0, south: 59.995, east: 0.01, north: 60.005 }) - 0.6196) < 0.001);
});

for (const [text, message] of [
  ['1,2,3', /four numbers/],
  ['1,2,3,4,5', /four numbers/],
  ['1,2,x,4', /four numbers/],
  ['1,2,,4', /four numbers/],
  ['1,2,Infinity,4', /four numbers/],
  ['-71.05,42.34,-71.08,42.36', /west must be less than east/],
  ['-71.08,42.36,-71.05,42.34', /south less than north/],
  ['-71.08,42.34,-71.08,42.36', /west must be less/],
  ['42.34,-71.08,42.36,-171.05', /latitudes lie within/],
  ['-181,42.34,-71.05,42.36', /longitudes within/],
  ['-72,42,-71,43', /km², expected 400 at most/],
] as const)
  test(`box - ${text} is refused`, (t) => {
    t.throws(() => parseBox(text), { code: 'E_CITY_INPUT', message });
  });
