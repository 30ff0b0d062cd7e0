/** What is shown while many runs go on: a live line on a terminal, a line a run everywhere. */
import { isFinished, type PoolListeners, type Tally } from '../index.ts';
import { formatDuration } from './format.ts';
import type { Terminal } from './reporter.ts';
import { describeLabels } from './sweep.ts';

/** Listeners of a pool of runs, and `end` to leave the terminal as it was. */
export interface PoolReporter extends Required<PoolListeners> {
  end(): void;
}

const CLEAR_LINE = '\r\u001b[2K';

export function createPoolReporter(terminal: Terminal): PoolReporter {
  let isDrawn = false;
  const clear = (): void => {
    if (isDrawn) terminal.write(CLEAR_LINE);
    isDrawn = false;
  };
  const draw = (tally: Tally): void => {
    if (terminal.isTTY !== true) return;
    terminal.write(`${CLEAR_LINE}${standing(tally).slice(0, (terminal.columns ?? 120) - 1)}`);
    isDrawn = true;
  };
  return {
    onStart(tally) {
      const { total, done, jobs } = tally;
      terminal.write(`${runsOf(total)}: ${done} done already, ${total - done} to do, ${jobs} at a time\n`);
    },
    onProgress: draw,
    onRunEnded(run, outcome, tally) {
      clear();
      const what = isFinished(outcome)
        ? `${accuracyOf(outcome.summary)}, ${formatDuration(outcome.wallSeconds)}`
        : `failed: ${outcome.message}`;
      const place = `${tally.done + tally.failed}/${tally.total}`;
      const left = tally.secondsLeft === undefined ? '' : `; about ${formatDuration(tally.secondsLeft)} left`;
      terminal.write(`${place}  ${describeLabels(run.labels)}: ${what}${left}\n`);
      draw(tally);
    },
    end: clear,
  };
}

/** E.g. `1 run`, `24 runs`. */
export function runsOf(count: number): string {
  return count === 1 ? '1 run' : `${count} runs`;
}

function standing({ done, failed, total, secondsLeft }: Tally): string {
  const failures = failed === 0 ? '' : `, ${failed} failed`;
  const left = secondsLeft === undefined ? 'time left not known yet' : `about ${formatDuration(secondsLeft)} left`;
  return `${done} of ${runsOf(total)} done${failures}; ${left}`;
}

function accuracyOf(summary: Readonly<Record<string, unknown>>): string {
  const { accuracy } = (summary['final'] ?? {}) as { readonly accuracy?: number };
  return accuracy === undefined ? 'no gradient was computed' : `accuracy ${accuracy.toFixed(3)}`;
}
