/**
 * SUMO from Debian's or Ubuntu's packages, where this user may install them without being asked for a password.
 */
import { lastWords } from './machine.mjs';

/** @typedef {import('./machine.mjs').Machine} Machine */

/** OpenBLAS is not needed; with it gradients are computed several times faster. */
const PACKAGES = ['sumo', 'sumo-tools', 'libopenblas0-pthread'];

/**
 * @param {Machine} machine
 * @returns {Promise<boolean>} false when this machine is no Debian, the user may not, or apt failed
 */
export async function installByApt(machine) {
  if (!isDebianLike(machine)) return false;
  const asRoot = await rootPrefix(machine);
  if (!asRoot) return false;
  machine.say('reading the package lists (apt-get update)');
  const update = await aptGet(['update'], asRoot, machine);
  // Lists that are old or incomplete may still hold what is needed, so this alone is no reason to give up.
  if (update.status !== 0) machine.say(`apt-get update failed: ${lastWords(update.output)}`);
  machine.say(`installing ${PACKAGES.join(', ')} (apt-get install, one to three minutes)`);
  const install = await aptGet(['install', '--yes', '--no-install-recommends', ...PACKAGES], asRoot, machine);
  if (install.status !== 0) machine.say(`apt-get install failed: ${lastWords(install.output)}`);
  return install.status === 0;
}

/**
 * @param {readonly string[]} args
 * @param {readonly string[]} asRoot
 * @param {Machine} machine
 */
function aptGet(args, asRoot, machine) {
  const [command = 'env', ...rest] = [
    ...asRoot,
    'env',
    'DEBIAN_FRONTEND=noninteractive',
    'apt-get',
    // Another apt may be at work, as it is just after a machine's first start: wait for it, two minutes at most.
    '--option=DPkg::Lock::Timeout=120',
    '--quiet',
    ...args,
  ];
  return machine.run(command, ...rest);
}

/**
 * @param {Machine} machine
 * @returns {Promise<string[] | undefined>} words to put before a command to run it as root; undefined when we may not
 */
async function rootPrefix(machine) {
  if (machine.userId === 0) return [];
  const sudo = await machine.run('sudo', '-n', 'true');
  return sudo.status === 0 ? ['sudo', '-n'] : undefined;
}

/** @param {Machine} machine */
function isDebianLike(machine) {
  const release = machine.platform === 'linux' ? (machine.read('/etc/os-release') ?? '') : '';
  return /^ID(_LIKE)?=.*\b(debian|ubuntu)\b/m.test(release);
}
