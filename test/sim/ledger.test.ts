import test from 'ava';
import { createLedger } from '../../src/sim/ledger.ts';

test('ledger - a balanced account passes, an unbalanced one names the numbers', (t) => {
  const ledger = createLedger(1);
  ledger.make();
  ledger.make();
  ledger.make();
  ledger.settle('used');
  ledger.settle('late');
  t.notThrows(() => {
    ledger.check(1);
  });
  t.throws(
    () => {
      ledger.check(0);
    },
    { code: 'E_LEDGER', message: /3 gradients were made, but 2 are settled and 0 unfinished/ },
  );
});

test('ledger - rounds share out what the totals add up', (t) => {
  const ledger = createLedger(2);
  ledger.settle('used', 3);
  ledger.credit(1, 3);
  ledger.carry('workerToEdgeServer', 100);
  const first = ledger.closeRound();
  ledger.settle('used', 2);
  ledger.settle('lost');
  ledger.carry('workerToEdgeServer', 50);
  const second = ledger.closeRound();
  t.deepEqual(first.fates, { used: 3, faulted: 0, late: 0, lost: 0, rejected: 0 });
  t.deepEqual(first.perEdgeServer, [0, 3]);
  t.deepEqual(second.perEdgeServer, [0, 0]);
  t.is(ledger.totals.used, first.fates.used + second.fates.used);
  t.is(ledger.totalBytes.workerToEdgeServer, 150);
  t.is(second.bytes.workerToEdgeServer, 50);
});
