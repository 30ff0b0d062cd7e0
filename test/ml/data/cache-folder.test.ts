import test from 'ava';
import { userCacheFolder } from '../../../src/ml/data/cache-folder.ts';

const home = '/home/ada';
const cases = [
  ['linux', {}, '/home/ada/.cache/edgemlsim'],
  ['linux', { XDG_CACHE_HOME: '/tmp/cache' }, '/tmp/cache/edgemlsim'],
  ['linux', { XDG_CACHE_HOME: 'relative' }, '/home/ada/.cache/edgemlsim'],
  ['linux', { XDG_CACHE_HOME: '' }, '/home/ada/.cache/edgemlsim'],
  ['freebsd', {}, '/home/ada/.cache/edgemlsim'],
  ['darwin', { XDG_CACHE_HOME: '/tmp/cache' }, '/home/ada/Library/Caches/edgemlsim'],
  ['win32', { LOCALAPPDATA: '/c/local' }, '/c/local/edgemlsim/Cache'],
  ['win32', {}, '/home/ada/AppData/Local/edgemlsim/Cache'],
] as const;
for (const [platform, environment, expected] of cases) {
  test(`cache-folder - ${platform} with ${JSON.stringify(environment)}`, (t) => {
    t.is(userCacheFolder({ platform, environment, home }).replaceAll('\\', '/'), expected);
  });
}
