/** The page of every key of an experiment file, and the JSON Schema for editors. Pure: from the schema to text. */
import { z } from 'zod';
import {
  aggregationRules,
  attacks,
  compressions,
  experimentSchema,
  optimizers,
  preAggregations,
} from '../../src/index.ts';

/** The part of JSON Schema that our schemas use. */
interface JsonSchema {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
}

/** JSON Schema (2020-12) of an experiment file. */
export function experimentJsonSchema(): JsonSchema {
  const schema = z.toJSONSchema(experimentSchema, { io: 'input' });
  return { title: 'EdgeMLSim experiment', ...schema } as unknown as JsonSchema;
}

/** docs/configuration.md. */
export function configurationPage(): string {
  const rows = describe(experimentJsonSchema(), '');
  return `${[
    '# Every key of an experiment file',
    '',
    'Generated from the schema by `npm run build:docs`. An experiment is YAML, at most 1 MB, without aliases; a key that is not',
    'listed here is an error. Editors complete and check it with `docs/experiment.schema.json`:',
    '',
    '```yaml',
    '# yaml-language-server: $schema=../../docs/experiment.schema.json',
    '```',
    '',
    '`--set path=value` changes one value, with the path written as in the first column: `--set edgeServers[0].range=80`.',
    '',
    '| key | type and range | default | meaning |',
    '| --- | --- | --- | --- |',
    ...rows.map(({ path, type, fallback, meaning }) => `| \`${path}\` | ${type} | ${fallback} | ${meaning} |`),
    '',
    '## Aggregation rules',
    '',
    'For `learning.edgeServer.rule` and `learning.cloud.rule`: a name, or a name with options, `{name: trimmed-mean, f: 2}`.',
    '',
    ...registryTable(aggregationRules),
    '',
    '## Optimizers',
    '',
    'For `learning.optimizer`. The learning rate is `learning.learningRate`.',
    '',
    ...registryTable(optimizers),
    '',
    '## Pre-aggregations',
    '',
    'For `learning.edgeServer.preAggregations` and `learning.cloud.preAggregations`.',
    '',
    ...registryTable(preAggregations),
    '',
    '## Compression',
    '',
    'For `learning.compression`.',
    '',
    ...registryTable(compressions),
    '',
    '## Attacks',
    '',
    'For `faults[].attack`: a name, or a name with options, `{name: sign-flip, magnitude: 5}`.',
    '',
    ...registryTable(attacks),
  ].join('\n')}\n`;
}

interface Row {
  readonly path: string;
  readonly type: string;
  readonly fallback: string;
  readonly meaning: string;
}

/** A row for every key below `schema`, depth first. */
function describe(schema: JsonSchema, path: string): readonly Row[] {
  const rows: Row[] = [];
  for (const [key, child] of Object.entries(schema.properties ?? {})) {
    const childPath = path === '' ? key : `${path}.${key}`;
    const isRequired = schema.required?.includes(key) === true;
    rows.push(...describeKey(child, childPath, isRequired));
  }
  return rows;
}

function describeKey(schema: JsonSchema, path: string, isRequired: boolean): readonly Row[] {
  const row: Row = {
    path,
    type: typeOf(schema),
    fallback: isRequired ? '(required)' : code(schema.default),
    meaning: escape(schema.description ?? ''),
  };
  if (schema.properties !== undefined) return describe(schema, path);
  if (schema.items?.properties !== undefined) return [row, ...describe(schema.items, `${path}[]`)];
  const variants = (schema.anyOf ?? schema.oneOf ?? []).filter(({ properties }) => properties !== undefined);
  const seen = new Set<string>();
  const below = variants
    .flatMap((variant) => describe(variant, path).map((one) => withVariant(one, variant)))
    .filter((one) => {
      const text = JSON.stringify(one);
      return !seen.has(text) && seen.add(text);
    });
  return [row, ...below];
}

/** Where variants of an object are told apart by a constant (`set: mnist`), says so. */
function withVariant(row: Row, variant: JsonSchema): Row {
  const constant = Object.entries(variant.properties ?? {}).find(([, { const: value }]) => value !== undefined);
  if (constant === undefined || row.path.endsWith(`.${constant[0]}`)) return row;
  return { ...row, meaning: `(${constant[0]}: ${String(constant[1].const)}) ${row.meaning}` };
}

function typeOf(schema: JsonSchema): string {
  if (schema.const !== undefined) return code(schema.const);
  if (schema.enum !== undefined) return schema.enum.map(code).join(', ');
  const variants = schema.anyOf ?? schema.oneOf;
  if (variants !== undefined) return [...new Set(variants.map(typeOf))].join(' or ');
  if (schema.type === 'array') return `list of ${typeOf(schema.items ?? {})}`;
  return [schema.type ?? 'value', ...bounds(schema)].join(' ');
}

function bounds({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: JsonSchema): readonly string[] {
  const isSafeBound = (bound: number | undefined): bound is number =>
    bound !== undefined && Math.abs(bound) < Number.MAX_SAFE_INTEGER;
  return [
    ...(isSafeBound(minimum) ? [`>= ${minimum}`] : []),
    ...(isSafeBound(exclusiveMinimum) ? [`> ${exclusiveMinimum}`] : []),
    ...(isSafeBound(maximum) ? [`<= ${maximum}`] : []),
    ...(isSafeBound(exclusiveMaximum) ? [`< ${exclusiveMaximum}`] : []),
  ];
}

interface Registered {
  readonly name: string;
  readonly summary: string;
  readonly options: z.ZodType;
}

function registryTable(registry: ReadonlyMap<string, Registered>): readonly string[] {
  const rows = [...registry.values()].map(({ name, summary, options }) => {
    const { properties = {} } = z.toJSONSchema(options, { io: 'input' }) as unknown as JsonSchema;
    const listed = Object.entries(properties).map(([key, schema]) => {
      const fallback = schema.default === undefined ? '' : `, default ${code(schema.default)}`;
      return `\`${key}\`: ${typeOf(schema)}${fallback}. ${escape(schema.description ?? '')}`;
    });
    return `| \`${name}\` | ${escape(summary)} | ${listed.join('<br>') || 'none'} |`;
  });
  return ['| name | what it does | options |', '| --- | --- | --- |', ...rows];
}

function code(value: unknown): string {
  return value === undefined ? '' : `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;
}

function escape(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
