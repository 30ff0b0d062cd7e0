/**
 * The one end that this process cannot see coming: SIGKILL. A shell outside it waits for it, and kills SUMO then.
 *
 * Used by `sumo-process`. A SUMO with a client notices that the connection has gone, and exits; one whose client is killed
 * before it has connected would wait for it for ever.
 */
import { spawn } from 'node:child_process';

/** Waits for the end of this process. */
export interface OrphanWatch {
  /** Names the leader of the process group that is not to be left behind; called once, or not at all. */
  guard(pid: number): void;
  /** There is nothing left to kill. */
  end(): void;
}

/** Our end closes the pipe; only a line before it says that all is well. */
const SCRIPT = 'read -r pid && { read -r over || kill -s KILL -- "-$pid"; }';

/** Starts the watch; to be called before what it is for, so that nothing lies in between. */
export function startOrphanWatch(): OrphanWatch {
  // Windows has neither the shell nor process groups.
  if (process.platform === 'win32') return { guard: () => undefined, end: () => undefined };
  const shell = spawn('/bin/sh', ['-c', SCRIPT], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  const { stdin } = shell;
  // Without a shell, or when somebody has killed it, SUMO runs as well; all other ends are seen to by `child-guard`.
  shell.on('error', () => undefined);
  stdin.on('error', () => undefined);
  shell.unref();
  let guards = false;
  return {
    guard: (pid) => {
      guards = true;
      stdin.write(`${pid}\n`);
    },
    end: () => {
      stdin.end(guards ? 'over\n' : '');
    },
  };
}
