import test from 'ava';
import { selectionNetwork, Wanted } from '../../../src/ml/kernels/network.ts';

function run(values: number[], network: ReturnType<typeof selectionNetwork>): void {
  for (const { low, high, wanted } of network) {
    const [smaller, larger] = [Math.min(values[low]!, values[high]!), Math.max(values[low]!, values[high]!)];
    // An output that is not wanted is spoilt, so that a network that relies on it is found out.
    values[low] = (wanted & Wanted.minimum) === 0 ? NaN : smaller;
    values[high] = (wanted & Wanted.maximum) === 0 ? NaN : larger;
  }
}

test('network - sorts every sequence of zeros and ones, hence every sequence (n <= 12)', (t) => {
  for (let n = 1; n <= 12; n++) {
    const network = selectionNetwork(n, 0, n - 1);
    for (let pattern = 0; pattern < 2 ** n; pattern++) {
      const values = Array.from({ length: n }, (_, bit) => (pattern >> bit) & 1);
      const sorted = [...values].sort((a, b) => a - b);
      run(values, network);
      if (values.some((value, index) => value !== sorted[index])) t.fail(`n = ${n}, pattern = ${pattern}`);
    }
  }
  t.pass();
});

test('network - selects any range of ranks with the comparators it keeps', (t) => {
  for (const n of [5, 8, 11]) {
    for (let first = 0; first < n; first++) {
      for (let last = first; last < n; last++) {
        const network = selectionNetwork(n, first, last);
        for (let pattern = 0; pattern < 2 ** n; pattern++) {
          const values = Array.from({ length: n }, (_, bit) => (pattern >> bit) & 1);
          const sorted = [...values].sort((a, b) => a - b);
          run(values, network);
          for (let rank = first; rank <= last; rank++) {
            if (values[rank] !== sorted[rank]) t.fail(`n = ${n}, ranks ${first}..${last}, pattern = ${pattern}`);
          }
        }
      }
    }
  }
  t.pass();
});

test('network - has the known sizes of merge exchange, and fewer comparators for a median', (t) => {
  // Knuth, section 5.2.2: 63 comparators for 16, 191 for 32 inputs.
  t.is(selectionNetwork(16, 0, 15).length, 63);
  t.is(selectionNetwork(32, 0, 31).length, 191);
  t.deepEqual(selectionNetwork(1, 0, 0), []);
  t.true(selectionNetwork(32, 15, 16).length < 191);
});
