import test from 'ava';
import { closeAfter, closeOnFailure } from '../../src/sim/closing.ts';

const nobody = (message: string): never => {
  throw new Error(`told of a later failure where there was none: ${message}`);
};

test('closing - work is followed by all that closes, in order, and its result comes back', async (t) => {
  const log: string[] = [];
  const slowly = async (name: string): Promise<string> => {
    await Promise.resolve();
    log.push(name);
    return name;
  };
  const closing = [() => slowly('first'), () => void log.push('second'), () => slowly('third')];
  t.is(await closeAfter(() => slowly('work'), closing, nobody), 'work');
  t.deepEqual(log, ['work', 'first', 'second', 'third']);
});

test('closing - a failure of the work is thrown, and those that follow from it are told', async (t) => {
  const [work, first, third] = [new Error('work'), new Error('first'), new Error('third')];
  const told: string[] = [];
  let second = 0;
  const closing = [() => Promise.reject(first), () => second++, () => Promise.reject(third)];
  const thrown = await t.throwsAsync(
    closeAfter(
      () => Promise.reject(work),
      closing,
      (message) => told.push(message),
    ),
  );
  t.is(thrown, work);
  t.deepEqual(told, ['and while closing: first', 'and while closing: third']);
  t.is(second, 1);
});

test('closing - where the work is done, the first failure to close is thrown', async (t) => {
  const [first, second] = [new Error('first'), new Error('second')];
  const told: string[] = [];
  const failing = (error: Error) => (): never => {
    throw error;
  };
  const done = (): Promise<number> => Promise.resolve(1);
  t.is(
    await t.throwsAsync(closeAfter(done, [failing(first), failing(second)], (message) => told.push(message))),
    first,
  );
  t.deepEqual(told, ['and while closing: second']);
});

test('closing - undefined that is thrown is a failure too', async (t) => {
  let closed = false;
  const work = closeAfter(() => Promise.reject(undefined as unknown as Error), [() => (closed = true)], nobody);
  const reasons = await Promise.allSettled([work]);
  t.deepEqual(reasons, [{ status: 'rejected', reason: undefined }]);
  t.true(closed);
});

test('closing - what failed to be made is closed, and the failure is the one of making it', async (t) => {
  const told: string[] = [];
  let closed = 0;
  const closing = [() => Promise.reject(new Error('closing')), () => closed++];
  const made = await closeOnFailure(() => Promise.resolve('made'), closing, nobody);
  t.deepEqual([made, closed], ['made', 0]);
  const failing = closeOnFailure(
    () => Promise.reject(new Error('making')),
    closing,
    (message) => told.push(message),
  );
  await t.throwsAsync(failing, { message: 'making' });
  t.deepEqual([told, closed], [['and while closing: closing'], 1]);
});
