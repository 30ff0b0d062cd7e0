/**
 * One case for one number of vehicles, in a process of its own: `process-main.ts <case> <vehicles>`, started by `steps.ts`.
 *
 * Each message is an `Order`, answered by a `Report`; `end` ends the process.
 */
import { CASES } from './cases.ts';
import { run, type Running } from './running.ts';

/** Steps to make. */
export interface Order {
  readonly steps: number;
  /** Whether to begin with a new simulation, once the last one is found to have accounted for each gradient. */
  readonly isNew: boolean;
}

/** What they took. */
export interface Report {
  /** Of processor time. */
  readonly ms: number;
}

const [name = '', vehicles] = process.argv.slice(2);
const settingOf = CASES[name];
if (settingOf === undefined) throw new Error(`case: expected one of ${Object.keys(CASES).join('; ')}; got ${name}`);
const setting = settingOf(Number(vehicles));
let running: Running | undefined;

process.on('message', (order: Order | 'end') => {
  void (order === 'end' ? finish() : obey(order));
});

async function obey({ steps, isNew }: Order): Promise<void> {
  if (isNew) {
    await running?.end();
    running = run(setting);
  }
  const report: Report = { ms: await running!.advance(steps) };
  process.send!(report);
}

async function finish(): Promise<void> {
  await running?.end();
  process.disconnect();
}
