/**
 * What each of n clients of one Wi-Fi access point got when it was measured.
 *
 * Source: EdgeCloudSim, sample application 2 (experimental 802.11 delays), rounded to 0.1 Mbit/s; its second row for 15
 * clients is left out.
 */

/** [clients, Mbit/s of each], by clients. */
const MEASURED: readonly (readonly [number, number])[] = [
  [1, 88.0],
  [2, 45.2],
  [3, 30.3],
  [5, 24.9],
  [10, 15.7],
  [15, 12.6],
  [20, 10.0],
  [29, 7.1],
];

/**
 * The table where it has a row; between rows the total n * f(n) is a straight line, after the last one it is constant.
 *
 * @param clients - n, an integer >= 1.
 * @returns Mbit/s of each client.
 * @example wifiMbpsPerClient(4) // totals 90.9 (n = 3) and 124.5 (n = 5): 107.7 / 4 = 26.925
 */
export function wifiMbpsPerClient(clients: number): number {
  const above = MEASURED.findIndex(([count]) => count >= clients);
  if (above === -1) return total(MEASURED.length - 1) / clients;
  const [upper, mbps] = MEASURED[above]!;
  if (upper === clients) return mbps;
  const lower = MEASURED[above - 1]![0];
  const share = (clients - lower) / (upper - lower);
  return (total(above - 1) + share * (total(above) - total(above - 1))) / clients;
}

function total(row: number): number {
  const [clients, mbps] = MEASURED[row]!;
  return clients * mbps;
}
