/** The program within this process: as quick as the work itself. One at a time, since folder and output are the process's. */
import { CommanderError } from 'commander';
import { describeError, exitCodeOf } from '../../src/cli/exit.ts';
import { createProgram } from '../../src/cli/program.ts';
import type { Ended } from './cli.ts';

/** Runs `edgemlsim` in a folder; what it prints is kept. */
export async function runInProcess(args: readonly string[], cwd: string): Promise<Ended> {
  const before = process.cwd();
  const stdout = capture(process.stdout);
  const stderr = capture(process.stderr);
  process.chdir(cwd);
  let code: number;
  try {
    await createProgram().parseAsync(args, { from: 'user' });
    code = Number(process.exitCode ?? 0);
  } catch (error) {
    // As the entry point does.
    if (error instanceof CommanderError) code = error.exitCode === 0 ? 0 : 2;
    else {
      process.stderr.write(`${describeError(error, true)}\n`);
      code = exitCodeOf(error);
    }
  } finally {
    process.chdir(before);
    process.exitCode = undefined;
    stdout.release();
    stderr.release();
  }
  return { code, stdout: stdout.text(), stderr: stderr.text() };
}

/** Keeps what is written to a stream instead of writing it. */
function capture(stream: NodeJS.WriteStream): { text(): string; release(): void } {
  const original = stream.write.bind(stream);
  let text = '';
  stream.write = (chunk: string | Uint8Array) => {
    text += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8');
    return true;
  };
  return {
    text: () => text,
    release() {
      stream.write = original;
    },
  };
}
