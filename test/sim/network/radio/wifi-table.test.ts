import test from 'ava';
import { wifiMbpsPerClient } from '../../../../src/sim/network/radio/wifi-table.ts';

for (const [clients, expected] of [
  [1, 88],
  [2, 45.2],
  [5, 24.9],
  [15, 12.6],
  [29, 7.1],
  [4, 26.925], // (90.9 + 124.5) / 2 / 4
  [7, 137.5 / 7], // 124.5 + 2/5 (157 - 124.5)
  [58, 3.55], // 29 * 7.1 / 58
] as const) {
  test(`wifi-table - ${clients} clients get ${expected.toFixed(3)} Mbit/s each`, (t) => {
    t.true(Math.abs(wifiMbpsPerClient(clients) - expected) < 1e-9);
  });
}

test('wifi-table - another client never makes it faster', (t) => {
  for (let clients = 1; clients < 100; clients++) t.true(wifiMbpsPerClient(clients + 1) < wifiMbpsPerClient(clients));
});
