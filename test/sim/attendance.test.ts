import test from 'ava';
import { createRandom } from '../../src/random.ts';
import { createAttendance } from '../../src/sim/attendance.ts';
import { NO_LINK } from '../../src/sim/connectivity.ts';
import { createFleet } from '../../src/sim/fleet.ts';
import { IDLE, isWorking, type Worker } from '../../src/sim/nodes/worker.ts';
import { frame } from '../helpers/frames.ts';
import { TWO_SERVERS } from '../helpers/play.ts';

const SITES = TWO_SERVERS.map(({ position, range }) => ({ ...position, range }));
const BUSY = { kind: 'carrying', gradient: {} } as Worker['phase'];
const LIMITS = [1, 3, undefined];
const IDS = Array.from({ length: 12 }, (_, index) => `v${index}`);
/** Near a, near b, near nobody. */
const PLACES = [0, 100, 300] as const;

test('attendance - after any mixture of moves, frames, crashes and work it is what a count would say', (t) => {
  const stream = createRandom(5).stream('attendance');
  const fleet = createFleet({ sites: SITES, penetration: 1, random: createRandom(1) });
  const attendances = LIMITS.map((most) => createAttendance({ fleet, edgeServers: SITES.length, most }));
  const place = (): readonly [number, number] => [PLACES[stream.integer(PLACES.length)]!, 0];
  let told = 0;
  for (let step = 1; step <= 400; step++) {
    const id = IDS[stream.integer(IDS.length)]!;
    const worker = fleet.workers.get(id);
    const what = stream.integer(20);
    if (what === 0) fleet.applyFrame(frame(step, Object.fromEntries(IDS.map((each) => [each, place()]))));
    else if (what === 1) fleet.unlink(stream.integer(SITES.length));
    else if (what < 12) {
      const change = fleet.move(id, ...place());
      if (change !== undefined) {
        for (const attendance of attendances) attendance.moved([change]);
        told++;
      }
    } else if (worker !== undefined && isWorking(worker)) {
      worker.phase = IDLE;
      for (const attendance of attendances) attendance.rests(worker);
    } else if (worker !== undefined && worker.link !== NO_LINK) {
      for (const attendance of attendances) attendance.begins(worker);
      worker.phase = BUSY;
    }
    const linked = [...fleet.workers.values()]
      .filter(({ link }) => link !== NO_LINK)
      .sort((a, b) => (a.vehicleId < b.vehicleId ? -1 : 1));
    t.deepEqual(fleet.linked(), linked);
    // Not always asked, so that several changes come between two answers.
    if (stream.integer(3) === 0) continue;
    const working = SITES.map((_, at) => linked.filter((each) => each.link === at && isWorking(each)).length);
    for (const [at, attendance] of attendances.entries()) {
      const most = LIMITS[at] ?? Infinity;
      t.deepEqual(attendance.working(), working);
      t.deepEqual(
        attendance.resting(),
        linked.filter((each) => !isWorking(each) && working[each.link]! < most),
      );
    }
  }
  t.true(told > 80);
});
