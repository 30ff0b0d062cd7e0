/** The public API is a promise: a name that appears or goes is a decision, made here. */
import test from 'ava';
import * as api from '../src/index.ts';
import * as traci from '../src/traci/index.ts';
import { readFileSync } from 'node:fs';

for (const [name, module] of Object.entries({ edgemlsim: api, 'edgemlsim/traci': traci })) {
  test(`exports - the values of ${name} are the ones listed`, (t) => {
    const file = new URL(`fixtures/exports/${name.replace('/', '-')}.json`, import.meta.url);
    const listed = JSON.parse(readFileSync(file, 'utf8')) as readonly string[];
    t.deepEqual(Object.keys(module).sort(), [...listed].sort());
  });
}
