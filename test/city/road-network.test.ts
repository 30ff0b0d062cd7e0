import test from 'ava';
import { readRoadNetwork } from '../../src/city/road-network.ts';
import { fileOf } from './temporary.ts';

const NETWORK = `<net>
  <edge id=":j_0" function="internal"><lane id=":j_0_0" index="0" speed="5" length="3" shape="0,0 1,1"/></edge>
  <edge id="in" from="p" to="j">
    <lane id="in_0" index="0" allow="pedestrian" speed="2" length="90" shape="0,2 90,2"/>
    <lane id="in_1" index="1" disallow="pedestrian rail" speed="13" length="90" shape="0,0 90,0,7"/>
    <lane id="in_2" index="2" speed="14" length="90" shape="0,-2 90,-2"/>
  </edge>
  <edge id="back" from="j" to="p"><lane id="back_0" index="0" allow="bus passenger" speed="9" length="80" shape="90,4 0,4"/></edge>
  <edge id="out" from="j" to="q"><lane id="out_0" index="0" disallow="all" speed="9" length="70" shape="90,0 160,0"/></edge>
  <edge id="path" from="j" to="q"><lane id="path_0" index="0" allow="bicycle" speed="9" length="70" shape="90,0 160,0"/></edge>
  <edge id="on" from="j" to="r"><lane id="on_0" index="0" speed="9" length="70" shape="90,0 90,70"/></edge>
  <junction id="j" type="priority" x="90" y="0"/><junction id="p" type="dead_end" x="0" y="0"/>
  <junction id="q" type="dead_end" x="160" y="0"/><junction id="r" type="dead_end" x="90" y="70"/>
  <junction id=":j_0_0" type="internal" x="1" y="1"/>
  <connection from="in" to="back" fromLane="2" toLane="0" dir="t"/>
  <connection from="in" to="on" fromLane="0" toLane="0" dir="s"/>
  <connection from="in" to="out" fromLane="1" toLane="0" dir="s"/>
  <connection from="back" to="in" fromLane="0" toLane="1" dir="t"/>
  <connection from=":j_0" to="on" fromLane="0" toLane="0" dir="s"/>
</net>`;

test('road network - roads open to cars, their lanes, and where they lead', async (t) => {
  const { roads, junctions } = await readRoadNetwork(fileOf(t, 'town.net.xml', NETWORK));
  t.deepEqual(
    roads.map(({ id, lanes, speed, length }) => [id, lanes, speed, length]),
    [
      ['in', 2, 14, 90],
      ['back', 1, 9, 80],
      ['on', 1, 9, 70],
    ],
  );
  // The way on begins on the pavement's lane, which no car may use.
  t.deepEqual(
    roads.map(({ next }) => next),
    [[], [], []],
  );
  t.deepEqual(
    roads.map(({ turnarounds }) => turnarounds),
    [[1], [0], []],
  );
  t.deepEqual(junctions, [
    { id: 'j', x: 90, y: 0 },
    { id: 'p', x: 0, y: 0 },
    { id: 'r', x: 90, y: 70 },
  ]);
  t.deepEqual(roads[1]!.shape, [
    { x: 90, y: 4 },
    { x: 0, y: 4 },
  ]);
});

test('road network - a connection between lanes for cars', async (t) => {
  const text = NETWORK.replace('to="on" fromLane="0"', 'to="on" fromLane="1"');
  const { roads } = await readRoadNetwork(fileOf(t, 'town.net.xml', text));
  t.deepEqual(
    roads.map(({ next }) => next),
    [[2], [], []],
  );
});

test('road network - no network, none for cars, no XML', async (t) => {
  await t.throwsAsync(readRoadNetwork(fileOf(t, 'a.net.xml', '<routes/>')), { message: /found no <net>/ });
  const footpath =
    '<net><edge id="e" from="a" to="b"><lane id="e_0" index="0" allow="pedestrian" speed="1" length="1" shape="0,0 1,0"/></edge></net>';
  await t.throwsAsync(readRoadNetwork(fileOf(t, 'a.net.xml', footpath)), { message: /no road is open to cars/ });
  await t.throwsAsync(readRoadNetwork(fileOf(t, 'a.net.xml', '<net>')), { code: 'E_CITY_INPUT' });
});
