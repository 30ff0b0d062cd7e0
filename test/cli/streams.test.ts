import { EventEmitter } from 'node:events';
import test from 'ava';
import { watchStreams } from '../../src/cli/streams.ts';

/** A stream that nobody reads, and what was printed to it. */
class Closed extends EventEmitter {
  readonly printed: string[] = [];

  write(text: string): void {
    this.printed.push(text);
  }

  refuse(code: string): void {
    this.emit('error', Object.assign(new Error(`${code}: refused, write`), { code }));
  }
}

function watched(): { readonly stdout: Closed; readonly stderr: Closed; readonly exits: (number | undefined)[] } {
  const streams = { stdout: new Closed(), stderr: new Closed() };
  const exits: (number | undefined)[] = [];
  watchStreams(streams, (code) => exits.push(code));
  return { ...streams, exits };
}

test('streams - a run goes on when nobody reads what it tells on the way, or has no room for it', (t) => {
  const { stderr, exits } = watched();
  for (const code of ['EPIPE', 'ENOSPC', 'EIO']) stderr.refuse(code);
  t.deepEqual(exits, []);
});

test('streams - a reader that has seen enough of the results is no failure, a full disk is one', (t) => {
  const { stdout, stderr, exits } = watched();
  stdout.refuse('EPIPE');
  t.deepEqual([exits, stderr.printed], [[undefined], []]);
  stdout.refuse('ENOSPC');
  t.deepEqual(exits, [undefined, 2]);
  t.deepEqual(stderr.printed, [
    'edgemlsim: expected standard output to take what is printed: ENOSPC: refused, write\n',
  ]);
});
