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
  const { items } = schema;
  if (items?.properties !== undefined) return [row, ...describe(items, `${path}[]`)];
  return [row, ...describeVariants(objectsAmong(items ?? schema), items === undefined ? path : `${path}[]`)];
}

/** Rows of objects that a value may be; a key that several of them have alike is one row, what all have comes last. */
function describeVariants(variants: readonly JsonSchema[], path: string): readonly Row[] {
  const rows = new Map<string, { readonly row: Row; readonly of: JsonSchema[] }>();
  for (const variant of variants)
    for (const row of describe(variant, path).map((one) => meaningOfConstant(one, variant))) {
      const known = rows.get(JSON.stringify(row)) ?? { row, of: [] };
      known.of.push(variant);
      rows.set(JSON.stringify(row), known);
    }
  const isCommon = ({ of }: { readonly of: readonly JsonSchema[] }): boolean => of.length === variants.length;
  const all = [...rows.values()];
  return [
    ...all.filter((one) => !isCommon(one)).map(({ row, of }) => withVariants(row, of)),
    ...all.filter(isCommon).map(({ row }) => row),
  ];
}

/** The objects that a value may be, however its alternatives are nested. */
function objectsAmong({ anyOf, oneOf }: JsonSchema): readonly JsonSchema[] {
  return (anyOf ?? oneOf ?? []).flatMap((variant) =>
    variant.properties === undefined ? objectsAmong(variant) : [variant],
  );
}

/** What tells a variant of an object from the others, e.g. `set: mnist`. */
function constantOf({ properties = {} }: JsonSchema): { readonly key: string; readonly value: string } | undefined {
  const constant = Object.entries(properties).find(([, { const: value }]) => value !== undefined);
  return constant && { key: constant[0], value: String(constant[1].const) };
}

/** The constant means what its variant does. */
function meaningOfConstant(row: Row, variant: JsonSchema): Row {
  const constant = constantOf(variant);
  if (row.meaning !== '' || constant === undefined || !row.path.endsWith(`.${constant.key}`)) return row;
  return { ...row, meaning: escape(variant.description ?? '') };
}

/** Says in which variants a key may stand. */
function withVariants(row: Row, variants: readonly JsonSchema[]): Row {
  const constants = variants.flatMap((variant) => constantOf(variant) ?? []);
  const [first] = constants;
  if (first === undefined || row.path.endsWith(`.${first.key}`)) return row;
  return { ...row, meaning: `(${first.key}: ${constants.map(({ value }) => value).join(', ')}) ${row.meaning}` };
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
  return value === undefined ? '' : `\`${typeof value === 'string' && value !== '' ? value : JSON.stringify(value)}\``;
}

function escape(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
