/**
 * What `run` shows while it runs: a live line on a terminal, a line an evaluation elsewhere. Always on standard error.
 */
import type { Experiment, Manifest, MetricsRow, Progress, RunListeners } from '../index.ts';
import { formatDuration, formatPercent } from './format.ts';

/** The part of a stream that is written to. */
export interface Terminal {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** Listeners of a run, and `end` to leave the terminal as it was. */
export interface Reporter extends Required<Pick<RunListeners, 'onStart' | 'onEvaluation' | 'onStep' | 'onNotice'>> {
  end(): void;
}

const REDRAW_MS = 100;
const CLEAR_LINE = '\r\u001b[2K';

/** @param now - wall clock, ms. */
export function createReporter(
  terminal: Terminal,
  experiment: Experiment,
  now: () => number = () => performance.now(),
): Reporter {
  const isLive = terminal.isTTY === true;
  let started = now();
  let drawnAt = -Infinity;
  let isDrawn = false;

  const clear = (): void => {
    if (isDrawn) terminal.write(CLEAR_LINE);
    isDrawn = false;
  };
  const print = (line: string): void => {
    clear();
    terminal.write(`${line}\n`);
  };
  return {
    onStart(manifest) {
      started = now();
      print(startLine(manifest));
    },
    onEvaluation(row) {
      print(evaluationLine(row));
    },
    onStep(progress) {
      if (!isLive || now() - drawnAt < REDRAW_MS) return;
      drawnAt = now();
      const line = progressLine(progress, experiment, (drawnAt - started) / 1000);
      terminal.write(`${CLEAR_LINE}${line.slice(0, (terminal.columns ?? 120) - 1)}`);
      isDrawn = true;
    },
    onNotice(message) {
      print(`edgemlsim: ${message}`);
    },
    end: clear,
  };
}

/** E.g. `boston-common, seed 1: SUMO 1.15.0, openblas on 2 threads (OpenBLAS 0.3.21)`. */
export function startLine({ name, seed, sumo, backend }: Manifest): string {
  const threads = backend.threads === 1 ? '1 thread' : `${backend.threads} threads`;
  return `${name}, seed ${seed}: ${sumo}, gradients by ${backend.name} on ${threads} (${backend.detail})`;
}

/** E.g. `epoch 3  round 14  180.4 s simulated  test accuracy 0.712  loss 0.931`. */
export function evaluationLine(row: MetricsRow): string {
  return [
    `epoch ${Number(row.epoch.toFixed(2))}`.padEnd(10),
    `round ${row.round}`.padEnd(10),
    `${row.simulatedSeconds.toFixed(1)} s simulated`.padStart(18),
    `test accuracy ${row.testAccuracy.toFixed(3)}`.padStart(21),
    `loss ${row.testLoss.toFixed(3)}`.padStart(12),
  ].join('  ');
}

/** The live line. */
export function progressLine(progress: Progress, experiment: Experiment, wallSeconds: number): string {
  const { epochs } = experiment.stop;
  const share = Math.min(1, progress.epochs / epochs);
  const speed = wallSeconds > 0 ? progress.simulatedMs / 1000 / wallSeconds : 0;
  const left = share > 0 ? (wallSeconds * (1 - share)) / share : Infinity;
  const inRange = experiment.edgeServers.map(({ name }, index) => `${name} ${progress.inRange[index] ?? 0}`).join(', ');
  return [
    bar(share),
    formatPercent(share),
    `${(progress.simulatedMs / 1000).toFixed(0)} s`,
    `in range: ${inRange}`,
    `${progress.gradients} gradients`,
    progress.accuracy === undefined ? 'accuracy -' : `accuracy ${progress.accuracy.toFixed(3)}`,
    `${speed.toFixed(speed < 10 ? 1 : 0)}x real time`,
    `${formatDuration(left)} left`,
  ].join('  ');
}

const BAR_WIDTH = 16;

function bar(share: number): string {
  const full = Math.round(share * BAR_WIDTH);
  return `${'█'.repeat(full)}${'░'.repeat(BAR_WIDTH - full)}`;
}
