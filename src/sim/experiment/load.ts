/**
 * Reads an experiment file into a frozen, fully resolved `Experiment`, or says in one line what is wrong with it.
 *
 * YAML, at most 1 MB, aliases off. Files that the experiment names are checked by `files.ts`.
 */
import { readFile, stat } from 'node:fs/promises';
import { parseDocument } from 'yaml';
import type { z } from 'zod';
import { BUILT_IN, type Registries } from '../plugins.ts';
import { selectionPolicies } from '../selection/index.ts';
import { ExperimentError } from './errors.ts';
import { describeIssue, formatPath, nearestName } from './messages.ts';
import { applyOverride } from './overrides.ts';
import { findSweep } from './sweep-notation.ts';
import { experimentSchema, type Experiment, type NamedSpec, type TierSpec } from './schema.ts';

const MAXIMUM_BYTES = 1_000_000;

/** A definition in a registry: rules and attacks alike. */
interface Registered {
  readonly options: z.ZodType;
}

/**
 * @param file - path of the YAML file.
 * @param overrides - `path=value` texts, applied in order before the check.
 * @param registries - what the experiment may name; the built-in definitions when absent.
 * @throws {ExperimentError} with the path of the value that is wrong.
 */
export async function loadExperiment(
  file: string,
  overrides: readonly string[] = [],
  registries: Registries = BUILT_IN,
): Promise<Experiment> {
  const content = overrides.reduce(applyOverride, await readExperimentContent(file));
  refuseSweeps(content, file);
  return parseExperiment(content, file, registries);
}

/**
 * What an experiment file says, before anything of it is checked.
 *
 * @throws {ExperimentError} `E_EXPERIMENT_FILE` if it cannot be read; `E_EXPERIMENT_YAML` if it is not plain YAML.
 */
export async function readExperimentContent(file: string): Promise<unknown> {
  const text = await readText(file);
  const document = parseDocument(text, { prettyErrors: true });
  const problem = document.errors[0];
  if (problem !== undefined) {
    const line = problem.message.split('\n')[0] ?? problem.message;
    throw new ExperimentError(`${file}: not YAML: ${line.replace(/:$/, '')}`, { code: 'E_EXPERIMENT_YAML' });
  }
  try {
    return document.toJS({ maxAliasCount: 0 }) as unknown;
  } catch (cause) {
    throw new ExperimentError(`${file}: YAML aliases are not allowed; write the value out`, {
      code: 'E_EXPERIMENT_YAML',
      cause,
    });
  }
}

/**
 * Checks a plain value against the schema and the registries of rules and attacks.
 *
 * @param source - named in messages, e.g. the file's path.
 */
export function parseExperiment(
  content: unknown,
  source = 'experiment',
  registries: Registries = BUILT_IN,
): Experiment {
  const parsed = experimentSchema.safeParse(content);
  if (!parsed.success) {
    const { path, message } = describeIssue(parsed.error.issues, content, knownKeysAt);
    throw invalid(source, path, message);
  }
  const experiment = parsed.data;
  resolveTier(experiment.learning.edgeServer, registries, { source, path: ['learning', 'edgeServer'] });
  resolveTier(experiment.learning.cloud, registries, { source, path: ['learning', 'cloud'] });
  const { learning } = experiment;
  learning.compression = resolve('compression', learning.compression, registries.compressions, {
    source,
    path: ['learning', 'compression'],
  });
  learning.optimizer = resolveOptimizer(learning, registries, source);
  experiment.selection = resolve('selection policy', experiment.selection, selectionPolicies, {
    source,
    path: ['selection'],
  });
  const { traffic } = experiment;
  if (traffic.policy !== undefined)
    traffic.policy = resolve('traffic policy', traffic.policy, registries.trafficPolicies, {
      source,
      path: ['traffic', 'policy'],
    });
  for (const [index, fault] of experiment.faults.entries()) {
    if (fault.kind !== 'byzantine') continue;
    const known = new Map<string, Registered>([...registries.attacks, ...registries.dataAttacks]);
    fault.attack = resolve('attack', fault.attack, known, { source, path: ['faults', index, 'attack'] });
  }
  resolveCustom(experiment, registries, source);
  checkNames(experiment, source);
  return deepFreeze(experiment);
}

/** A file with sweeps is many experiments; a run is one. */
function refuseSweeps(content: unknown, file: string): void {
  const path = findSweep(content);
  if (path === undefined) return;
  const where = formatPath(path);
  throw new ExperimentError(
    `${file}: ${where} is swept; run it with "edgemlsim sweep", or choose one value with --set ${where}=VALUE`,
    { code: 'E_EXPERIMENT_VALUE', path: where },
  );
}

async function readText(file: string): Promise<string> {
  try {
    const { size } = await stat(file);
    if (size > MAXIMUM_BYTES)
      throw new ExperimentError(`${file}: expected at most ${MAXIMUM_BYTES} bytes, got ${size}`, {
        code: 'E_EXPERIMENT_FILE',
      });
    return await readFile(file, 'utf8');
  } catch (cause) {
    if (cause instanceof ExperimentError) throw cause;
    const reason = (cause as NodeJS.ErrnoException).code === 'ENOENT' ? 'no such file' : (cause as Error).message;
    throw new ExperimentError(`${file}: ${reason}; expected an experiment file (YAML)`, {
      code: 'E_EXPERIMENT_FILE',
      cause,
    });
  }
}

/** Where a name stands in the file. */
interface Place {
  readonly source: string;
  readonly path: readonly PropertyKey[];
}

/** Resolves the names of a tier in place. */
function resolveTier(tier: TierSpec, registries: Registries, at: Place): void {
  const below = (...keys: readonly PropertyKey[]): Place => ({ source: at.source, path: [...at.path, ...keys] });
  tier.rule = resolve('rule', tier.rule, registries.rules, below('rule'));
  for (const [index, spec] of tier.preAggregations.entries()) {
    const place = below('preAggregations', index);
    tier.preAggregations[index] = resolve('pre-aggregation', spec, registries.preAggregations, place);
  }
  if (typeof tier.tooFew !== 'object') return;
  tier.tooFew.fallback = resolve('rule', tier.tooFew.fallback, registries.rules, below('tooFew', 'fallback'));
}

/** The learning rate stands beside the optimizer in the file and is an option of it in the registry. */
function resolveOptimizer(
  { optimizer, learningRate }: Experiment['learning'],
  { optimizers }: Registries,
  source: string,
): NamedSpec & object {
  const spec = typeof optimizer === 'string' ? { name: optimizer } : optimizer;
  const at = { source, path: ['learning', 'optimizer'] };
  const resolved: Record<string, unknown> = resolve('optimizer', { ...spec, learningRate }, optimizers, at);
  const options = Object.entries(resolved).filter(([key]) => key !== 'learningRate');
  return { ...Object.fromEntries(options), name: spec.name };
}

/** A model and data of plugins, in place: their options stand beside their names. */
function resolveCustom(experiment: Experiment, { models, datasets }: Registries, source: string): void {
  const { data, model } = experiment;
  if (data.set === 'custom') {
    const { set, ...spec } = data;
    experiment.data = { set, ...resolve('data set', spec, datasets, { source, path: ['data'] }) };
  }
  if (model.kind === 'custom') {
    const { kind, ...spec } = model;
    experiment.model = { kind, ...resolve('model', spec, models, { source, path: ['model'] }) };
  }
}

/** `mean` -> `{name: 'mean', ...defaults}`, its options checked by the registry's own schema. */
function resolve(
  what: string,
  spec: NamedSpec,
  registry: ReadonlyMap<string, Registered>,
  at: Place,
): NamedSpec & object {
  const { name, ...options } = typeof spec === 'string' ? { name: spec } : spec;
  const definition = registry.get(name);
  if (definition === undefined) {
    const known = [...registry.keys()];
    const nearest = nearestName(name, known);
    const hint = nearest === undefined ? `known: ${known.join(', ') || 'none'}` : `did you mean "${nearest}"?`;
    throw invalid(at.source, formatPath(at.path), `unknown ${what} "${name}"; ${hint}`);
  }
  const parsed = definition.options.safeParse(options);
  if (!parsed.success) {
    const problem = describeIssue(parsed.error.issues, options, () => shapeKeys(definition.options));
    const path = formatPath(at.path);
    throw invalid(at.source, problem.path === '' ? path : `${path}.${problem.path}`, problem.message);
  }
  return { name, ...(parsed.data as Readonly<Record<string, unknown>>) };
}

function checkNames(experiment: Experiment, source: string): void {
  const seen = new Map<string, number>();
  for (const [index, { name }] of experiment.edgeServers.entries()) {
    const first = seen.get(name);
    if (first !== undefined)
      throw invalid(source, `edgeServers[${index}].name`, `"${name}" is the name of edgeServers[${first}] too`);
    seen.set(name, index);
  }
}

function invalid(source: string, path: string, message: string): ExperimentError {
  const where = path === '' ? '' : `${path}: `;
  return new ExperimentError(`${source}: ${where}${message}`, { code: 'E_EXPERIMENT_VALUE', path });
}

/** Keys that the schema knows at a path, whatever unions and defaults lie on the way. */
function knownKeysAt(path: readonly PropertyKey[]): readonly string[] {
  let schemas: readonly unknown[] = [experimentSchema];
  for (const part of path) schemas = schemas.flatMap(unwrap).flatMap((schema) => childSchemas(schema, part));
  return schemas.flatMap(unwrap).flatMap(shapeKeys);
}

interface SchemaInternals {
  readonly shape?: Readonly<Record<string, unknown>>;
  readonly element?: unknown;
  readonly options?: readonly unknown[];
  readonly unwrap?: (this: unknown) => unknown;
}

function unwrap(schema: unknown): readonly unknown[] {
  const { options, unwrap: inner, element } = schema as SchemaInternals;
  if (Array.isArray(options)) return options.flatMap(unwrap);
  if (typeof inner === 'function' && element === undefined) return unwrap(inner.call(schema));
  return [schema];
}

function childSchemas(schema: unknown, part: PropertyKey): readonly unknown[] {
  const { shape, element } = schema as SchemaInternals;
  const child = typeof part === 'number' ? element : shape?.[String(part)];
  return child === undefined ? [] : [child];
}

function shapeKeys(schema: unknown): readonly string[] {
  return Object.keys((schema as SchemaInternals).shape ?? {});
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const part of Object.values(value)) deepFreeze(part);
  }
  return value;
}
