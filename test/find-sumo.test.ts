import test from 'ava';
import { cacheFolder, findSumo, SumoLocationError, thisMachine } from '../src/find-sumo.js';
import { fakeMachine, type FakeMachineOptions } from './helpers/fake-machine.ts';

/** Files of an installation, by its folder and the folder of its data. */
const installed = (bin: string, home: string): Record<string, string> => ({
  [`${bin}/sumo`]: '',
  [`${bin}/sumo-gui`]: '',
  [`${home}/data/xsd/types.xsd`]: '',
});

const debian = installed('/usr/bin', '/usr/share/sumo');
const pip = installed('/v/lib/python3.11/site-packages/sumo/bin', '/v/lib/python3.11/site-packages/sumo');
const PIP_HOME = '/v/lib/python3.11/site-packages/sumo';

interface Case extends FakeMachineOptions {
  readonly binary: string;
  readonly home: string | undefined;
  readonly from: string;
}

const finds = test.macro((t, { binary, home, from, ...machine }: Case) => {
  const found = findSumo(fakeMachine(machine));
  t.like(found, { binary, home, from });
});

test('find-sumo - nothing anywhere', (t) => {
  t.is(findSumo(fakeMachine({ variables: { PATH: '/usr/bin:/bin' } })), undefined);
});
test("find-sumo - Debian's, on the PATH", finds, {
  variables: { PATH: '/bin:/usr/bin' },
  files: debian,
  binary: '/usr/bin/sumo',
  home: '/usr/share/sumo',
  from: 'PATH',
});
test('find-sumo - SUMO_HOME goes before PATH', finds, {
  variables: { PATH: '/usr/bin', SUMO_HOME: '/opt/sumo' },
  files: { ...debian, ...installed('/opt/sumo/bin', '/opt/sumo') },
  binary: '/opt/sumo/bin/sumo',
  home: '/opt/sumo',
  from: 'SUMO_HOME',
});
test('find-sumo - SUMO_HOME without programs leaves it to PATH', finds, {
  variables: { PATH: '/usr/bin', SUMO_HOME: '/opt/gone' },
  files: debian,
  binary: '/usr/bin/sumo',
  home: '/usr/share/sumo',
  from: 'PATH',
});
test('find-sumo - EDGEMLSIM_SUMO, the program, goes before SUMO_HOME and brings its own home', finds, {
  variables: { EDGEMLSIM_SUMO: '/usr/bin/sumo', SUMO_HOME: '/opt/sumo' },
  files: { ...debian, ...installed('/opt/sumo/bin', '/opt/sumo') },
  binary: '/usr/bin/sumo',
  home: '/usr/share/sumo',
  from: 'EDGEMLSIM_SUMO',
});
for (const wanted of ['/opt/sumo', '/opt/sumo/bin']) {
  test(`find-sumo - EDGEMLSIM_SUMO, the folder ${wanted}`, finds, {
    variables: { EDGEMLSIM_SUMO: wanted },
    files: installed('/opt/sumo/bin', '/opt/sumo'),
    binary: '/opt/sumo/bin/sumo',
    home: '/opt/sumo',
    from: 'EDGEMLSIM_SUMO',
  });
}
test("find-sumo - pip's wrapper script stands for the program it starts", finds, {
  variables: { PATH: '/v/bin' },
  files: { ...pip, '/v/bin/sumo': 'script' },
  binary: `${PIP_HOME}/bin/sumo`,
  home: PIP_HOME,
  from: 'PATH',
});
test('find-sumo - a symbolic link leads to the home of what it points at', finds, {
  variables: { PATH: '/home/ada/bin' },
  files: { '/home/ada/bin/sumo': '', ...installed('/opt/sumo/bin', '/opt/sumo') },
  links: { '/home/ada/bin/sumo': '/opt/sumo/bin/sumo' },
  binary: '/home/ada/bin/sumo',
  home: '/opt/sumo',
  from: 'PATH',
});
test('find-sumo - a program of which nothing is known takes the SUMO_HOME of the user', finds, {
  variables: { PATH: '/odd/bin', SUMO_HOME: '/data/sumo' },
  files: { '/odd/bin/sumo': '', '/data/sumo/data/xsd/types.xsd': '' },
  binary: '/odd/bin/sumo',
  home: '/data/sumo',
  from: 'PATH',
});
test('find-sumo - a program without any home is still found', finds, {
  variables: { PATH: '/odd/bin' },
  files: { '/odd/bin/sumo': '' },
  binary: '/odd/bin/sumo',
  home: undefined,
  from: 'PATH',
});
test('find-sumo - the copy in the cache comes last', finds, {
  variables: { PATH: '/bin' },
  files: { ...pip, '/home/ada/.cache/edgemlsim/sumo-home.txt': `${PIP_HOME}\n` },
  binary: `${PIP_HOME}/bin/sumo`,
  home: PIP_HOME,
  from: 'cache',
});
test("find-sumo - Windows: the installer's usual place", finds, {
  platform: 'win32',
  variables: { Path: 'C:\\Windows', 'ProgramFiles(x86)': 'C:\\Program Files (x86)' },
  files: {
    'C:\\Program Files (x86)\\Eclipse\\Sumo\\bin\\sumo.exe': '',
    'C:\\Program Files (x86)\\Eclipse\\Sumo\\data\\xsd\\types.xsd': '',
  },
  binary: 'C:\\Program Files (x86)\\Eclipse\\Sumo\\bin\\sumo.exe',
  home: 'C:\\Program Files (x86)\\Eclipse\\Sumo',
  from: 'known place',
});
test("find-sumo - Windows: a virtual environment's wrapper", finds, {
  platform: 'win32',
  variables: { Path: 'C:\\v\\Scripts' },
  files: {
    'C:\\v\\Scripts\\sumo.exe': 'wrapper',
    'C:\\v\\Lib\\site-packages\\sumo\\bin\\sumo.exe': '',
    'C:\\v\\Lib\\site-packages\\sumo\\data\\xsd\\types.xsd': '',
  },
  binary: 'C:\\v\\Lib\\site-packages\\sumo\\bin\\sumo.exe',
  home: 'C:\\v\\Lib\\site-packages\\sumo',
  from: 'PATH',
});

test('find-sumo - sumo-gui is named only where there is one', (t) => {
  const variables = { PATH: '/usr/bin' };
  t.is(findSumo(fakeMachine({ variables, files: debian }))?.guiBinary, '/usr/bin/sumo-gui');
  t.is(findSumo(fakeMachine({ variables, files: { '/usr/bin/sumo': '' } }))?.guiBinary, undefined);
});

test('find-sumo - EDGEMLSIM_SUMO that leads nowhere is refused, though there is another SUMO', (t) => {
  const machine = fakeMachine({ variables: { EDGEMLSIM_SUMO: '/nowhere', PATH: '/usr/bin' }, files: debian });
  const error = t.throws(() => findSumo(machine), { instanceOf: SumoLocationError, code: 'E_SUMO_LOCATION' });
  t.regex(error.message, /^EDGEMLSIM_SUMO is "\/nowhere", but .* set it to the path/);
});

test('find-sumo - the cache folder is where each platform keeps caches', (t) => {
  const folder = (platform: NodeJS.Platform, variables = {}): string =>
    cacheFolder({ platform, variables, userFolder: platform === 'win32' ? 'C:\\Users\\ada' : '/home/ada' });
  t.is(folder('linux'), '/home/ada/.cache/edgemlsim');
  t.is(folder('linux', { XDG_CACHE_HOME: '/x' }), '/x/edgemlsim');
  t.is(folder('darwin'), '/home/ada/Library/Caches/edgemlsim');
  t.is(folder('win32'), 'C:\\Users\\ada\\AppData\\Local\\edgemlsim\\Cache');
  t.is(folder('linux', { EDGEMLSIM_CACHE: '/here' }), '/here');
});

test('find-sumo - this machine: what is found can be run and has its schemas', (t) => {
  const machine = thisMachine();
  const found = findSumo(machine);
  if (!found) {
    t.not(process.env['REQUIRE_SUMO'], '1', 'SUMO is required (REQUIRE_SUMO=1) and was not found');
    return;
  }
  t.true(machine.isExecutable(found.binary));
  t.true(machine.isFolder(`${found.home ?? ''}/data/xsd`));
  t.false(machine.isExecutable(`${found.binary}-that-is-not-there`));
  t.false(machine.isExecutable('/'), 'a folder is no program');
});
