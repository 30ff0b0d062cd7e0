import test from 'ava';
import { experiment } from '../../helpers/experiments.ts';
import { build } from '../../helpers/play.ts';

test('build - what the cloud server gives back of one edge server is the memory of the next aggregate of any', async (t) => {
  const { servers, cloud } = build(experiment({ learning: { edgeServer: { rule: 'marginal-median' } } })).parts;
  const aggregateAt = (server: number, value: number): Promise<Float32Array> =>
    servers[server]!.aggregator.aggregate(
      [{ value: Promise.resolve(new Float32Array(4).fill(value)), staleness: 0 }],
      0,
    )!.value;
  const first = await aggregateAt(0, 1);
  const second = await aggregateAt(0, 2);
  t.not(second, first);
  cloud.memory.release(first);
  t.is(await aggregateAt(servers.length - 1, 3), first);
  t.deepEqual(first, new Float32Array(4).fill(3));
});

test('build - aggregates of a rule with state are not given back', async (t) => {
  const { servers, cloud } = build(
    experiment({ learning: { edgeServer: { rule: { name: 'centered-clipping', threshold: 1 } } } }),
  ).parts;
  const input = { value: Promise.resolve(new Float32Array(4).fill(1)), staleness: 0 };
  const first = await servers[0]!.aggregator.aggregate([input], 0)!.value;
  cloud.memory.release(first);
  t.not(await servers[0]!.aggregator.aggregate([input], 0)!.value, first);
});
