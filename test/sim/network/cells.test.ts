import test from 'ava';
import { createRandom, type RandomStream } from '../../../src/random.ts';
import { type Cells, createCells } from '../../../src/sim/network/cells.ts';
import type { Transfer } from '../../../src/sim/network/transfer.ts';

const equalShare = { latencyMs: 0, dilation: (talking: number) => talking };

function upload(id: string, bytes: number, edgeServer = 0): Transfer {
  return { id, vehicleId: `vehicle of ${id}`, edgeServer, direction: 'up', bytes };
}

/** Takes all arrivals up to `untilMs`, as `id@ms`. */
function drain(cells: Cells, untilMs = Infinity): readonly string[] {
  const arrivals: string[] = [];
  for (let next = cells.nextCompletion(); next && next.timeMs <= untilMs; next = cells.nextCompletion())
    arrivals.push(`${cells.complete(next.timeMs).id}@${next.timeMs}`);
  return arrivals;
}

test('cells - one transfer takes bytes / rate + latency, rounded up to a ms', (t) => {
  const cells = createCells({ ...equalShare, latencyMs: 2 });
  cells.start(upload('a', 1001), 10, 5);
  // 1001 / 10 = 100.1 ms; 5 + 100.1 + 2 = 107.1.
  t.deepEqual(cells.nextCompletion(), { id: 'a', timeMs: 108 });
  t.is(cells.complete(108).id, 'a');
  t.is(cells.nextCompletion(), undefined);
  t.is(cells.size, 0);
});

test('cells - who comes later takes its share from then on', (t) => {
  const cells = createCells(equalShare);
  cells.start(upload('a', 1000), 10, 0);
  cells.start(upload('b', 1000), 10, 50);
  // a: 500 bytes in 50 ms alone, 500 at 5 bytes/ms: 150. b: 500 by then, 500 alone: 200.
  t.deepEqual(drain(cells), ['a@150', 'b@200']);
});

test('cells - a transfer ends within a ms and leaves the rest of it to the others', (t) => {
  const cells = createCells(equalShare);
  cells.start(upload('a', 5), 10, 0);
  cells.start(upload('b', 100), 10, 0);
  cells.start(upload('c', 3), 10, 0);
  // c ends at 3 * 0.3 = 0.9 ms, a at 0.9 + 2 * 0.2 = 1.3, b at 1.3 + 9.5 = 10.8. Were shares to change at whole ms only,
  // c would talk until 1, a until 2, and b until 11.17.
  t.deepEqual(drain(cells), ['c@1', 'a@2', 'b@11']);
});

test('cells - n equal transfers take n times as long as one, exactly', (t) => {
  for (const count of [2, 3, 7, 10, 100, 1000]) {
    const cells = createCells(equalShare);
    const alone = 437_544 / 625;
    for (let index = 0; index < count; index++) cells.start(upload(`g${index}`, 437_544), 625, 0);
    const arrivals = drain(cells);
    t.is(arrivals.length, count);
    t.true(arrivals.every((arrival) => arrival.endsWith(`@${Math.ceil(count * alone)}`)));
  }
});

test('cells - at one moment the lesser id arrives first, in one cell or several', (t) => {
  const cells = createCells(equalShare);
  cells.start(upload('c', 100, 0), 10, 0);
  cells.start(upload('a', 100, 1), 10, 0);
  cells.start(upload('b', 50, 2), 10, 0);
  cells.start(upload('d', 50, 2), 10, 0);
  t.deepEqual(drain(cells), ['a@10', 'b@10', 'c@10', 'd@10']);
});

test('cells - starts of one ms give the same in any order', (t) => {
  const transfers = ['a', 'b', 'c', 'd', 'e'].map((id, index) => upload(id, 100 * (index % 3), index % 2));
  const run = (order: readonly Transfer[]): readonly string[] => {
    const cells = createCells({ ...equalShare, latencyMs: 1.5 });
    cells.start(upload('before', 333), 7, 0);
    for (const transfer of order) cells.start(transfer, 3 + transfer.bytes / 100, 10);
    return drain(cells);
  };
  const expected = run(transfers);
  t.is(expected.length, 6);
  t.deepEqual(run([...transfers].reverse()), expected);
  t.deepEqual(run([3, 0, 4, 1, 2].map((index) => transfers[index]!)), expected);
});

test('cells - a paused transfer keeps what is sent and goes on elsewhere', (t) => {
  const cells = createCells({ ...equalShare, latencyMs: 3 });
  cells.start(upload('a', 1000), 10, 0);
  cells.start(upload('b', 1000), 10, 0);
  cells.pause('a', 100);
  // b: 500 by 100 ms, the rest alone.
  t.deepEqual(cells.nextCompletion(), { id: 'b', timeMs: 153 });
  t.deepEqual(drain(cells), ['b@153']);
  cells.resume(upload('a', 1000, 7), 5, 200);
  t.is(cells.get('a')?.edgeServer, 7);
  t.deepEqual(drain(cells), ['a@303']);
});

test('cells - cancel says what was sent; latency has to be taken again after a pause', (t) => {
  const cells = createCells({ ...equalShare, latencyMs: 30 });
  cells.start(upload('a', 1000), 10, 0);
  cells.start(upload('b', 100), 10, 0);
  // b ends at 20 and arrives at 50; a has 100 + 10 * 10 by 30 ms.
  cells.pause('b', 30);
  t.is(cells.cancel('a', 30), 200);
  cells.resume(upload('b', 100), 10, 60);
  t.deepEqual(drain(cells), ['b@90']);
});

test('cells - a change of rate counts from its moment; at rate 0 nothing arrives', (t) => {
  const cells = createCells(equalShare);
  cells.start(upload('a', 1000), 10, 0);
  cells.setRate('a', 0, 30);
  t.is(cells.nextCompletion(), undefined);
  cells.setRate('a', 100, 1000);
  t.deepEqual(drain(cells), ['a@1007']);
});

test('cells - who gets nothing still takes its share of the airtime', (t) => {
  const cells = createCells(equalShare);
  cells.start(upload('deaf', 10), 0, 0);
  cells.start(upload('a', 100), 10, 0);
  t.deepEqual(drain(cells), ['a@20']);
  t.is(cells.cancel('deaf', 20), 0);
});

test('cells - an empty message arrives after its latency, at any rate', (t) => {
  const cells = createCells({ ...equalShare, latencyMs: 4 });
  cells.start(upload('a', 0), 0, 10);
  t.deepEqual(drain(cells), ['a@14']);
});

test('cells - nothing is touched but the cell that changes', (t) => {
  let asked = 0;
  const cells = createCells({
    latencyMs: 0,
    dilation: (talking) => {
      asked++;
      return talking;
    },
  });
  for (let cell = 0; cell < 2000; cell++) cells.start(upload(`t${cell}`, 1000, cell), 1, 0);
  asked = 0;
  cells.start(upload('one more', 1000, 77), 1, 10);
  cells.pause('one more', 20);
  t.true(asked <= 8, `dilation was asked for ${asked} times`);
});

test('cells - misuse is refused', (t) => {
  const cells = createCells(equalShare);
  cells.start(upload('a', 100), 10, 5);
  const refused: readonly (readonly [() => unknown, RegExp])[] = [
    [
      () => {
        cells.start(upload('a', 1), 1, 5);
      },
      /"a" is already under way/,
    ],
    [
      () => {
        cells.start(upload('b', 1), 1, 5.5);
      },
      /integer ms, got 5.5/,
    ],
    [
      () => {
        cells.start(upload('b', 1), 1, 4);
      },
      /went back from 5 to 4/,
    ],
    [
      () => {
        cells.start(upload('b', 1), 1, 16);
      },
      /"a" is to be taken at 15 ms, before 16 ms/,
    ],
    [
      () => {
        cells.start(upload('b', 1), -1, 5);
      },
      /rate in bytes\/ms >= 0, got -1/,
    ],
    [
      () => {
        cells.start(upload('b', NaN), 1, 5);
      },
      /size in bytes >= 0, got NaN/,
    ],
    [
      () => {
        cells.resume(upload('a', 100), 1, 5);
      },
      /"a" is not paused/,
    ],
    [
      () => {
        cells.pause('x', 5);
      },
      /there is no transfer "x"/,
    ],
    [() => cells.complete(14), /no transfer arrives at 14 ms/],
  ];
  for (const [misuse, message] of refused) t.throws(misuse, { instanceOf: RangeError, message });
  t.deepEqual(drain(cells), ['a@15']);
});

/** One random change at a time that is not before the last; the same draws give the same changes. */
function randomChange(cells: Cells, random: RandomStream, serial: number, nowMs: number): string {
  const ids = cells.snapshot().transfers.map(({ transfer }) => transfer.id);
  const kind = random.integer(6);
  const id = ids[random.integer(Math.max(1, ids.length))];
  const rate = random.integer(5) === 0 ? 0 : 1 + 30 * random.uniform();
  if (kind <= 1 || id === undefined) {
    cells.start(upload(`t${serial}`, random.integer(3000), random.integer(3)), rate, nowMs);
    return `start t${serial}`;
  }
  const transfer = cells.get(id)!;
  const { phase } = cells.snapshot().transfers.find((one) => one.transfer.id === id)!;
  if (phase === 'paused') {
    cells.resume({ ...transfer, edgeServer: random.integer(3) }, 1 + rate, nowMs);
    return `resume ${id}`;
  }
  if (kind === 2) cells.pause(id, nowMs);
  else if (kind === 3) return `cancel ${id} ${cells.cancel(id, nowMs)}`;
  else cells.setRate(id, rate, nowMs);
  return `${kind} ${id}`;
}

/** A story of 300 random changes, with a snapshot through JSON after every `every` of them. */
function story(seed: number, every: number): { readonly events: readonly string[]; readonly end: string } {
  const random = createRandom(seed).stream('story');
  const model = { latencyMs: seed % 2 === 0 ? 0 : 7.25, dilation: (talking: number) => talking ** 0.9 };
  const events: string[] = [];
  let cells = createCells(model);
  let nowMs = 0;
  for (let serial = 0; serial < 300; serial++) {
    nowMs += random.integer(60);
    events.push(...drain(cells, nowMs), `${nowMs} ${randomChange(cells, random, serial, nowMs)}`);
    if (serial % every === every - 1)
      cells = createCells(model, JSON.parse(JSON.stringify(cells.snapshot())) as ReturnType<Cells['snapshot']>);
  }
  events.push(...drain(cells));
  return { events, end: JSON.stringify(cells.snapshot()) };
}

test('cells - restored from a snapshot at any moment, everything goes on to the last bit', (t) => {
  for (let seed = 0; seed < 8; seed++) {
    const straight = story(seed, Infinity);
    t.true(straight.events.filter((event) => event.includes('@')).length > 30);
    t.deepEqual(story(seed, 1), straight);
    t.deepEqual(story(seed, 37), straight);
  }
});

/** The same by brute force: every transfer has its bytes moved from one end to the next. */
function arrivalsByHand(
  starts: readonly { readonly transfer: Transfer; readonly rate: number; readonly atMs: number }[],
): readonly string[] {
  const left = starts.map(({ transfer }) => transfer.bytes);
  const ends = new Map<string, number>();
  const busy = (nowMs: number): readonly number[] =>
    [...starts.keys()].filter((index) => starts[index]!.atMs <= nowMs && !ends.has(starts[index]!.transfer.id));
  let nowMs = 0;
  while (ends.size < starts.length) {
    const talking = busy(nowMs);
    const nextStart = Math.min(...starts.map(({ atMs }) => atMs).filter((atMs) => atMs > nowMs), Infinity);
    const needed = talking.map((index) => (left[index]! / starts[index]!.rate) * talking.length);
    const step = Math.min(nextStart - nowMs, ...needed);
    for (const [at, index] of talking.entries()) {
      left[index]! -= (step * starts[index]!.rate) / talking.length;
      if (needed[at]! <= step) ends.set(starts[index]!.transfer.id, nowMs + step);
    }
    nowMs += step;
  }
  return [...ends].map(([id, end]) => `${id}@${Math.ceil(end - 1e-6)}`);
}

test('cells - 200 random loads of one cell end as computed byte by byte', (t) => {
  for (let seed = 0; seed < 200; seed++) {
    const random = createRandom(seed).stream('load');
    const starts = Array.from({ length: 1 + random.integer(12) }, (_, index) => ({
      transfer: upload(`t${index}`, 1 + random.integer(5000)),
      rate: 1 + 20 * random.uniform(),
      atMs: random.integer(400),
    })).sort((a, b) => a.atMs - b.atMs);
    const cells = createCells(equalShare);
    const arrivals: string[] = [];
    for (const { transfer, rate, atMs } of starts) {
      arrivals.push(...drain(cells, atMs));
      cells.start(transfer, rate, atMs);
    }
    arrivals.push(...drain(cells));
    t.deepEqual(arrivals, arrivalsByHand(starts), `seed ${seed}`);
  }
});

test('cells - no byte is lost or made, and a busy cell never rests', (t) => {
  for (let seed = 0; seed < 50; seed++) {
    const random = createRandom(seed).stream('bytes');
    const rate = 13;
    const cells = createCells(equalShare);
    let nowMs = 0;
    let started = 0;
    let cancelled = 0;
    // Enough to keep the cell busy for all of the test; it is cancelled in the end.
    cells.start(upload('ballast', 1e9), rate, 0);
    let arrived = 0;
    const take = (): void => {
      for (let next = cells.nextCompletion(); next && next.timeMs <= nowMs; next = cells.nextCompletion())
        arrived += cells.complete(next.timeMs).bytes;
    };
    for (let serial = 0; serial < 60; serial++) {
      nowMs += random.integer(40);
      take();
      const bytes = random.integer(900);
      cells.start(upload(`t${serial}`, bytes), rate, nowMs);
      started += bytes;
      if (random.integer(4) === 0)
        cancelled += cells.cancel(
          `t${random.integer(serial + 1)}`.replace(/.*/, (id) => (cells.get(id) ? id : `t${serial}`)),
          nowMs,
        );
    }
    nowMs += 500;
    take();
    for (const { transfer } of cells.snapshot().transfers) cancelled += cells.cancel(transfer.id, nowMs);
    t.true(started > 0 && arrived > 0);
    // One cell that is never silent sends rate * time, however it is shared.
    t.true(Math.abs(arrived + cancelled - rate * nowMs) < 1e-3, `${arrived} + ${cancelled} of ${rate * nowMs}`);
    t.is(cells.size, 0);
  }
});
