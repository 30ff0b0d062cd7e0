/**
 * Finds the SUMO that is installed on this machine: the one place that knows where to look.
 *
 * Called by `scripts/setup.mjs` before any package is installed and by the simulator when it launches SUMO, so it is
 * plain JavaScript without dependencies (docs/decisions/0001). It looks and decides; it runs and changes nothing.
 */
import { accessSync, constants, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';

/**
 * What the search may look at: a real machine by default, a made-up one in tests.
 *
 * @typedef {object} FindSumoEnvironment
 * @property {Readonly<Record<string, string | undefined>>} variables environment variables
 * @property {NodeJS.Platform} platform decides path syntax and file names
 * @property {string} userFolder the user's home folder
 * @property {(file: string) => boolean} isExecutable a file that may be run
 * @property {(folder: string) => boolean} isFolder
 * @property {(folder: string) => readonly string[]} list names in a folder; none when it cannot be read
 * @property {(file: string) => string | undefined} read text of a file; undefined when it cannot be read
 * @property {(file: string) => string} resolve the path with symbolic links followed
 */

/**
 * A SUMO that can be started.
 *
 * @typedef {object} FoundSumo
 * @property {string} binary path of `sumo` itself, never of a wrapper script: what is started is what gets killed
 * @property {string | undefined} guiBinary path of `sumo-gui` beside it, where there is one
 * @property {string | undefined} home folder to pass as SUMO_HOME (holds `data/xsd`); undefined when none belongs to it
 * @property {'EDGEMLSIM_SUMO' | 'SUMO_HOME' | 'PATH' | 'known place' | 'cache'} from what led to it
 */

/** The user pointed at a SUMO that is not there. Nothing was started: exit code 2. */
export class SumoLocationError extends Error {
  code = 'E_SUMO_LOCATION';
  kind = /** @type {const} */ ('usage');
}

/**
 * Searches EDGEMLSIM_SUMO (the binary or its folder), SUMO_HOME/bin, PATH, the installers' usual places, and last the
 * copy that the set-up step put into the user's cache folder.
 *
 * @param {FindSumoEnvironment} [environment] defaults to this machine
 * @returns {FoundSumo | undefined} undefined when there is no SUMO
 * @throws {SumoLocationError} `E_SUMO_LOCATION` if EDGEMLSIM_SUMO is set and holds no SUMO: what was asked for by name
 *   is not quietly replaced by another
 */
export function findSumo(environment = thisMachine()) {
  const { join } = pathsOf(environment);
  const { EDGEMLSIM_SUMO: wanted, SUMO_HOME: home } = environment.variables;
  if (wanted) return sumoAskedFor(wanted, environment);
  const cached = environment.read(cachedSumoHomeFile(environment))?.trim();
  return (
    (home ? sumoIn(join(home, 'bin'), 'SUMO_HOME', environment) : undefined) ??
    firstSumoIn(searchPath(environment), 'PATH', environment) ??
    firstSumoIn(knownFolders(environment), 'known place', environment) ??
    (cached ? sumoIn(join(cached, 'bin'), 'cache', environment) : undefined)
  );
}

/**
 * The user's cache folder for EdgeMLSim: EDGEMLSIM_CACHE, or the platform's own.
 *
 * @param {Pick<FindSumoEnvironment, 'variables' | 'platform' | 'userFolder'>} environment
 * @returns {string} a path that need not exist
 */
export function cacheFolder({ variables, platform, userFolder }) {
  const { join } = pathsOf({ platform });
  if (variables['EDGEMLSIM_CACHE']) return variables['EDGEMLSIM_CACHE'];
  if (platform === 'win32') {
    return join(variables['LOCALAPPDATA'] || join(userFolder, 'AppData', 'Local'), 'edgemlsim', 'Cache');
  }
  if (platform === 'darwin') return join(userFolder, 'Library', 'Caches', 'edgemlsim');
  return join(variables['XDG_CACHE_HOME'] || join(userFolder, '.cache'), 'edgemlsim');
}

/**
 * The file in which the set-up step remembers the SUMO_HOME of the copy it made, one line, written once that copy ran.
 *
 * @param {Pick<FindSumoEnvironment, 'variables' | 'platform' | 'userFolder'>} environment
 */
export function cachedSumoHomeFile(environment) {
  return pathsOf(environment).join(cacheFolder(environment), 'sumo-home.txt');
}

/**
 * SUMO_HOME of a Python package `eclipse-sumo` whose programs lie in the given folder.
 *
 * @param {string} folder `bin` (`Scripts` on Windows) of a virtual environment or of Python's installation
 * @param {FindSumoEnvironment} environment
 * @returns {string | undefined}
 */
export function pythonSumoHome(folder, environment) {
  const { join, dirname } = pathsOf(environment);
  const prefix = dirname(folder);
  const libraries = environment.list(join(prefix, 'lib')).filter((name) => /^python3/.test(name));
  return [
    join(prefix, 'Lib', 'site-packages', 'sumo'),
    ...libraries.flatMap((name) => [
      join(prefix, 'lib', name, 'site-packages', 'sumo'),
      join(prefix, 'lib', name, 'dist-packages', 'sumo'),
    ]),
  ].find((candidate) => isSumoHome(candidate, environment));
}

/** @returns {FindSumoEnvironment} the machine this process runs on */
export function thisMachine() {
  return {
    variables: process.env,
    platform: process.platform,
    userFolder: homedir(),
    isExecutable: (file) =>
      orUndefined(() => {
        accessSync(file, constants.X_OK);
        return statSync(file).isFile();
      }) ?? false,
    isFolder: (folder) => orUndefined(() => statSync(folder).isDirectory()) ?? false,
    list: (folder) => orUndefined(() => readdirSync(folder)) ?? [],
    read: (file) => orUndefined(() => readFileSync(file, 'utf8')),
    resolve: (file) => orUndefined(() => realpathSync(file)) ?? file,
  };
}

/**
 * @param {string} wanted value of EDGEMLSIM_SUMO
 * @param {FindSumoEnvironment} environment
 */
function sumoAskedFor(wanted, environment) {
  const { dirname, join } = pathsOf(environment);
  if (environment.isExecutable(wanted)) return describe(wanted, dirname(wanted), 'EDGEMLSIM_SUMO', environment);
  const found = firstSumoIn([wanted, join(wanted, 'bin')], 'EDGEMLSIM_SUMO', environment);
  if (found) return found;
  throw new SumoLocationError(
    `EDGEMLSIM_SUMO is ${JSON.stringify(wanted)}, but there is no program ${programName('sumo', environment)} there: ` +
      'set it to the path of the program or of its folder, or unset it to search SUMO_HOME and PATH',
  );
}

/**
 * @param {readonly string[]} folders
 * @param {FoundSumo['from']} from
 * @param {FindSumoEnvironment} environment
 * @returns {FoundSumo | undefined}
 */
function firstSumoIn(folders, from, environment) {
  for (const folder of folders) {
    const found = sumoIn(folder, from, environment);
    if (found) return found;
  }
  return undefined;
}

/**
 * @param {string} folder
 * @param {FoundSumo['from']} from
 * @param {FindSumoEnvironment} environment
 * @returns {FoundSumo | undefined}
 */
function sumoIn(folder, from, environment) {
  const binary = pathsOf(environment).join(folder, programName('sumo', environment));
  return environment.isExecutable(binary) ? describe(binary, folder, from, environment) : undefined;
}

/**
 * @param {string} program what was found under the name of SUMO
 * @param {string} folder the folder it lies in
 * @param {FoundSumo['from']} from
 * @param {FindSumoEnvironment} environment
 * @returns {FoundSumo}
 */
function describe(program, folder, from, environment) {
  const { join, dirname } = pathsOf(environment);
  const home = homeOf(program, folder, environment);
  // pip's `sumo` is a Python script that starts the real one as its child: killing it would leave the child running.
  const inHome = home ? join(home, 'bin', programName('sumo', environment)) : program;
  const isWrapper = home !== undefined && pythonSumoHome(folder, environment) === home;
  const binary = isWrapper && environment.isExecutable(inHome) ? inHome : program;
  const gui = join(dirname(binary), programName('sumo-gui', environment));
  return { binary, guiBinary: environment.isExecutable(gui) ? gui : undefined, home, from };
}

/**
 * @param {string} program
 * @param {string} folder
 * @param {FindSumoEnvironment} environment
 * @returns {string | undefined} the SUMO_HOME that belongs to the program, else the user's own
 */
function homeOf(program, folder, environment) {
  const { join, dirname } = pathsOf(environment);
  for (const bin of [folder, dirname(environment.resolve(program))]) {
    const beside = [dirname(bin), join(dirname(bin), 'share', 'sumo')];
    const home = beside.find((candidate) => isSumoHome(candidate, environment)) ?? pythonSumoHome(bin, environment);
    if (home) return home;
  }
  const own = environment.variables['SUMO_HOME'];
  return own && isSumoHome(own, environment) ? own : undefined;
}

/**
 * @param {string} folder
 * @param {FindSumoEnvironment} environment
 */
function isSumoHome(folder, environment) {
  return environment.isFolder(pathsOf(environment).join(folder, 'data', 'xsd'));
}

/** @param {FindSumoEnvironment} environment */
function searchPath(environment) {
  const { delimiter } = pathsOf(environment);
  // Windows calls it Path; process.env there ignores case, a plain record of the same values does not.
  const value = environment.variables['PATH'] ?? environment.variables['Path'] ?? '';
  return value.split(delimiter).filter((folder) => folder !== '');
}

/** Where SUMO's own installers for macOS and Windows put it. @param {FindSumoEnvironment} environment */
function knownFolders({ platform, variables }) {
  if (platform === 'darwin') {
    return [
      '/opt/homebrew/bin',
      '/usr/local/bin',
      '/Library/Frameworks/EclipseSUMO.framework/Versions/Current/EclipseSUMO/bin',
    ];
  }
  if (platform !== 'win32') return [];
  return [variables['ProgramFiles(x86)'], variables['ProgramFiles']]
    .filter((folder) => folder !== undefined)
    .map((folder) => path.win32.join(folder, 'Eclipse', 'Sumo', 'bin'));
}

/**
 * @param {'sumo' | 'sumo-gui'} name
 * @param {Pick<FindSumoEnvironment, 'platform'>} environment
 */
function programName(name, { platform }) {
  return platform === 'win32' ? `${name}.exe` : name;
}

/** @param {Pick<FindSumoEnvironment, 'platform'>} environment */
function pathsOf({ platform }) {
  return platform === 'win32' ? path.win32 : path.posix;
}

/**
 * The value, or undefined when the file system says no: for the search, unreadable and absent are the same.
 *
 * @template T
 * @param {() => T} read
 * @returns {T | undefined}
 */
function orUndefined(read) {
  try {
    return read();
  } catch {
    return undefined;
  }
}
