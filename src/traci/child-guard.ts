/**
 * No SUMO outlives us: a list of the children alive, killed whenever and however this process ends.
 *
 * Used by `sumo-process`. This is the one piece of state that belongs to the process rather than to a client, because
 * so do its exit and its signals. An orphaned SUMO may spin at full speed for ever, so the end is SIGKILL.
 * (What happens when this process itself is killed by SIGKILL: `orphan-watch`.)
 */
import type { ChildProcess } from 'node:child_process';

const guarded = new Set<ChildProcess>();
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Kills `child` when this process ends; until the returned function is called. */
export function guardChild(child: ChildProcess): () => void {
  if (guarded.size === 0) install();
  guarded.add(child);
  return () => {
    if (guarded.delete(child) && guarded.size === 0) uninstall();
  };
}

/** Kills a child and everything in its process group, at once. */
export function killChild(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  if (process.platform === 'win32') {
    child.kill('SIGKILL');
    return;
  }
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch (error) {
    // The group is gone: it ended between the check and the signal.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function killAll(): void {
  for (const child of guarded) killChild(child);
}

/** Node runs no exit handlers when a signal's default action ends it; so take the signal, kill, and pass it on. */
function onSignal(signal: NodeJS.Signals): void {
  // Somebody else handles the signal: the program goes on, and its exit is seen by the exit handler.
  if (process.listenerCount(signal) > 1) return;
  killAll();
  uninstall();
  process.kill(process.pid, signal);
}

function install(): void {
  process.on('exit', killAll);
  for (const signal of SIGNALS) process.on(signal, onSignal);
}

function uninstall(): void {
  process.removeListener('exit', killAll);
  for (const signal of SIGNALS) process.removeListener(signal, onSignal);
}
