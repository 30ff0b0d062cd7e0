/**
 * Mobility from a recorded trace: no SUMO, the same frames to the last bit.
 *
 * A trace holds the vehicles near the edge servers of the run that was recorded; whether that is enough for another
 * experiment is checked before it starts.
 */
import type { Site } from '../connectivity.ts';
import { saveRecordedState } from './recorded-state.ts';
import { TraceError } from './trace-error.ts';
import { inspectTrace, readTrace, type TraceFacts } from './trace-reader.ts';
import type { MobilityNeeds, MobilitySource, TrafficFrame } from './source.ts';

/** What an experiment wants of a trace. */
export interface TraceWishes {
  readonly sites: readonly Site[];
  /** Metres beyond the ranges within which vehicles must be in the frames, or all vehicles. */
  readonly coverage: number | 'all';
  readonly needs: MobilityNeeds;
}

/**
 * Refuses a trace that does not hold what an experiment needs.
 *
 * @throws {TraceError} `E_TRACE_COVERAGE`.
 */
export function checkTrace({ file, header }: Pick<TraceFacts, 'file' | 'header'>, wishes: TraceWishes): void {
  const refuse = (message: string): TraceError => new TraceError(message, { code: 'E_TRACE_COVERAGE', file });
  for (const need of ['motion', 'facts'] as const)
    if (wishes.needs[need] && !header.needs[need])
      throw refuse(`the trace holds no ${NEEDS[need]}, which the experiment needs; record it with this experiment`);
  const { coverage } = header;
  if (coverage === 'all') return;
  const advice = 'record it with this experiment, or with --record-margin all';
  if (wishes.coverage === 'all')
    throw refuse(`the trace holds vehicles near edge servers, the experiment needs all; ${advice}`);
  for (const [index, site] of wishes.sites.entries()) {
    const radius = site.range + wishes.coverage;
    const isCovered = coverage.some(
      (disk) => Math.hypot(site.x - disk.x, site.y - disk.y) + radius <= disk.radius + ROUNDING_M,
    );
    if (!isCovered)
      throw refuse(
        `edgeServers[${index}]: the trace does not hold all vehicles within ${radius} m of (${site.x}, ${site.y}); ${advice}`,
      );
  }
}

const NEEDS = { motion: 'speeds and angles', facts: 'types and routes' } as const;
/** A range and a margin may have been added up in another order. */
const ROUNDING_M = 1e-6;

/**
 * @param options - `after`: go on after this step; `onNotice` is told, in one line, of a trace that was cut off.
 * @throws {TraceError} `E_TRACE_FILE`; later, from `next`: `E_TRACE_END` when the run goes on beyond what was recorded.
 */
export async function replayTrace(
  file: string,
  options: { readonly after?: number; readonly onNotice?: ((message: string) => void) | undefined } = {},
): Promise<MobilitySource> {
  const facts = await inspectTrace(file);
  const { header, ending, lastStep } = facts;
  if (ending === 'cut') options.onNotice?.(`${file}: the trace was cut off; it holds ${lastStep} whole steps`);
  const frames = readTrace(file, options.after);
  return {
    stepLengthMs: header.stepLengthMs,
    version: `${header.source} (recorded)`,
    async next({ saveState } = {}): Promise<TrafficFrame | undefined> {
      const { value } = await frames.next();
      if (value === undefined && ending === 'over') return undefined;
      if (value !== undefined) {
        if (saveState !== undefined) await saveRecordedState(saveState, file, value.step);
        return value;
      }
      const why = ending === 'cut' ? 'the file was cut off' : 'the run that was recorded ended';
      throw new TraceError(
        `the trace ends with step ${lastStep}, where ${why}, and traffic went on; end the experiment before (stop) or record again`,
        { code: 'E_TRACE_END', file },
      );
    },
    async close() {
      await frames.return();
    },
  };
}
