/**
 * Where gradients came from: deliveries and losses by cell of the map and edge server, for `places.csv`.
 *
 * Listens to the events of a run; its size depends on the area that vehicles reach edge servers from, not on how long
 * the run is. Format: docs/results-format.md.
 */
import { connect, NO_LINK, type Site } from '../connectivity.ts';
import type { SimulationEvent } from '../events.ts';

/** Side of a cell, m; cells begin at multiples of it in network coordinates. */
export const PLACE_CELL_METRES = 10;

export const PLACES_HEADER = 'x,y,edge_server,delivered,late,lost';

/** Counts as a run goes on. */
export interface PlaceCounter {
  onEvent(event: SimulationEvent): void;
  /** The whole of `places.csv`, by y, x and edge server, whatever the order of events. */
  toCsv(): string;
}

export interface PlaceCounterOptions {
  /** In the order of the experiment. */
  readonly sites: readonly Site[];
  readonly names: readonly string[];
  /** What was counted before a run was interrupted: an earlier `toCsv()`. */
  readonly from?: string;
}

/** Deliveries in time, late ones and losses of a cell. */
interface Counts {
  delivered: number;
  late: number;
  lost: number;
}

/** A lost gradient counts for the edge server that its vehicle last reached: the nearest in range of where it was. */
export function createPlaceCounter({ sites, names, from }: PlaceCounterOptions): PlaceCounter {
  const cells = new Map<string, Counts>();
  const at = (x: number, y: number, edgeServer: string): Counts => {
    const key = `${cellOf(x)},${cellOf(y)},${edgeServer}`;
    const known = cells.get(key);
    if (known !== undefined) return known;
    const fresh = { delivered: 0, late: 0, lost: 0 };
    cells.set(key, fresh);
    return fresh;
  };
  for (const line of from?.split('\n').slice(1) ?? []) {
    if (line === '') continue;
    const [x, y, edgeServer, delivered, late, lost] = line.split(',');
    cells.set(`${x!},${y!},${edgeServer!}`, { delivered: Number(delivered), late: Number(late), lost: Number(lost) });
  }
  return {
    onEvent(event) {
      if (event.type === 'deliver') at(event.x, event.y, event.edgeServer)[event.late ? 'late' : 'delivered']++;
      if (event.type === 'lost') at(event.x, event.y, nameOfNearest(event.x, event.y, sites, names)).lost++;
    },
    toCsv() {
      const rows = [...cells].map(([key, counts]) => {
        const [x, y, edgeServer] = key.split(',') as [string, string, string];
        return {
          x: Number(x),
          y: Number(y),
          edgeServer,
          line: `${key},${counts.delivered},${counts.late},${counts.lost}`,
        };
      });
      rows.sort((a, b) => a.y - b.y || a.x - b.x || (a.edgeServer < b.edgeServer ? -1 : 1));
      return [PLACES_HEADER, ...rows.map(({ line }) => line), ''].join('\n');
    },
  };
}

function cellOf(metres: number): number {
  return Math.floor(metres / PLACE_CELL_METRES) * PLACE_CELL_METRES;
}

function nameOfNearest(x: number, y: number, sites: readonly Site[], names: readonly string[]): string {
  const vehicle = { count: 1, ids: [''], x: Float64Array.of(x), y: Float64Array.of(y) };
  const index = connect(vehicle, sites)[0]!;
  return index === NO_LINK ? '' : names[index]!;
}
