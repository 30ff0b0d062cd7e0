/** `edgemlsim doctor`: what this machine has, what is used of it, and why. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Command } from 'commander';
import { probeBackends, VERSION } from '../index.ts';
import { defaultThreads, lookForSumo, userCacheDir } from './options.ts';

const SUMO_TIMEOUT_MS = 10_000;

/** One thing looked at. */
interface Finding {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
}

/** Adds the command to the program. */
export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .description('say what was found on this machine and what a run would use')
    .option('--json', 'print it as JSON')
    .action(async ({ json }: { readonly json?: boolean }) => {
      const findings = await examine();
      const isReady = findings.every(({ ok, name }) => ok || OPTIONAL.has(name));
      const ready = findings.every(({ ok }) => ok) ? 'ready' : 'ready: what has a "-" is not needed';
      const text =
        json === true
          ? JSON.stringify({ version: VERSION, ready: isReady, findings }, null, 2)
          : [...findings.map(line), isReady ? ready : 'not ready: run "npm run setup"'].join('\n');
      process.stdout.write(`${text}\n`);
      if (!isReady) process.exitCode = 2;
    });
}

/** What a run can do without. */
const OPTIONAL: ReadonlySet<string> = new Set(['sumo-gui', 'tfjs-node', 'openblas']);

async function examine(): Promise<readonly Finding[]> {
  const sumo = lookForSumo();
  const backends = await probeBackends();
  const chosen = backends.find(({ available }) => available)?.name;
  return [
    { name: 'edgemlsim', ok: true, detail: VERSION },
    { name: 'node', ok: true, detail: `${process.version}, ${defaultThreads()} threads` },
    sumo === undefined
      ? { name: 'sumo', ok: false, detail: 'not found (EDGEMLSIM_SUMO, SUMO_HOME, PATH)' }
      : await examineSumo(sumo),
    {
      name: 'sumo-gui',
      ok: sumo?.guiBinary !== undefined,
      detail: sumo?.guiBinary ?? 'not found; --gui needs it',
    },
    ...backends.map(({ name, available, detail }) => ({
      name,
      ok: available,
      detail: name === chosen ? `${detail} (used)` : detail,
    })),
    { name: 'cache', ok: true, detail: userCacheDir() },
  ];
}

async function examineSumo(sumo: {
  readonly binary: string;
  readonly home: string | undefined;
  readonly from: string;
}): Promise<Finding> {
  try {
    const { stdout } = await promisify(execFile)(sumo.binary, ['--version'], { timeout: SUMO_TIMEOUT_MS });
    const version = /Version (\S+)/.exec(stdout)?.[1] ?? 'of unknown version';
    const home = sumo.home ?? 'none';
    return { name: 'sumo', ok: true, detail: `${version}, ${sumo.binary} (by ${sumo.from}; SUMO_HOME ${home})` };
  } catch (error) {
    return {
      name: 'sumo',
      ok: false,
      detail: `${sumo.binary} does not run: ${(error as Error).message.split('\n')[0] ?? ''}`,
    };
  }
}

function line({ name, ok, detail }: Finding): string {
  const mark = ok ? 'ok  ' : OPTIONAL.has(name) ? '-   ' : 'FAIL';
  return `${mark} ${name.padEnd(10)} ${detail}`;
}
