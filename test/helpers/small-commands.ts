/**
 * Documented commands made small: what is added to one, or taken from it, so that it takes a second; where a page shows
 * what they print, as much remains as that needs.
 */

/** Five batches an epoch instead of two hundred. */
const LITTLE_DATA = ['data.train=500', 'data.test=100'];
const set = (...changes: readonly string[]): readonly string[] => changes.flatMap((change) => ['--set', change]);

/** Makes a run of an experiment end after an epoch of five batches. */
export const ONE_EPOCH = set(...LITTLE_DATA, 'stop.epochs=1');

/** No decision depends on a number: with the smallest model all happens as the page has it, and nothing is learned. */
const SAME_EVENTS = set('model.hidden=[1]', 'data.test=100');

/** For forks that leave a whole run shortly before its end. */
const SAVED = ['--checkpoint-every', '50'];

/** How much of a command remains. */
export type Size = 'whole' | 'same-events' | 'small';

/** Lasts a little longer than the moment of the fork. */
const UNTIL_FORK = [
  ...set(...LITTLE_DATA, 'stop.epochs=10000', 'stop.simulatedSeconds=18', 'evaluation.everyEpochs=100'),
  ...['--checkpoint-every', '5'],
];

/** Leaves two runs of a sweep. */
const TWO_RUNS: Readonly<Record<string, readonly string[]>> = {
  'mine/experiment.yaml': set(
    'faults=[{attack: {name: sign-flip, magnitude: 5}, rate: {sweep: [0, 0.3], name: liars}}]',
    'learning.edgeServer.rule=mean',
    'learning.cloud.rule=mean',
    'seed=1',
  ),
  'sweep.yaml': set('seed=1', 'faults=[]'),
};

/**
 * The same command for a test.
 *
 * @param args - of `edgemlsim`, as they are written.
 * @param others - arguments of all the page's commands: a run that one of them forks must last until then.
 * @param options - `reproduced`: folder for the runs of reproductions, the same for all: none is made twice.
 */
export function smallArguments(
  args: readonly string[],
  others: readonly (readonly string[])[],
  { size, reproduced }: { readonly size: Size; readonly reproduced: string },
): readonly string[] {
  const [name, second = ''] = args;
  switch (name) {
    case 'run': {
      const little = isForked(args, others) ? UNTIL_FORK : ONE_EPOCH;
      const changes = { whole: SAVED, 'same-events': SAME_EVENTS, small: little }[size];
      const report = args.includes('--events') ? [] : ['--no-report'];
      const window = args.includes('--gui') ? ['--delay', '0'] : [];
      return [...args, ...changes, '--threads', '1', ...report, ...window];
    }
    case 'fork':
      return [...args, ...{ whole: [], 'same-events': ['--at', '100s'], small: ['--at', '15s'] }[size]];
    case 'replay':
      return [...args, ...ONE_EPOCH, '--no-report', '--threads', '1'];
    case 'sweep':
      return [...args, ...ONE_EPOCH, ...TWO_RUNS[second]!];
    case 'reproduce': {
      // One figure of three settings, after the authors' program unless the text alone is asked for.
      const variant = args[args.indexOf('--variant') + 1] === 'paper' ? 'paper' : 'program';
      const rest = without(args, ['--figure', '--variant', '--runs', '--epochs']);
      return [...rest, '--figure', '3a', '--variant', variant, '--runs', '1', '--epochs', '1', '--out', reproduced];
    }
    case 'scenario':
      return [...args, ...(second === 'import' ? ['--duration', '120'] : ['--seconds', '60'])];
    case 'init':
      return args.includes('--yes') ? args : [...args, '--yes'];
    default:
      return args;
  }
}

/** Whether another command forks this run. */
export function isForked(args: readonly string[], others: readonly (readonly string[])[]): boolean {
  const out = args.includes('--out') ? args[args.indexOf('--out') + 1] : undefined;
  return others.some(([other, run]) => other === 'fork' && run === out);
}

/** Arguments without some options and their values. */
function without(args: readonly string[], options: readonly string[]): readonly string[] {
  return args.filter((arg, index) => !options.includes(arg) && !options.includes(args[index - 1] ?? ''));
}
