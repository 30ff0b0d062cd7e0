/**
 * Reads a SUMO configuration (.sumocfg) far enough to know which files it needs, before SUMO is started.
 *
 * Source: SUMO documentation, "Basics/Using the Command Line Applications", configuration files: options are elements
 * with a `value`, grouped or not, paths relative to the configuration.
 */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { parseStringPromise } from 'xml2js';
import { ExperimentError } from '../experiment/errors.ts';

/** What matters of a SUMO configuration. */
export interface SumoConfiguration {
  /** Absolute path of the configuration. */
  readonly file: string;
  /** Absolute path of the network. */
  readonly networkFile: string;
  /** Absolute paths of all files it names: network, routes, additional files. */
  readonly inputFiles: readonly string[];
}

const INPUT_OPTIONS: Readonly<Record<string, string>> = {
  'net-file': 'net-file',
  n: 'net-file',
  net: 'net-file',
  'route-files': 'route-files',
  r: 'route-files',
  routes: 'route-files',
  'additional-files': 'additional-files',
  a: 'additional-files',
  additional: 'additional-files',
};

/** An element as xml2js gives it: attributes in `$`, children as lists by name. */
interface XmlElement {
  readonly $?: Readonly<Record<string, string>>;
  readonly [child: string]: unknown;
}

/**
 * @param file - path of the configuration.
 * @throws {ExperimentError} `E_TRAFFIC_FILE` if it is not XML, names no network, or a file it names is missing.
 */
export async function readSumoConfiguration(file: string): Promise<SumoConfiguration> {
  const options = collectOptions(await parse(file));
  const inputFiles: string[] = [];
  for (const [option, value] of options) {
    for (const name of value.split(/[,\s]+/).filter((part) => part !== '')) {
      const path = resolve(dirname(file), name);
      if (!existsSync(path)) throw fileError(`${file}: ${option}: no such file: ${path}`);
      inputFiles.push(path);
    }
  }
  const network = options.get('net-file');
  if (network === undefined) throw fileError(`${file}: names no network; expected <net-file value="..."/>`);
  return { file: resolve(file), networkFile: resolve(dirname(file), network), inputFiles };
}

async function parse(file: string): Promise<XmlElement> {
  try {
    const text = await readFile(file, 'utf8');
    return (await parseStringPromise(text)) as XmlElement;
  } catch (cause) {
    const reason = (cause as Error).message.split('\n')[0] ?? '';
    throw fileError(`${file}: expected a SUMO configuration (XML): ${reason}`, cause);
  }
}

function collectOptions(document: XmlElement): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const visit = (name: string, element: unknown): void => {
    if (typeof element !== 'object' || element === null) return;
    const { $, ...children } = element as XmlElement;
    const option = INPUT_OPTIONS[name];
    const value = $?.value ?? $?.v;
    if (option !== undefined && value !== undefined) found.set(option, value);
    for (const [childName, list] of Object.entries(children)) {
      if (Array.isArray(list)) for (const child of list) visit(childName, child);
      else visit(childName, list);
    }
  };
  for (const [name, element] of Object.entries(document)) visit(name, element);
  return found;
}

function fileError(message: string, cause?: unknown): ExperimentError {
  return new ExperimentError(message, { code: 'E_TRAFFIC_FILE', path: 'traffic.config', cause });
}
