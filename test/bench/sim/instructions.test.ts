/** Counting instructions, with a program in place of `perf` that says what that says on machines that count, and others. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { countInstructions } from '../../../bench/sim/instructions.ts';
import { temporaryFolder } from '../../report/run-folder.ts';

/** Answers orders as `perf stat --control` does, and prints `counted` when it is interrupted. */
const perfThatPrints = (counted: string): string => `#!${process.execPath}
const fs = require('node:fs');
const orders = require('node:readline').createInterface({ input: new (require('node:net').Socket)({ fd: 3 }) });
orders.on('line', (order) => {
  fs.writeSync(2, 'Events ' + order + 'd\\n');
  fs.writeSync(4, 'ack\\n');
});
process.on('SIGINT', () => {
  fs.writeSync(2, ${JSON.stringify(counted)} + '\\n');
  process.exit(0);
});
`;

/** Where nothing but `perf` is found. */
function onlyPerf(t: ExecutionContext, content?: string): void {
  const folder = join(temporaryFolder(t), 'bin');
  mkdirSync(folder);
  if (content !== undefined) writeFileSync(join(folder, 'perf'), content, { mode: 0o755 });
  const before = process.env['PATH'];
  process.env['PATH'] = folder;
  t.teardown(() => (process.env['PATH'] = before));
}

async function count(): Promise<number | undefined> {
  const counter = await countInstructions(process.pid);
  await counter!.start();
  await counter!.stop();
  return counter!.end();
}

test.serial('instructions - what perf has counted', async (t) => {
  onlyPerf(t, perfThatPrints('123456789,,instructions:u,1000,100.00,,'));
  t.is(await count(), 123_456_789);
});

test.serial('instructions - none where the machine counts none', async (t) => {
  onlyPerf(t, perfThatPrints('<not supported>,,instructions:u,0,100.00,,'));
  t.is(await count(), undefined);
});

test.serial('instructions - what perf says otherwise is an error that quotes it', async (t) => {
  onlyPerf(t, perfThatPrints('no such process'));
  await t.throwsAsync(count(), { message: /expected a count of instructions, got [^]*no such process/ });
});

test.serial('instructions - no counter where perf is not installed, or ends at once', async (t) => {
  onlyPerf(t);
  t.is(await countInstructions(process.pid), undefined);
  onlyPerf(t, `#!${process.execPath}\nprocess.exit(255);\n`);
  t.is(await countInstructions(process.pid), undefined);
});
