/**
 * Part D: our constants against the `constants.py` of the SUMO installed.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { constants } from '../../src/traci/index.ts';

export interface ConstantsReport {
  readonly compared: number;
  /** `NAME: expected 1, got 2`; what SUMO has renumbered or we got wrong. */
  readonly different: readonly string[];
  /** Names that this SUMO has and we have not. */
  readonly missing: readonly string[];
  /** Names that we have and this SUMO has not: what came later, or went. */
  readonly ours: readonly string[];
}

/** The API version is negotiated, not fixed. */
const NOT_COMPARED = new Set(['TRACI_VERSION']);
const ASSIGNMENT = /^([A-Z][A-Z0-9_]*) = (-?(?:0x[0-9a-fA-F]+|[0-9.]+))$/gm;

/** @param home - `SUMO_HOME`. */
export function compareConstants(home: string): ConstantsReport {
  const text = readFileSync(join(home, 'tools', 'traci', 'constants.py'), 'utf8');
  const known: Readonly<Record<string, number>> = constants;
  const theirs = new Map([...text.matchAll(ASSIGNMENT)].map(([, name, value]) => [name!, numberOf(value!)]));
  for (const name of NOT_COMPARED) theirs.delete(name);
  const shared = [...theirs].filter(([name]) => name in known);
  return {
    compared: shared.length,
    different: shared
      .filter(([name, value]) => known[name] !== value)
      .map(([name, value]) => `${name}: expected ${value}, got ${known[name]!}`),
    missing: [...theirs.keys()].filter((name) => !(name in known)),
    ours: Object.keys(known).filter((name) => !theirs.has(name)),
  };
}

/** Number takes no sign before 0x. */
function numberOf(text: string): number {
  return text.startsWith('-') ? -Number(text.slice(1)) : Number(text);
}
