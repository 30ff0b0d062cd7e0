import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import test, { type ExecutionContext } from 'ava';
import { childrenOf, READ_TYPESCRIPT } from '../helpers/cli.ts';
import { isGone } from '../helpers/sumo.ts';

// The watch is a shell, which Windows has not got.
const onPosix = process.platform === 'win32' ? test.skip : test;
const WATCH = new URL('../../src/traci/orphan-watch.ts', import.meta.url).href;

/** A process of ours whose child, in a group of its own, would sleep for an hour; `then` is what it does next. */
const PROGRAM = (then: string): string => `
  import { spawn } from 'node:child_process';
  import { startOrphanWatch } from '${WATCH}';
  const watch = startOrphanWatch();
  const child = spawn('sleep', ['3600'], { detached: true, stdio: 'ignore' });
  watch.guard(child.pid);
  ${then}
  console.log(child.pid);
  setInterval(() => undefined, 1000);
`;

async function startProgram(t: ExecutionContext, then = '') {
  const program = spawn(process.execPath, [READ_TYPESCRIPT, '--input-type=module', '-e', PROGRAM(then)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.teardown(() => program.kill('SIGKILL'));
  const [line] = (await once(createInterface({ input: program.stdout }), 'line')) as [string];
  return { program, sleeper: Number(line) };
}

onPosix('orphan watch - SIGKILL of our process takes the child with it, and the watch too', async (t) => {
  const { program, sleeper } = await startProgram(t);
  const watches = childrenOf(program.pid!, /\/bin\/sh/);
  t.is(watches.length, 1);
  t.false(isGone(sleeper));
  program.kill('SIGKILL');
  await once(program, 'exit');
  for (let wait = 0; wait < 100 && !(isGone(sleeper) && isGone(watches[0]!)); wait++) await sleep(50);
  t.true(isGone(sleeper));
  t.true(isGone(watches[0]!));
});

onPosix('orphan watch - once it is over, nobody is killed', async (t) => {
  const { program, sleeper } = await startProgram(t, 'watch.end();');
  t.teardown(() => {
    process.kill(sleeper, 'SIGKILL');
  });
  for (let wait = 0; wait < 100 && childrenOf(program.pid!, /\/bin\/sh/).length > 0; wait++) await sleep(50);
  t.deepEqual(childrenOf(program.pid!, /\/bin\/sh/), []);
  program.kill('SIGKILL');
  await once(program, 'exit');
  await sleep(100);
  t.false(isGone(sleeper));
});
