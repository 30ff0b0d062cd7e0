/** The header of a trace to be recorded: what whoever replays it must know. Used by `sim/traffic.ts`. */
import type { ExperimentPlan } from '../prepare.ts';
import type { Traffic, TrafficOptions } from '../traffic.ts';
import { VERSION } from '../version.ts';
import { MARGIN_M, type Coverage } from './live.ts';
import { hashFile } from './prepare-traffic.ts';
import { TraceError } from './trace-error.ts';
import { TRACE_FORMAT_VERSION, type TraceHeader } from './trace-format.ts';

/**
 * @param options - with `record`, and the coverage that the frames have.
 * @throws {TraceError} `E_TRACE_WRITE`: a run that goes on in the middle has no beginning to record.
 */
export async function describeTrace(
  { experiment, traffic: source }: ExperimentPlan,
  { mobility, sites }: Pick<Traffic, 'mobility' | 'sites'>,
  options: TrafficOptions,
): Promise<TraceHeader> {
  const { coverage = MARGIN_M, needs = { motion: false, facts: false } } = options;
  if (options.resume !== undefined || options.fastForward !== undefined)
    throw new TraceError('a run that goes on from a moment has no beginning to record; record it from the start', {
      code: 'E_TRACE_WRITE',
      file: options.record?.file ?? '',
    });
  // What a trace does not hold, its copy does not hold either.
  const held = source.kind === 'trace' ? source.trace.header.coverage : source.kind === 'fcd' ? 'all' : undefined;
  return {
    formatVersion: TRACE_FORMAT_VERSION,
    edgemlsim: VERSION,
    source: mobility.version,
    stepLengthMs: mobility.stepLengthMs,
    networkSha256: source.networkFile === undefined ? '' : await hashFile(source.networkFile),
    coverage: held ?? disks(sites, coverage),
    places: sites.flatMap(({ x, y }, index) => {
      const { position } = experiment.edgeServers[index]!;
      return 'x' in position ? [] : [{ position: { ...position }, x, y }];
    }),
    needs,
  };
}

function disks(sites: Traffic['sites'], coverage: Coverage): TraceHeader['coverage'] {
  return coverage === 'all' ? 'all' : sites.map(({ x, y, range }) => ({ x, y, radius: range + coverage }));
}
