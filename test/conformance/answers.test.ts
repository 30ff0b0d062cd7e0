/**
 * One real answer of SUMO to every method, recorded with SUMO's own Python client: ours makes the same of it.
 */
import test from 'ava';
import { connectSumo } from '../../src/traci/index.ts';
import { methodOf, valuesOf } from '../../scripts/conformance/calls.ts';
import { firstDifference } from '../../scripts/conformance/compare.ts';
import type { Seen } from '../../scripts/conformance/compare.ts';
import { readAnswers } from '../../scripts/conformance/fuzz.ts';
import { startReplayServer } from '../../scripts/conformance/replay-server.ts';

test("answers - every answer of SUMO means the same as to SUMO's own client", async (t) => {
  const answers = readAnswers();
  t.true(answers.length > 440, `only ${answers.length} answers`);
  const server = await startReplayServer();
  t.teardown(() => server.close());
  const client = await connectSumo({ port: server.port, host: '127.0.0.1' });
  for (const { call, arguments: list, value, sent, received } of answers) {
    server.received.length = 0;
    server.replies.splice(0, Infinity, received);
    const ours = await methodOf(client, call)?.(...valuesOf(client, list));
    t.deepEqual(server.received, [sent], call);
    t.is(firstDifference(value as Seen, ours), undefined, call);
  }
});

test('answers - a difference is seen, wherever it lies', (t) => {
  const same: readonly (readonly [Seen, unknown])[] = [
    [null, undefined],
    [0.1, 0.1],
    [['a', 1.5], { id: 'a', gap: 1.5 }],
    [{ '@record': { type: 2, edges: ['a'] } }, { type: 2, edges: ['a'] }],
    [{ '@map': [[0x42, [1, 2]]] }, new Map([[0x42, [1, 2]]])],
    [{ '@map': [] }, new Map([['a', new Map()]])],
    [{ '@number': 'nan' }, NaN],
  ];
  for (const [seen, ours] of same) t.is(firstDifference(seen, ours), undefined, JSON.stringify(seen));
  const unlike: readonly (readonly [Seen, unknown, string])[] = [
    [0.1 + 0.2, 0.3, 'value: expected 0.30000000000000004, got 0.3'],
    [0, -0, 'value: expected 0, got 0'],
    [1, true, 'value: expected 1, got true'],
    [['a', 1.5], { id: 'a', gap: 1.25 }, '[1]: expected 1.5, got 1.25'],
    [['a'], ['a', 'b'], '.length: expected 1, got 2'],
    [{ '@record': { type: 2 } }, {}, '.type: expected a field, got none'],
    [{ '@map': [['a', 1]] }, new Map([['b', 1]]), '."a": expected a value, got none'],
  ];
  t.is(firstDifference([1], [1 + Number.EPSILON], 1e-15), undefined);
  t.truthy(firstDifference([1], [1 + 1e-9], 1e-15));
  for (const [seen, ours, words] of unlike) t.is(firstDifference(seen, ours), words);
});
