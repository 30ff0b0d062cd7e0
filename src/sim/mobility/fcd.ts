/**
 * Mobility from SUMO's floating car data (`sumo --fcd-output FILE`, plain or .gz), streamed.
 *
 * fcd-export := timestep(time)*, timestep := vehicle(id, x, y, angle, type, speed)*; all vehicles on the road.
 * Who departed and arrived follows from who is there; teleports and parking cannot be told: a vehicle that teleports
 * arrives and departs again, one that parks stands. Positions have the digits that SUMO was asked to write.
 * Source: SUMO documentation, "Simulation/Output/FCDOutput".
 */
import sax from 'sax';
import { UsageError } from '../../errors.ts';
import { compareIds } from '../clock.ts';
import { saveRecordedState } from './recorded-state.ts';
import type { MobilityNeeds, MobilitySource, TrafficFrame, VehicleFacts } from './source.ts';
import { readText } from '../sumo-files/text.ts';

/** What the first two timesteps of a file say. */
export interface FcdFacts {
  readonly file: string;
  readonly stepLengthMs: number;
}

interface FcdVehicle {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly speed: number;
  readonly angle: number;
  readonly typeId: string;
}

interface Timestep {
  readonly timeMs: number;
  readonly vehicles: readonly FcdVehicle[];
}

/** What of a file is being read, for messages. */
interface Place {
  readonly file: string;
}

/**
 * Reads the beginning of a file.
 *
 * @throws {UsageError} `E_FCD_FILE`: it cannot be read, is none, has degrees instead of metres, or fewer than two steps.
 */
export async function inspectFcd(file: string): Promise<FcdFacts> {
  const times: number[] = [];
  for await (const { timeMs } of readTimesteps({ file })) {
    times.push(timeMs);
    if (times.length === 2) break;
  }
  const [first, second] = times;
  if (first === undefined || second === undefined) throw fcdError('expected two timesteps or more', file);
  if (second <= first) throw fcdError(`expected times to grow, got ${second} ms after ${first} ms`, file);
  return { file, stepLengthMs: second - first };
}

/**
 * @param options - `after`: go on after this step; facts are those of the type alone, with an empty route.
 * @throws {UsageError} as {@link inspectFcd}; later, from `next`, for what is wrong further on.
 */
export async function replayFcd(
  file: string,
  options: { readonly after?: number; readonly needs?: MobilityNeeds } = {},
): Promise<MobilitySource> {
  const { stepLengthMs } = await inspectFcd(file);
  const { after = 0, needs = { motion: false, facts: false } } = options;
  const frames = readFrames(file, stepLengthMs, needs);
  for (let step = 0; step < after; step++) await frames.next();
  return {
    stepLengthMs,
    version: 'FCD',
    async next({ saveState } = {}) {
      const { value } = await frames.next();
      if (value === undefined) return undefined;
      if (saveState !== undefined) await saveRecordedState(saveState, file, value.step);
      return value;
    },
    async close() {
      await frames.return();
    },
  };
}

/** SUMO writes a step's positions under the time at which the step began. */
async function* readFrames(
  file: string,
  stepLengthMs: number,
  needs: MobilityNeeds,
): AsyncGenerator<TrafficFrame, void, undefined> {
  let present: ReadonlySet<string> = new Set();
  let step = 0;
  let expectedMs: number | undefined;
  for await (const { timeMs, vehicles } of readTimesteps({ file })) {
    if (expectedMs !== undefined && timeMs !== expectedMs)
      throw fcdError(`expected a timestep at ${expectedMs / 1000} s, got one at ${timeMs / 1000} s`, file);
    expectedMs = timeMs + stepLengthMs;
    const before = present;
    present = new Set(vehicles.map(({ id }) => id));
    const newcomers = vehicles.filter(({ id }) => !before.has(id));
    yield {
      step: ++step,
      timeMs: expectedMs,
      departed: newcomers.map(({ id }) => id),
      arrived: [...before].filter((id) => !present.has(id)),
      teleportStarted: [],
      teleportEnded: [],
      parkingStarted: [],
      parkingEnded: [],
      vehicles: {
        count: vehicles.length,
        ids: vehicles.map(({ id }) => id),
        x: Float64Array.from(vehicles, ({ x }) => x),
        y: Float64Array.from(vehicles, ({ y }) => y),
        ...(needs.motion && {
          speed: Float64Array.from(vehicles, ({ speed }) => speed),
          angle: Float64Array.from(vehicles, ({ angle }) => angle),
        }),
      },
      ...(needs.facts && { introduced: newcomers.map(factsOf).sort((a, b) => compareIds(a.id, b.id)) }),
    };
  }
}

function factsOf({ id, typeId }: FcdVehicle): VehicleFacts {
  return { id, typeId, route: [] };
}

/** The file's timesteps, read piece by piece. */
async function* readTimesteps(place: Place): AsyncGenerator<Timestep, void, undefined> {
  const { file } = place;
  const done: Timestep[] = [];
  const parser = createParser(place, done);
  const source = readText(file);
  try {
    for await (const text of source) {
      parser.write(text);
      yield* done.splice(0);
    }
    parser.close();
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw fcdError(`expected FCD (XML): ${(error as Error).message.split('\n')[0] ?? ''}`, file, error);
  }
  yield* done.splice(0);
}

function createParser({ file }: Place, done: Timestep[]): sax.SAXParser {
  const parser = sax.parser(true);
  let isExport = false;
  let timeMs = 0;
  let vehicles: FcdVehicle[] = [];
  parser.oncomment = (text) => {
    // The configuration that SUMO writes before its output; nothing else tells degrees from metres.
    if (/<fcd-output\.geo\s+value="(true|1|yes|on|t|x)"/i.test(text))
      throw fcdError('it has degrees (--fcd-output.geo); write it again without, in network coordinates', file);
  };
  parser.onopentag = ({ name, attributes }) => {
    // Without namespaces, sax gives attributes as plain strings.
    const values = attributes as Readonly<Record<string, string | undefined>>;
    if (name === 'fcd-export') isExport = true;
    else if (!isExport) throw fcdError(`expected <fcd-export>, got <${name}>`, file);
    else if (name === 'timestep') {
      timeMs = Math.round(1000 * numberOf(values, 'time', 'a timestep', file));
      vehicles = [];
    } else if (name === 'vehicle') vehicles.push(vehicleOf(values, file));
  };
  parser.onclosetag = (name) => {
    if (name === 'timestep') done.push({ timeMs, vehicles });
  };
  parser.onerror = (error) => {
    throw error;
  };
  return parser;
}

function vehicleOf(values: Readonly<Record<string, string | undefined>>, file: string): FcdVehicle {
  const id = values['id'];
  if (id === undefined) throw fcdError('a vehicle has no id', file);
  const number = (key: string): number => numberOf(values, key, `vehicle ${id}`, file);
  return {
    id,
    x: number('x'),
    y: number('y'),
    speed: number('speed'),
    angle: number('angle'),
    typeId: values['type'] ?? '',
  };
}

function numberOf(
  values: Readonly<Record<string, string | undefined>>,
  key: string,
  what: string,
  file: string,
): number {
  const text = values[key] ?? '';
  const value = Number(text);
  if (text === '' || !Number.isFinite(value))
    throw fcdError(`${what}: expected a number for ${key}, got "${text}"`, file);
  return value;
}

function fcdError(message: string, file: string, cause?: unknown): UsageError {
  return new UsageError(`${file}: ${message}`, { code: 'E_FCD_FILE', path: 'traffic.fcd', cause });
}
