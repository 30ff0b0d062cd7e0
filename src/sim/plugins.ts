/**
 * What an experiment may name: the built-in rules, attacks, optimizers and compressions, and those of plugins, which may have
 * models and data sets as well.
 *
 * A plugin is a JavaScript or TypeScript module that the user names on the command line (`--plugin`); an experiment file
 * can never cause one to be loaded. Registries are values: a plugin makes new ones and changes nobody else's.
 */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  aggregationRules,
  attacks,
  compressions,
  dataAttacks,
  optimizers,
  preAggregations,
  type AttackDefinition,
  type CompressionDefinition,
  type DataAttackDefinition,
  type DatasetDefinition,
  type ModelDefinition,
  type OptimizerDefinition,
  type PreAggregationDefinition,
  type RuleDefinition,
} from '../ml/index.ts';
import { PluginError } from './plugin-error.ts';
import { trafficPolicies, type TrafficPolicyDefinition } from './policies/index.ts';

/** All definitions that an experiment may name, by kind and name. */
export interface Registries {
  readonly rules: ReadonlyMap<string, RuleDefinition>;
  readonly preAggregations: ReadonlyMap<string, PreAggregationDefinition>;
  readonly attacks: ReadonlyMap<string, AttackDefinition>;
  readonly optimizers: ReadonlyMap<string, OptimizerDefinition>;
  readonly compressions: ReadonlyMap<string, CompressionDefinition>;
  readonly dataAttacks: ReadonlyMap<string, DataAttackDefinition>;
  readonly trafficPolicies: ReadonlyMap<string, TrafficPolicyDefinition>;
  /** For `model: {kind: custom, name}`. */
  readonly models: ReadonlyMap<string, ModelDefinition>;
  /** For `data: {set: custom, name}`. */
  readonly datasets: ReadonlyMap<string, DatasetDefinition>;
}

/** What a plugin module may export, each a list of definitions made with `defineRule`, `defineAttack` and so on. */
export interface Plugin {
  readonly rules?: readonly RuleDefinition[];
  readonly preAggregations?: readonly PreAggregationDefinition[];
  readonly attacks?: readonly AttackDefinition[];
  readonly optimizers?: readonly OptimizerDefinition[];
  readonly compressions?: readonly CompressionDefinition[];
  readonly dataAttacks?: readonly DataAttackDefinition[];
  readonly trafficPolicies?: readonly TrafficPolicyDefinition[];
  readonly models?: readonly ModelDefinition[];
  readonly datasets?: readonly DatasetDefinition[];
}

/** The definitions that come with the package. */
export const BUILT_IN: Registries = {
  rules: aggregationRules,
  preAggregations,
  attacks,
  optimizers,
  compressions,
  dataAttacks,
  trafficPolicies,
  models: new Map(),
  datasets: new Map(),
};

const KINDS = Object.keys(BUILT_IN) as readonly (keyof Registries)[];
const NAME = /^[a-z][a-z0-9-]*$/;

/**
 * Adds a plugin's definitions.
 *
 * @param source - named in messages, e.g. the module's path.
 * @throws {PluginError} `E_PLUGIN` for an export that is not a list of definitions, an unknown list, nothing at all, a name
 *   that is malformed or taken.
 */
export function extendRegistries(
  base: Registries,
  plugin: Readonly<Record<string, unknown>>,
  source: string,
): Registries {
  const exported = Object.keys(plugin).filter((key) => key !== 'default');
  const unknown = exported.find((key) => !KINDS.some((kind) => kind === key));
  if (unknown !== undefined)
    throw new PluginError(`${source}: unknown export "${unknown}"; expected some of ${KINDS.join(', ')}`);
  if (exported.length === 0) throw new PluginError(`${source}: exports nothing; expected some of ${KINDS.join(', ')}`);
  const extended = Object.fromEntries(
    KINDS.map((kind) => [kind, addAll(base[kind], plugin[kind] ?? [], `${source}: ${kind}`)]),
  );
  const registries = extended as unknown as Registries;
  refuseSharedNames(registries, source);
  return registries;
}

/**
 * Imports the modules in order and adds their definitions to the built-in ones.
 *
 * @param files - paths, relative to the working folder.
 * @throws {PluginError} `E_PLUGIN` if one cannot be imported or does not fit.
 */
export async function loadPlugins(files: readonly string[]): Promise<Registries> {
  let registries = BUILT_IN;
  for (const file of files) registries = extendRegistries(registries, await importModule(file), file);
  return registries;
}

async function importModule(file: string): Promise<Readonly<Record<string, unknown>>> {
  const path = resolve(file);
  if (!existsSync(path)) throw new PluginError(`--plugin ${file}: no such file`);
  try {
    return (await import(pathToFileURL(path).href)) as Readonly<Record<string, unknown>>;
  } catch (cause) {
    throw new PluginError(`--plugin ${file}: cannot be imported: ${(cause as Error).message}`, cause);
  }
}

/** Attacks on gradients and on data stand under one key of the experiment, so no name may be both. */
function refuseSharedNames({ attacks: onGradients, dataAttacks: onData }: Registries, source: string): void {
  const shared = [...onGradients.keys()].find((name) => onData.has(name));
  if (shared !== undefined)
    throw new PluginError(`${source}: the name "${shared}" is taken: attacks and dataAttacks share their names`);
}

function addAll(
  known: ReadonlyMap<string, { readonly name: string }>,
  definitions: unknown,
  where: string,
): ReadonlyMap<string, unknown> {
  if (!Array.isArray(definitions)) throw new PluginError(`${where}: expected a list of definitions`);
  const all = new Map<string, unknown>(known);
  for (const [index, definition] of definitions.entries()) {
    const name = checkedName(definition, `${where}[${index}]`);
    if (all.has(name)) throw new PluginError(`${where}[${index}]: the name "${name}" is taken`);
    all.set(name, definition);
  }
  return all;
}

/** Every kind of definition has a name, a schema of options and a constructor. */
function checkedName(definition: unknown, where: string): string {
  const { name, options, create } = (definition ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof name !== 'string' || !NAME.test(name))
    throw new PluginError(`${where}: expected a name of small letters, digits and "-", got ${JSON.stringify(name)}`);
  const isSchema = typeof (options as { safeParse?: unknown } | undefined)?.safeParse === 'function';
  if (!isSchema || typeof create !== 'function')
    throw new PluginError(
      `${where} ("${name}"): expected a definition made with defineRule, defineAttack or their like`,
    );
  return name;
}
