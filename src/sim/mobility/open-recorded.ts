/** Opens recorded traffic, a trace or FCD, in place of a SUMO. Used by `sim/traffic.ts`. */
import { ExperimentError } from '../experiment/errors.ts';
import { resolveSites, type PlannedSite } from '../sites.ts';
import type { Traffic, TrafficOptions } from '../traffic.ts';
import { trafficResumeError } from './fast-forward.ts';
import { replayFcd } from './fcd.ts';
import { MARGIN_M } from './live.ts';
import type { PreparedTraffic } from './prepare-traffic.ts';
import { checkTrace, replayTrace } from './replay.ts';
import type { MobilitySource } from './source.ts';

/**
 * @throws {ExperimentError} `E_EXPERIMENT_VALUE`: recorded traffic is asked to listen, or to be seen.
 * @throws {TraceError} the trace does not hold what the experiment needs.
 * @throws {EdgeMLSimError} `E_TRAFFIC_RESUME`: it ends before the step to go on after.
 */
export async function openRecorded(
  source: Exclude<PreparedTraffic, { kind: 'sumo' }>,
  planned: readonly PlannedSite[],
  options: TrafficOptions,
): Promise<Traffic> {
  const { needs = { motion: false, facts: false }, coverage = MARGIN_M } = options;
  if (options.gui !== undefined)
    throw refuse('--gui', `there is no window on recorded traffic, ${source.file}; run with traffic.config`);
  if (options.listens === true)
    throw refuse('traffic', `recorded traffic, ${source.file}, does not listen to actions; run with traffic.config`);
  const sites = await resolveSites(planned, () => {
    throw new RangeError('every place was found when the experiment was prepared');
  });
  if (source.kind === 'trace') checkTrace(source.trace, { sites, coverage, needs });
  const step = options.fastForward ?? options.resume?.step ?? 0;
  // The frame of the step itself is read, to say where vehicles are.
  const after = Math.max(0, step - 1);
  const mobility =
    source.kind === 'trace'
      ? await replayTrace(source.file, { after, onNotice: options.onNotice })
      : await replayFcd(source.file, { after, needs });
  if (step === 0) return { sites, mobility };
  return { sites, mobility, restored: await restore(mobility, step) };
}

async function restore(mobility: MobilitySource, step: number): Promise<NonNullable<Traffic['restored']>> {
  try {
    const frame = await mobility.next();
    if (frame?.step === step) return frame.vehicles;
    throw trafficResumeError(`expected recorded traffic of ${step} steps or more`);
  } catch (error) {
    await mobility.close();
    throw error;
  }
}

function refuse(path: string, message: string): ExperimentError {
  return new ExperimentError(`${path}: ${message}`, { code: 'E_EXPERIMENT_VALUE', path });
}
