/** Killed at any moment, a run goes on from its newest whole checkpoint and ends as if nothing had happened. */
import { cpSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { busyTown } from '../helpers/busy-town.ts';
import { childrenOf, runCli, startCli } from '../helpers/cli.ts';
import { differencesFromPage } from '../helpers/documented-results.ts';
import { refusalOf, runHere } from '../helpers/in-process.ts';
import { checkpointsOf, killWhen, traceOf } from '../helpers/runs.ts';
import { isGone, sumoTest } from '../helpers/sumo.ts';

const EVERY_10_S = ['--events', '--threads', '1', '--no-report', '--checkpoint-every', '10'];

sumoTest('resume - kill -9, damaged checkpoints, none that is whole', async (t) => {
  const { file, out, folder } = busyTown(t);
  const straight = join(folder, 'straight');
  const options = { events: true, checkpoints: { everyMs: 10_000, keep: 3 } };
  await runHere(file, { out: straight, ...options });
  const expected = traceOf(straight);
  t.true(expected.rounds.split('\n').length > 5, 'something happens');
  t.deepEqual(differencesFromPage(straight), []);

  const program = startCli(['run', file, '--out', out, ...EVERY_10_S]);
  let children: readonly number[] = [];
  const isKilled = await killWhen(program, () => {
    children = childrenOf(program.child.pid!, /./);
    return checkpointsOf(out).length >= 3;
  });
  t.true(isKilled, 'killed on its way');
  t.true(children.length > 0);
  const [cut, flipped, hopeless] = ['cut', 'flipped', 'hopeless'].map((name) => join(folder, name));
  for (const copy of [cut!, flipped!, hopeless!]) cpSync(out, copy, { recursive: true });

  const resumed = await runCli(['run', file, '--out', out, '--resume', ...EVERY_10_S]);
  t.is(resumed.code, 0, resumed.stderr);
  t.deepEqual(traceOf(out), expected);

  truncateSync(join(checkpointsOf(cut!).at(-1)!, 'tensors.bin'), 100);
  const state = join(checkpointsOf(flipped!).at(-1)!, 'state.json');
  const bytes = readFileSync(state);
  bytes[bytes.length >> 1]! ^= 1;
  writeFileSync(state, bytes);
  for (const [copy, reason] of [
    [cut!, /passed over: tensors\.bin: expected \d+ bytes, got 100/],
    [flipped!, /passed over: state\.json is damaged/],
  ] as const) {
    const notices: string[] = [];
    const listeners = { onNotice: (message: string) => notices.push(message) };
    await runHere(file, { out: copy, resume: true, listeners, ...options });
    t.regex(notices.join('\n'), reason);
    t.deepEqual(traceOf(copy), expected);
  }

  for (const checkpoint of checkpointsOf(hopeless!)) truncateSync(join(checkpoint, 'state.json'), 10);
  const refused = await refusalOf(['run', file, '--out', hopeless!, '--resume', ...EVERY_10_S]);
  t.is(refused.code, 2);
  t.regex(refused.line, /^edgemlsim: .*holds no checkpoint that can be used here.*$/);

  for (const child of children) t.true(isGone(child), `process ${child} is left`);
});
