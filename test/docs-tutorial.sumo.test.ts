/** What a reader of the tutorial makes by hand, played in its order, on little data, with real SUMO. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { runCli } from './helpers/cli.ts';
import { commandsOf, ROOT } from './helpers/documented-commands.ts';
import { sumoTest } from './helpers/sumo.ts';

/** Five batches an epoch instead of two hundred. */
const LITTLE = ['--set', 'data.train=500', '--set', 'data.test=100', '--set', 'stop.epochs=1', '--no-report'];
/** Have tests of their own, with real SUMO where they need it; what is left is what the reader's own files go into. */
const ELSEWHERE: ReadonlySet<string> = new Set(['doctor', 'fork', 'report', 'scenario', 'sweep']);

/** The first block of a language in a page. */
function block(page: string, language: string): string {
  return new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'm').exec(
    readFileSync(resolve(ROOT, page), 'utf8'),
  )![1]!;
}

sumoTest('docs - the tutorial’s own experiment, program and rule work', async (t) => {
  t.timeout(240_000);
  const folder = mkdtempSync(join(tmpdir(), 'edgemlsim-tutorial-'));
  t.teardown(() => {
    rmSync(folder, { recursive: true });
  });
  // A clone, as far as the tutorial needs one.
  for (const name of ['scenarios', 'src', 'node_modules', 'package.json'])
    symlinkSync(resolve(ROOT, name), join(folder, name));

  const commands = commandsOf('docs/tutorial.md').filter(
    ({ isWhole, words: [program, name] }) =>
      isWhole && (program === 'node' || program === 'edgemlsim') && !ELSEWHERE.has(name!),
  );
  // A run that nothing later looks at differs from others in its values alone, and those are tested for all.
  const isPlayed = ({ words }: { readonly words: readonly string[] }): boolean => {
    const out = words.includes('--out') ? words[words.indexOf('--out') + 1] : undefined;
    const isRead = commands.some((other) => other.words !== words && other.words.includes(out ?? ''));
    return words[1] !== 'run' || words.includes('--plugin') || isRead;
  };

  const played: string[] = [];
  for (const { words, text } of commands.filter(isPlayed)) {
    const [program, ...args] = words;
    if (program === 'node') {
      const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: folder });
      t.regex(stdout, /^\d+ aggregations\n/);
    } else {
      const { code, stderr } = await runCli(args[0] === 'run' ? [...args, ...LITTLE] : args, { cwd: folder });
      t.is(code, 0, `${text}\n${stderr}`);
    }
    played.push(program === 'node' ? program : args[0]!);
    if (args[0] !== 'init') continue;
    writeFileSync(join(folder, 'mine/count.mjs'), block('docs/tutorial.md', 'js'));
    writeFileSync(join(folder, 'mine/first.ts'), block('docs/extending.md', 'ts'));
  }
  t.deepEqual(played, ['init', 'run', 'node', 'run']);
});
