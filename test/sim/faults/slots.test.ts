import test from 'ava';
import { createSlots, type SlotsState } from '../../../src/sim/faults/slots.ts';

const ranks: Readonly<Record<string, number>> = { a: 0.9, b: 0.1, c: 0.5, d: 0.2 };
const rank = (vehicleId: string): number => ranks[vehicleId]!;
const at = (group: number, ...ids: string[]) => ids.map((vehicleId) => ({ vehicleId, group }));

test('slots - of those that come at once the lowest rank goes first, later ones take what is left', (t) => {
  const slots = createSlots(2, rank);
  slots.enter(at(0, 'a', 'b', 'c'));
  t.deepEqual(
    ['a', 'b', 'c'].map((id) => slots.holds(id)),
    [false, true, true],
  );
  slots.enter(at(0, 'd'));
  t.false(slots.holds('d'));
});

test('slots - a slot that is given back goes to the next that comes, not to those that found none', (t) => {
  const slots = createSlots(1, rank);
  slots.enter(at(0, 'a'));
  slots.enter(at(0, 'c'));
  slots.leave('a');
  slots.enter(at(0, 'c', 'd'));
  t.deepEqual(
    ['a', 'c', 'd'].map((id) => slots.holds(id)),
    [false, false, true],
  );
});

test('slots - every group has its own', (t) => {
  const slots = createSlots(1, rank);
  slots.enter([...at(0, 'a', 'c'), ...at(1, 'b', 'd')]);
  t.deepEqual(
    ['a', 'b', 'c', 'd'].map((id) => slots.holds(id)),
    [false, true, true, false],
  );
  t.is(slots.groupOf('d'), 1);
});

test('slots - state goes through JSON', (t) => {
  const slots = createSlots(2, rank);
  slots.enter([...at(0, 'a', 'c', 'd'), ...at(1, 'b')]);
  const state = slots.snapshot();
  const restored = createSlots(2, rank, JSON.parse(JSON.stringify(state)) as SlotsState);
  t.deepEqual(restored.snapshot(), state);
  restored.enter(at(0, 'e'));
  t.false(restored.holds('e'));
});

test('slots - none when the bound is zero', (t) => {
  const slots = createSlots(0, rank);
  slots.enter(at(0, 'a'));
  t.false(slots.holds('a'));
});
