import { execFile, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import test, { type ExecutionContext } from 'ava';

const PROGRAM = join(import.meta.dirname, '../../scripts/tfjs-node/unpack-wheel.py');
const CC = 'tensorflow/libtensorflow_cc.so.2';
const FRAMEWORK = 'tensorflow/libtensorflow_framework.so.2';

const hasPython = spawnSync('python3', ['--version']).status === 0;
const pythonTest = hasPython ? test : test.skip;

/** A wheel with the given files, each holding its own name, made by Python itself. */
async function wheelOf(t: ExecutionContext, names: readonly string[]): Promise<{ wheel: string; folder: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'edgemlsim-wheel-'));
  t.teardown(() => {
    rmSync(folder, { recursive: true });
  });
  const wheel = join(folder, 'a.whl');
  const code = 'import sys, zipfile\nz = zipfile.ZipFile(sys.argv[1], "w")\nfor n in sys.argv[2:]: z.writestr(n, n)';
  await promisify(execFile)('python3', ['-c', code, wheel, ...names]);
  return { wheel, folder: join(folder, 'deps') };
}

const unpack = (wheel: string, sha256: string, folder: string): Promise<unknown> =>
  promisify(execFile)('python3', [PROGRAM, wheel, sha256, folder]);

const sha256Of = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex');

pythonTest(
  'tfjs-node wheel - libraries and the headers of the C interface are laid out as an archive has them',
  async (t) => {
    const { wheel, folder } = await wheelOf(t, [
      CC,
      FRAMEWORK,
      'tensorflow/include/tensorflow/c/eager/c_api.h',
      'tensorflow/include/tensorflow/core/platform/ctstring.h',
      'tensorflow/include/tsl/c/tsl_status.h',
      'tensorflow/include/Eigen/Core',
      'tensorflow/python/big.so',
    ]);
    await unpack(wheel, sha256Of(wheel), folder);
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    t.deepEqual(files.map(({ name }) => name).sort(), [
      'c_api.h',
      'ctstring.h',
      'libtensorflow_cc.so.2',
      'libtensorflow_framework.so.2',
      'tsl_status.h',
    ]);
    t.is(readFileSync(join(folder, 'lib', 'libtensorflow_cc.so.2'), 'utf8'), CC);
    t.true(existsSync(join(folder, 'include', 'tensorflow', 'c', 'eager', 'c_api.h')));
  },
);

pythonTest('tfjs-node wheel - another file than the expected one is refused before anything is written', async (t) => {
  const { wheel, folder } = await wheelOf(t, [CC, FRAMEWORK]);
  const error = await t.throwsAsync(unpack(wheel, '0'.repeat(64), folder));
  t.regex(error.message, new RegExp(`expected SHA-256 0{64}, got ${sha256Of(wheel)}`));
  t.false(existsSync(folder));
});

pythonTest('tfjs-node wheel - one without the library says which is missing', async (t) => {
  const { wheel, folder } = await wheelOf(t, [FRAMEWORK]);
  const error = await t.throwsAsync(unpack(wheel, sha256Of(wheel), folder));
  t.regex(error.message, /holds no tensorflow\/libtensorflow_cc\.so\.2/);
  t.false(existsSync(folder));
});
