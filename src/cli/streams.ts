/** What the program does when nobody takes what it prints. */
import { OUTPUT_REFUSED } from './exit.ts';

/** The part of a stream that is listened to. */
export interface Printed {
  on(event: 'error', listener: (error: NodeJS.ErrnoException) => void): unknown;
}

/** What results are printed to, and what is told on the way. */
export interface Streams {
  readonly stdout: Printed;
  readonly stderr: Printed & { write(text: string): unknown };
}

/**
 * Results are printed when the work is done: a reader that has seen enough of them (`| head`) is no failure, a disk that is
 * full is one. What is told on the way is no result: where it cannot be, the work goes on, and the exit code says how it
 * ended.
 *
 * @param exit - ends the program; without a code with the one that it has.
 */
export function watchStreams({ stdout, stderr }: Streams, exit: (code?: number) => void): void {
  stderr.on('error', () => undefined);
  stdout.on('error', ({ code, message }) => {
    if (code === 'EPIPE') {
      exit();
      return;
    }
    stderr.write(`edgemlsim: expected standard output to take what is printed: ${message}\n`);
    exit(OUTPUT_REFUSED);
  });
}
