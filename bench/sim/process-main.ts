/**
 * One case for one number of vehicles, in a process of its own: `process-main.ts <case> <vehicles>`, started by `times.ts`.
 *
 * Each message to it is a number of steps, answered with the ms that they took; 0 ends it.
 */
import { CASES } from './cases.ts';
import { run } from './running.ts';

const [name = '', vehicles] = process.argv.slice(2);
const settingOf = CASES[name];
if (settingOf === undefined) throw new Error(`case: expected one of ${Object.keys(CASES).join('; ')}; got ${name}`);
const running = run(settingOf(Number(vehicles)));

process.on('message', (steps: number) => {
  void (steps === 0 ? finish() : running.advance(steps).then((ms) => process.send!({ ms })));
});

async function finish(): Promise<void> {
  process.send!({ digest: await running.end() });
  process.disconnect();
}
