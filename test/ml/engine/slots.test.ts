import test from 'ava';
import { createSlots } from '../../../src/ml/engine/slots.ts';

test('slots - a lane gets back the slot that it wrote last, whatever was given back since', (t) => {
  const slots = createSlots(4, () => undefined);
  const [first, second] = [slots.take(0), slots.take(1)];
  slots.giveBack(first);
  slots.giveBack(second);
  t.is(slots.take(0), first);
  t.is(slots.take(1), second);
});

test('slots - one of another lane is taken before memory is made for one more', (t) => {
  const made: number[] = [];
  const slots = createSlots(4, ({ id }) => made.push(id));
  const first = slots.take(0);
  slots.giveBack(first);
  t.is(slots.take(1), first);
  slots.giveBack(first);
  t.is(slots.take(1), first, 'it is that lane’s now');
  t.not(slots.take(), first);
  t.deepEqual(made, [0, 1]);
});

test('slots - a version stands for values that nobody could write to, and for no others', (t) => {
  const slots = createSlots(4, () => undefined);
  const [first, second] = [slots.take(), slots.take()];
  slots.startReading(first);
  const { version } = first;
  slots.startReading(first);
  slots.endReading(first);
  slots.startReading(first);
  t.is(first.version, version, 'it was read all the time');
  slots.startReading(second);
  t.not(second.version, version);
  slots.endReading(first);
  slots.endReading(first);
  slots.startReading(first);
  t.false([version, second.version].includes(first.version), 'it may have been written to in between');
});
