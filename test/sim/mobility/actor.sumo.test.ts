/** Detours on a town with two ways: north is slower than south, and west of it lies a road that leads nowhere else. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TrafficAction } from '../../../src/sim/mobility/actions.ts';
import { createLiveMobility } from '../../../src/sim/mobility/live.ts';
import { launchSumo } from '../../../src/traci/index.ts';
import { sumoHome, sumoTest } from '../../helpers/sumo.ts';

const NODES = `<nodes><node id="a" x="0" y="0"/><node id="b" x="200" y="0"/><node id="n" x="400" y="200"/>
  <node id="s" x="400" y="-50"/><node id="c" x="600" y="0"/><node id="d" x="800" y="0"/><node id="e" x="200" y="300"/></nodes>`;
const EDGES = `<edges><edge id="in" from="a" to="b"/><edge id="north1" from="b" to="n"/><edge id="north2" from="n" to="c"/>
  <edge id="south1" from="b" to="s"/><edge id="south2" from="s" to="c"/><edge id="out" from="c" to="d"/>
  <edge id="apart" from="e" to="n"/></edges>`;
const ROUTES = `<routes><vehicle id="v" depart="0"><route edges="in south1 south2 out"/></vehicle></routes>`;

sumoTest('actor - a detour is driven; one past a road out of reach is refused and SUMO lives', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'edgemlsim-detour-'));
  t.teardown(() => {
    rmSync(folder, { recursive: true });
  });
  const files = { 'a.nod.xml': NODES, 'a.edg.xml': EDGES, 'a.rou.xml': ROUTES };
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  const environment = { env: { ...process.env, SUMO_HOME: sumoHome }, cwd: folder, stdio: 'pipe' } as const;
  execFileSync(
    'netconvert',
    ['-n', 'a.nod.xml', '-e', 'a.edg.xml', '-o', 'a.net.xml', '--no-turnarounds'],
    environment,
  );
  const client = await launchSumo({ sumoHome, cwd: folder, arguments: ['-n', 'a.net.xml', '-r', 'a.rou.xml'] });
  t.teardown(() => client.close());
  const mobility = await createLiveMobility({ client, sites: [], ahead: false, coverage: 'all', listens: true });
  const actThen = async (action: TrafficAction): Promise<string[]> => {
    mobility.act!([action]);
    return (await mobility.next())!.refused!.map(({ reason }) => reason);
  };
  for (let step = 0; step < 3; step++) await mobility.next();
  t.deepEqual(await actThen({ kind: 'detour', vehicle: 'v', via: ['apart'] }), ['no way leads from in to apart']);
  t.deepEqual(await client.vehicle.getRoute('v'), ['in', 'south1', 'south2', 'out']);
  t.deepEqual(await actThen({ kind: 'detour', vehicle: 'v', via: ['north2'] }), []);
  t.deepEqual(await client.vehicle.getRoute('v'), ['in', 'north1', 'north2', 'out']);
  let highest = 0;
  for (let frame = await mobility.next(); frame !== undefined; frame = await mobility.next())
    for (const y of frame.vehicles.y) highest = Math.max(highest, y);
  t.true(highest > 150, `the northern way leads up to y = 200, the vehicle was at ${highest}`);
});
