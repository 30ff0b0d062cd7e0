/** Ends a run at a given moment, and saves it there: the trunk of a fork. */
import { join } from 'node:path';
import { openCheckpoints } from '../checkpoints/index.ts';
import type { TrafficFrame } from '../mobility/source.ts';
import type { Checkpoints } from '../simulator.ts';
import { latestEndMs, type MomentMs } from './moment.ts';
import { checkpointOf, CHECKPOINTS, trafficStateFile, type SavedBeside } from './resume.ts';

/** The last checkpoint of a run. */
export interface FinalCheckpoint extends Checkpoints {
  /** To be told of every frame, after its step. */
  passed(frame: TrafficFrame): void;
}

/**
 * @param timing - `lastFrameMs`: time of the last frame before the run goes on; undefined at the start, of which nobody
 *   knows when its first frame will be, so that the end of the first step is no moment that can be kept.
 * @param end - called when the run is saved, or is past the moment.
 */
export async function createFinalCheckpoint(
  beside: SavedBeside,
  moment: MomentMs,
  { lastFrameMs, end }: { readonly lastFrameMs: number | undefined; readonly end: () => void },
): Promise<FinalCheckpoint> {
  const { stepLengthMs, holdsMs } = beside;
  const latestMs = latestEndMs(moment, stepLengthMs);
  const writer = await openCheckpoints(join(beside.folder.path, CHECKPOINTS), { keep: 1 });
  let frameMs = lastFrameMs;
  return {
    wanted() {
      if (frameMs === undefined) return undefined;
      const nextEndMs = frameMs + stepLengthMs + holdsMs;
      return nextEndMs <= latestMs && nextEndMs + stepLengthMs > latestMs ? trafficStateFile(beside) : undefined;
    },
    async write(run, frame, path) {
      await writer.write(checkpointOf(run, frame, path, beside));
      end();
    },
    passed({ timeMs }) {
      frameMs = timeMs;
      if (timeMs + holdsMs > latestMs) end();
    },
  };
}
