/** Every program under examples prints what is written beside it, and every block of TypeScript in docs/traci.md compiles. */
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import test from 'ava';
import ts from 'typescript';
import { launchSumo } from '../src/traci/index.ts';
import { READ_TYPESCRIPT } from './helpers/cli.ts';
import { sumoHome, sumoTest } from './helpers/sumo.ts';

const ROOT = resolve(import.meta.dirname, '..');
const EXAMPLES = join(ROOT, 'examples/traci');
/** Traffic differs a little between versions of SUMO; the outputs beside the examples are this one's. */
const OUTPUTS_OF = 'SUMO 1.15.0';

const run = promisify(execFile);

for (const name of readdirSync(EXAMPLES).filter((file) => file.endsWith('.ts'))) {
  sumoTest(`examples - ${name} prints what it should`, async (t) => {
    const { stdout } = await run(process.execPath, [READ_TYPESCRIPT, join(EXAMPLES, name)], {
      cwd: ROOT,
      env: { ...process.env, SUMO_HOME: sumoHome },
    });
    const expected = readFileSync(join(EXAMPLES, name.replace(/\.ts$/, '.out')), 'utf8');
    const probe = await launchSumo({
      sumoHome,
      arguments: ['-n', join(ROOT, 'scenarios/boston-common/boston-common.net.xml')],
    });
    const { sumoVersion } = probe.version;
    await probe.close();
    // With another SUMO the words must be the same, the numbers need not.
    const comparable = (text: string): string =>
      sumoVersion === OUTPUTS_OF ? text : text.replaceAll(/\d+(\.\d+)?/g, 'N');
    t.is(comparable(stdout), comparable(expected));
  });
}

const blocks = [...readFileSync(join(ROOT, 'docs/traci.md'), 'utf8').matchAll(/^```ts\n([\s\S]*?)^```/gm)].map(
  (match) => match[1]!,
);

/** What a block may use without saying where it comes from. */
const NAMES = [
  'branch',
  'connectSumo',
  'constants',
  'EXACT_STATE_ARGUMENTS',
  'launchSumo',
  'startReplayServer',
  'trackVehicles',
  'TraciCommandError',
];

/** Completes a block: imports for what it does not import, and a client unless it makes its own. */
function moduleOf(block: string): string {
  const missing = NAMES.filter((name) => !new RegExp(`import .*\\b${name}\\b`).test(block));
  const client = /const client\b/.test(block) ? '' : `declare const client: import('edgemlsim/traci').TraciClient;\n`;
  return `import { ${missing.join(', ')} } from 'edgemlsim/traci';\n${client}${block}\nexport {};\n`;
}

test('docs - every block of TypeScript in traci.md compiles', (t) => {
  t.true(blocks.length >= 12);
  const sources = new Map(blocks.map((block, index) => [join(ROOT, 'docs', `block-${index}.ts`), moduleOf(block)]));
  const { options } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(join(ROOT, 'tsconfig.json'), (file) => ts.sys.readFile(file)).config,
    ts.sys,
    ROOT,
  );
  const settings: ts.CompilerOptions = {
    ...options,
    noUnusedLocals: false,
    paths: { 'edgemlsim/traci': [join(ROOT, 'src/traci/index.ts')] },
  };
  const host = ts.createCompilerHost(settings);
  const program = ts.createProgram([...sources.keys()], settings, {
    ...host,
    fileExists: (file) => sources.has(file) || host.fileExists(file),
    readFile: (file) => sources.get(file) ?? host.readFile(file),
    getSourceFile: (file, language) => {
      const text = sources.get(file);
      return text === undefined ? host.getSourceFile(file, language) : ts.createSourceFile(file, text, language);
    },
  });
  for (const file of sources.keys()) {
    const source = program.getSourceFile(file);
    const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    t.deepEqual(
      found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' ')),
      [],
      sources.get(file),
    );
  }
});
