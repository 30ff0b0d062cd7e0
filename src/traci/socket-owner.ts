/**
 * Which process accepted a connection on this machine: the one we started, or somebody who was faster on its port.
 *
 * Used by `launch`. SUMO listens only after it has loaded its network, long after its port was chosen; until then any
 * other program may take the port and, being a SUMO too, answer in good faith. Linux tells through /proc.
 */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** Both ends of a connection of ours. */
export interface ConnectionPorts {
  /** Our end. */
  readonly local: number;
  /** The end of the one who accepted. */
  readonly remote: number;
}

/**
 * Who accepted the connection; must be asked after an answer has come, because the system completes connections before
 * the program accepts them.
 *
 * @param leader - id of the process started, which leads a process group of its own.
 * @returns `unknown` where the system does not tell: elsewhere than on Linux, and for processes of other users.
 */
export function acceptedBy(leader: number, ports: ConnectionPorts): 'ours' | 'another' | 'unknown' {
  if (process.platform !== 'linux') return 'unknown';
  const inode = inodeOf(ports);
  if (inode === undefined) return 'unknown';
  // The usual case first: one process to look at instead of all.
  if (holds(leader, inode)) return 'ours';
  const owner = processIds().find((id) => holds(id, inode));
  if (owner === undefined) return 'unknown';
  return groupOf(owner) === leader ? 'ours' : 'another';
}

/** Inode of the accepted end of the connection, from the table of all TCP sockets. */
function inodeOf({ local, remote }: ConnectionPorts): string | undefined {
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    for (const line of read(table).split('\n')) {
      // slot, own address:port, other address:port, state, queues, timers, retransmits, user, timeout, inode
      const fields = line.trim().split(/\s+/);
      if (portIn(fields[1]) === remote && portIn(fields[2]) === local && fields[9] !== '0') return fields[9];
    }
  }
  return undefined;
}

function portIn(address: string | undefined): number {
  return Number.parseInt(address?.split(':')[1] ?? '', 16);
}

function holds(processId: number, inode: string): boolean {
  const folder = `/proc/${processId}/fd`;
  return list(folder).some((name) => link(`${folder}/${name}`) === `socket:[${inode}]`);
}

function processIds(): number[] {
  return list('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

/** `stat` reads `pid (name) state parent group ...`; the name may hold anything, brackets too. */
function groupOf(processId: number): number {
  const stat = read(`/proc/${processId}/stat`);
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[2]);
}

// Processes and their files come and go while we look, and those of other users are closed to us: nothing to see there.

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function link(file: string): string {
  try {
    return readlinkSync(file);
  } catch {
    return '';
  }
}
