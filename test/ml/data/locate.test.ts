import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import type { ExecutionContext } from 'ava';
import { DataError } from '../../../src/ml/data/errors.ts';
import { locateData } from '../../../src/ml/data/locate.ts';
import type { DataPlaces } from '../../../src/ml/data/locate.ts';
import { temporaryFolder } from './helpers/idx-files.ts';

/** Four places, each of which holds `mnist`. */
async function fourPlaces(t: ExecutionContext): Promise<{ places: Required<DataPlaces>; folders: string[] }> {
  const root = await temporaryFolder(t);
  const folders = ['given', 'environment', 'experiment/data', 'cache'].map((name) => join(root, name));
  for (const folder of folders) await mkdir(join(folder, 'mnist'), { recursive: true });
  const [dataDir, environment, , cacheDir] = folders as [string, string, string, string];
  return { places: { dataDir, environment, experimentDir: join(root, 'experiment'), cacheDir }, folders };
}

test('locate - looks in the four places in their order', async (t) => {
  const { places, folders } = await fourPlaces(t);
  for (const folder of folders) {
    t.is(await locateData('mnist', places), join(folder, 'mnist'));
    await rm(join(folder, 'mnist'), { recursive: true });
  }
  await t.throwsAsync(locateData('mnist', places), { code: 'E_DATA_NOT_FOUND' });
});

test('locate - finds a file by a path of several parts', async (t) => {
  const { places } = await fourPlaces(t);
  const folder = join(places.experimentDir ?? '', 'data', 'maps');
  await mkdir(folder);
  await writeFile(join(folder, 'city.net.xml'), '');
  t.is(await locateData('maps/city.net.xml', places), join(folder, 'city.net.xml'));
});

test('locate - says where it looked and what to do', async (t) => {
  const root = await temporaryFolder(t);
  const places = {
    dataDir: root,
    environment: '/nowhere',
    experimentDir: join(root, 'x'),
    cacheDir: join(root, 'cache'),
  };
  const error = await t.throwsAsync(locateData('fashion-mnist', places), { instanceOf: DataError });
  t.is(error.kind, 'usage');
  t.is(
    error.message,
    `data 'fashion-mnist': not found in ${root} (--data), /nowhere (EDGEMLSIM_DATA), ${root}/x/data (beside the experiment), ` +
      `${root}/cache (the user's cache); name the folder that holds it with --data DIR, ` +
      'or for a public data set run: edgemlsim data fetch fashion-mnist',
  );
  // A map is no data set: nothing fetches it.
  await t.throwsAsync(locateData('boston-common/osm.sumocfg', places), { message: /holds it with --data DIR$/ });
});

test('locate - without --data, with an empty variable and no experiment, only the cache is looked at', async (t) => {
  const root = await temporaryFolder(t);
  await t.throwsAsync(locateData('mnist', { environment: '', cacheDir: root }), {
    message: new RegExp(`not found in ${root} \\(the user's cache\\);`),
  });
});

test('locate - a --data folder that does not exist is an error, even if another place has the data', async (t) => {
  const { places } = await fourPlaces(t);
  await t.throwsAsync(locateData('mnist', { ...places, dataDir: '/no/such' }), {
    code: 'E_DATA_REQUEST',
    message: '--data /no/such: expected a folder, found none',
  });
});

for (const name of ['', '/etc/passwd', '../x', 'a/../b', 'a//b', './a', 'a/', 'C:/x', '..\\x', 'a\0b']) {
  test(`locate - refuses the name ${JSON.stringify(name)}`, async (t) => {
    await t.throwsAsync(locateData(name, { cacheDir: '/nowhere' }), {
      code: 'E_DATA_REQUEST',
      message: /expected a relative path without '\.\.'/,
    });
  });
}
