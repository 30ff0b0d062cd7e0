/**
 * Where vehicles were, sampled: from SUMO run for some minutes without a window, or from a trace recorded earlier.
 *
 * Source: SUMO documentation, "Simulation/Output/FCDOutput": `<timestep time><vehicle id x y .../></timestep>`.
 */
import { CityError } from './errors.ts';
import { runSumo, type SumoTools } from './tools.ts';
import { visitElements } from './xml.ts';

/** Positions of vehicles at moments an equal time apart. */
export interface TrafficSamples {
  /** m, network coordinates; x and y in turns, shape [2 x count]. */
  readonly positions: Float64Array;
  readonly count: number;
  /** Different vehicles among them. */
  readonly vehicles: number;
}

/** Samples at most this much, the rest of a longer trace is thinned out evenly: memory, and patience. */
const MAXIMUM_SAMPLES = 2_000_000;

/**
 * Runs SUMO without a window and notes where vehicles are.
 *
 * @param configuration - `.sumocfg`.
 * @param options - `seconds`: simulated, from the configuration's begin; `everySeconds`: between samples;
 *   `file`: where SUMO writes meanwhile; `origin`: what the traffic is, for messages.
 * @throws {CityError} `E_CITY_TOOL` if SUMO refuses the scenario; `E_CITY_INPUT` if no vehicle drove.
 */
export async function sampleTraffic(
  configuration: string,
  options: {
    readonly begin: number;
    readonly seconds: number;
    readonly everySeconds: number;
    readonly file: string;
    readonly origin?: string;
  },
  tools: SumoTools,
): Promise<TrafficSamples> {
  const { begin, seconds, everySeconds, file } = options;
  await runSumo(
    tools,
    ['-c', configuration, '--end', String(begin + seconds), '--fcd-output', file, '--fcd-output.attributes', 'x,y'],
    ['--device.fcd.period', String(everySeconds), '--no-step-log', '--duration-log.disable', '--no-warnings'],
  );
  return readSamples(file, `${options.origin ?? configuration}, ${seconds} s of it`);
}

/**
 * Reads a trace in SUMO's FCD format, also gzipped.
 *
 * @param origin - what the traffic is of, for messages.
 * @throws {CityError} `E_CITY_INPUT` if it is none, or nobody drives in it.
 */
export async function readSamples(file: string, origin: string = file): Promise<TrafficSamples> {
  let values: number[] = [];
  let every = 1;
  let seen = 0;
  const vehicles = new Set<string>();
  await visitElements(file, 'a trace of SUMO (FCD)', {
    open(name, { id, x, y }) {
      if (name !== 'vehicle' || id === undefined || x === undefined || y === undefined) return;
      vehicles.add(id);
      if (seen++ % every !== 0) return;
      values.push(Number(x), Number(y));
      if (values.length < 2 * MAXIMUM_SAMPLES) return;
      values = values.filter((_, index) => index % 4 < 2);
      every *= 2;
    },
  });
  if (values.length === 0)
    throw new CityError(`${origin}: no vehicle drives; expected traffic to place edge servers by`, {
      code: 'E_CITY_INPUT',
    });
  return { positions: Float64Array.from(values), count: values.length / 2, vehicles: vehicles.size };
}
