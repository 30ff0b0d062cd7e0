import { PassThrough } from 'node:stream';
import test from 'ava';
import { nextLine } from '../../src/cli/next-line.ts';

test('next line - waits for Enter, each time anew', async (t) => {
  const input = new PassThrough();
  let lines = 0;
  const first = nextLine(input).then(() => lines++);
  input.write('not yet');
  await new Promise(setImmediate);
  t.is(lines, 0);
  input.write('\n');
  await first;
  const second = nextLine(input).then(() => lines++);
  await new Promise(setImmediate);
  t.is(lines, 1);
  input.write('\n');
  await second;
  t.is(lines, 2);
});

test('next line - where nobody can press anything, nobody is waited for', async (t) => {
  const input = new PassThrough();
  input.end();
  await nextLine(input);
  await nextLine(input);
  t.pass();
});
