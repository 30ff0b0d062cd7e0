import test from 'ava';
import type { SimulationEvent } from '../../../src/sim/events.ts';
import { createPlaceCounter } from '../../../src/sim/results/places.ts';

const SITES = {
  sites: [
    { x: 0, y: 0, range: 50 },
    { x: 100, y: 0, range: 50 },
  ],
  names: ['west', 'east'],
};

function deliver(x: number, y: number, edgeServer: string, late = false): SimulationEvent {
  return { at: 0, type: 'deliver', vehicle: 'v', gradient: 0, edgeServer, late, x, y };
}

function lose(x: number, y: number): SimulationEvent {
  return { at: 0, type: 'lost', vehicle: 'v', gradient: 0, x, y };
}

test('places - cells of 10 m, also left of and below the origin, by edge server', (t) => {
  const counter = createPlaceCounter(SITES);
  for (const event of [
    deliver(9.99, 0, 'west'),
    deliver(0, 9.99, 'west'),
    deliver(5, 5, 'west', true),
    deliver(5, 5, 'east'),
    deliver(-0.1, -10, 'west'),
    deliver(10, 0, 'west'),
  ])
    counter.onEvent(event);
  t.is(
    counter.toCsv(),
    [
      'x,y,edge_server,delivered,late,lost',
      '-10,-10,west,1,0,0',
      '0,0,east,1,0,0',
      '0,0,west,2,1,0',
      '10,0,west,1,0,0',
      '',
    ].join('\n'),
  );
});

test('places - a lost gradient counts for the nearest edge server in range, or for none', (t) => {
  const counter = createPlaceCounter(SITES);
  for (const event of [lose(40, 0), lose(60.5, 0), lose(49, 49)]) counter.onEvent(event);
  t.deepEqual(counter.toCsv().split('\n').slice(1, -1), ['40,0,west,0,0,1', '60,0,east,0,0,1', '40,40,,0,0,1']);
});

test('places - counting goes on from what was counted before', (t) => {
  const events = [deliver(1, 1, 'west'), lose(40, 0), deliver(1, 2, 'west'), lose(49, 49), lose(49, 49)];
  const whole = createPlaceCounter(SITES);
  events.forEach((event) => {
    whole.onEvent(event);
  });
  const first = createPlaceCounter(SITES);
  events.slice(0, 4).forEach((event) => {
    first.onEvent(event);
  });
  const second = createPlaceCounter({ ...SITES, from: first.toCsv() });
  second.onEvent(events[4]!);
  t.is(second.toCsv(), whole.toCsv());
});

test('places - other events count for nothing', (t) => {
  const counter = createPlaceCounter(SITES);
  counter.onEvent({ at: 0, type: 'link', vehicle: 'v', edgeServer: 'west' });
  t.is(counter.toCsv(), 'x,y,edge_server,delivered,late,lost\n');
});
