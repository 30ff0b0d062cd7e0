/**
 * Our numbers against those of the SUMO installed, where there is one.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { constants } from '../../src/traci/index.ts';
import { sumoHome } from '../helpers/sumo.ts';

const file = join(sumoHome, 'tools', 'traci', 'constants.py');

test('constants - names of values are unique within the type bytes', (t) => {
  const types = Object.entries(constants).filter(([name]) => /^(TYPE_|POSITION_(2D|3D|LON|ROAD))/.test(name));
  t.is(types.length, 15);
  t.is(new Set(types.map(([, value]) => value)).size, types.length);
});

(existsSync(file) ? test : test.skip)('constants - every number of the SUMO installed is ours too', (t) => {
  const ours: Readonly<Record<string, number>> = constants;
  const lines = readFileSync(file, 'utf8').matchAll(/^([A-Z][A-Z0-9_]*) = (-?(?:0x[0-9a-fA-F]+|[0-9.]+))$/gm);
  let compared = 0;
  for (const [, name, value] of lines) {
    if (name === 'TRACI_VERSION') continue;
    const theirs = value!.startsWith('-0x') ? -Number(value!.slice(1)) : Number(value);
    t.is(ours[name!], theirs, name);
    compared++;
  }
  t.true(compared > 450, `only ${compared} compared`);
});
