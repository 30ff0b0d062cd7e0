import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import test from 'ava';

test('binary - the committed WebAssembly, here and in ml/engine, is what its AssemblyScript source gives', async (t) => {
  const script = fileURLToPath(new URL('../../../scripts/build-kernels.mjs', import.meta.url));
  await t.notThrowsAsync(promisify(execFile)(process.execPath, [script, '--check']));
});
