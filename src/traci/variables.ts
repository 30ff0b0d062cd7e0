/**
 * The rows of a domain's table: variable -> how its value is read, what parameter it wants, which SUMO brought it.
 *
 * Used by `domains/*` to declare, by `protocol` and `subscriptions` to decode. Decoding is keyed by domain and
 * variable, because the same number means different things in different domains.
 */
import * as tc from './constants.ts';
import type { ValueReader, ValueWriter } from './values.ts';

/** SUMO's names for variables. */
export type ConstantName = keyof typeof tc;

/** One row, complete. `Parameter` is `undefined` for variables that want none. */
export interface Variable<Id extends number = number, Value = unknown, Parameter = never> {
  readonly id: Id;
  /** SUMO's name of the variable, e.g. `VAR_SPEED`. */
  readonly name: string;
  readonly value: ValueReader<Value>;
  /** How the parameter of a get or subscribe command is written. */
  readonly parameter?: ValueWriter<Parameter>;
  /** First SUMO version that knows it, e.g. `1.18.0`; absent when 1.15.0 does. */
  readonly since?: string;
}

/** What a row is declared as: the codec alone, or the codec with what else there is to say. */
export type RowSpec =
  | ValueReader<unknown>
  | { readonly value: ValueReader<unknown>; readonly parameter?: ValueWriter<never>; readonly since?: string };

type ValueOfSpec<Spec> =
  Spec extends ValueReader<infer Value> ? Value : Spec extends { value: ValueReader<infer Value> } ? Value : never;
type ParameterOfSpec<Spec> = Spec extends { parameter: ValueWriter<infer Parameter> } ? Parameter : never;

/** A domain's table: SUMO's name of the variable -> row. */
export type VariableTable = Readonly<Record<string, Variable>>;

/** The table that `defineVariables` makes of the declarations. */
export type DefinedVariables<Specs> = {
  readonly [Name in keyof Specs & ConstantName]: Variable<
    (typeof tc)[Name] & number,
    ValueOfSpec<Specs[Name]>,
    ParameterOfSpec<Specs[Name]>
  >;
};

/** The ids in a table. */
export type VariableId<Table> = {
  [Name in keyof Table]: Table[Name] extends Variable<infer Id> ? Id : never;
}[keyof Table];

/** What the variable `Id` of a table holds; for several ids, what any of them may hold. */
export type ValueOf<Table, Id> = {
  [Name in keyof Table]: Table[Name] extends Variable<infer RowId, infer Value>
    ? [RowId] extends [Id]
      ? Value
      : never
    : never;
}[keyof Table];

/** The ids of a table's variables that are numbers. */
export type NumericVariable<Table> = {
  [Name in keyof Table]: Table[Name] extends Variable<infer Id, infer Value>
    ? [Value] extends [number]
      ? Id
      : never
    : never;
}[keyof Table];

/** The parameters that variables of a table want, by id. */
export type ParametersOf<Table> = {
  readonly [
    Name in keyof Table as Table[Name] extends Variable<infer Id, unknown, infer Parameter>
      ? [Parameter] extends [never]
        ? never
        : Id
      : never
  ]?: Table[Name] extends Variable<number, unknown, infer Parameter> ? Parameter : never;
};

/**
 * Declares a domain's variables under SUMO's names; the ids come from `constants`.
 *
 * @example
 * defineVariables({ VAR_SPEED: double, VAR_LEADER: { value: leader, parameter: double } })
 */
export function defineVariables<const Specs extends { readonly [Name in ConstantName]?: RowSpec }>(
  specs: Specs,
): DefinedVariables<Specs> {
  const entries = Object.entries(specs as Readonly<Record<string, RowSpec>>).map(([name, spec]) => {
    const row = 'read' in spec ? { value: spec } : spec;
    return [name, { id: tc[name as ConstantName], name, ...row }] as const;
  });
  return Object.fromEntries(entries) as unknown as DefinedVariables<Specs>;
}

/** A domain's rows by id, for decoding. */
export type VariablesById = ReadonlyMap<number, Variable>;

/** Indexes a table by id. */
export function indexVariables(table: VariableTable): VariablesById {
  return new Map(Object.values(table).map((row) => [row.id, row]));
}
