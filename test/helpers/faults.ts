/** Fault calendars for tests, and traffic that they are shown. */
import { attacks, dataAttacks } from '../../src/ml/index.ts';
import { createRandom, type Random } from '../../src/random.ts';
import { NO_LINK } from '../../src/sim/connectivity.ts';
import {
  createFaultCalendar,
  faultSpec,
  planFaults,
  type FaultCalendar,
  type FaultCalendarState,
  type FaultFrame,
  type FaultPlan,
} from '../../src/sim/faults/index.ts';

/** Edge servers a, b and c, 100 m apart on a line from (0, 0). */
export const SITES = ['a', 'b', 'c'].map((name, index) => ({ name, x: 100 * index, y: 0 }));

/** Plans of faults as an experiment writes them, for the edge servers of `SITES`. */
export function plansOf(faults: readonly unknown[]): readonly FaultPlan[] {
  const specs = faults.map((fault) => faultSpec.parse(fault));
  return planFaults(specs, { edgeServers: SITES.map(({ name }) => name), attacks, dataAttacks, source: 'test' });
}

export function calendarOf(
  faults: readonly unknown[],
  { seed = 1, from }: { seed?: number; from?: FaultCalendarState } = {},
): FaultCalendar {
  return createFaultCalendar({
    plans: plansOf(faults),
    sites: SITES,
    random: createRandom(seed),
    ...(from && { from }),
  });
}

export const worker = (id: string) => ({ tier: 'worker', id }) as const;
export const edgeServer = (id: string) => ({ tier: 'edge-server', id }) as const;
export const cloudLink = (id: string) => ({ tier: 'cloud-link', id }) as const;

/** A frame at `timeS` with workers at edge servers, by index, each standing where its edge server stands. */
export function frameAt(
  timeS: number,
  links: Readonly<Record<string, number>>,
  lists: Partial<FaultFrame> = {},
): FaultFrame {
  return {
    timeMs: timeS * 1000,
    arrived: [],
    linked: Object.entries(links).map(([vehicleId, link]) => ({
      vehicleId,
      link,
      x: SITES[link]!.x,
      y: SITES[link]!.y,
    })),
    ...lists,
  };
}

/**
 * Random traffic: vehicles come, wander between edge servers and out of range, and leave for good.
 *
 * @param vehicles - on the road at once.
 */
export function* randomTraffic(random: Random, frames: number, vehicles: number): Generator<FaultFrame> {
  const stream = random.stream('test-traffic');
  let next = 0;
  let present = Array.from({ length: vehicles }, () => ({ vehicleId: `v${next++}`, link: NO_LINK }));
  for (let frame = 1; frame <= frames; frame++) {
    const arrived: string[] = [];
    present = present.map((vehicle) => {
      const draw = stream.uniform();
      if (draw < 0.02) {
        arrived.push(vehicle.vehicleId);
        return { vehicleId: `v${next++}`, link: NO_LINK };
      }
      return draw < 0.7 ? vehicle : { ...vehicle, link: stream.integer(SITES.length + 1) - 1 };
    });
    yield {
      timeMs: frame * 1000,
      arrived,
      linked: present
        .filter(({ link }) => link !== NO_LINK)
        .map(({ vehicleId, link }) => ({ vehicleId, link, x: 100 * link + 100 * stream.uniform() - 50, y: 0 })),
    };
  }
}
