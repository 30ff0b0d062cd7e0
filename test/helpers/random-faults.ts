/** Random faults of every kind, tier and choice, for random experiments. */
import type { RandomStream } from '../../src/random.ts';

type Content = Readonly<Record<string, unknown>>;

/** One of several, all equally likely. */
export function oneOf<Value>(stream: RandomStream, values: readonly Value[]): Value {
  return values[stream.integer(values.length)]!;
}

/** Entries of an experiment's `faults`, none to four. */
export function randomFaults(stream: RandomStream, edgeServers: readonly string[]): readonly Content[] {
  return Array.from({ length: stream.integer(5) }, () => {
    const node = oneOf(stream, ['worker', 'worker', 'worker', 'edge-server', 'cloud-link']);
    return { node, ...randomKind(stream, node, edgeServers) };
  });
}

function randomKind(stream: RandomStream, node: string, edgeServers: readonly string[]): Content {
  const kind = oneOf(stream, ['byzantine', 'crash', 'omission', 'delay'] as const);
  const chosen = randomChoice(stream, node, edgeServers);
  switch (kind) {
    case 'byzantine': {
      const attack = oneOf(stream, ['sign-flip', 'zero', 'gaussian', 'inner-product-manipulation']);
      if (stream.uniform() < 0.3) return { attack, identities: 'per-buffer', count: stream.integer(3) };
      const isData = node === 'worker' && stream.uniform() < 0.3;
      return { attack: isData ? 'label-flip' : attack, ...chosen };
    }
    case 'crash':
      return { kind, ...randomOutage(stream), ...chosen };
    case 'omission':
      return { kind, probability: oneOf(stream, [0.1, 0.5, 1]), ...chosen };
    case 'delay':
      return { kind, factor: oneOf(stream, [1.5, 4]), extraMs: oneOf(stream, [0, 130]), ...chosen };
  }
}

function randomOutage(stream: RandomStream): Content {
  const meanS = 1 + stream.integer(8);
  return {
    ...oneOf(stream, [{}, { timeToFailure: { meanS } }]),
    ...oneOf(stream, [
      {},
      { recoverAfterS: 1 + stream.integer(5) },
      { timeToRepair: { distribution: 'weibull', meanS, shape: 2 } },
    ]),
  };
}

/** To whom, where and when. */
function randomChoice(stream: RandomStream, node: string, edgeServers: readonly string[]): Content {
  const fromS = stream.integer(12);
  const when = oneOf(stream, [
    {},
    {},
    { during: { fromS } },
    {
      during: [
        { fromS, toS: fromS + 3 },
        { fromS: fromS + 6, toS: fromS + 9 },
      ],
    },
  ]);
  const where = oneOf(stream, [
    {},
    {},
    { edgeServers: [oneOf(stream, edgeServers)] },
    { region: { x: 60, y: 0, radius: 70 } },
  ]);
  const workers = [{ types: ['bus'] }, { vehicles: ['v1', 'v2', 'v5'] }, { count: 1, model: 'local' }];
  const whom = oneOf(stream, [{ rate: 0.4 }, { rate: 1 }, { count: 2 }, ...(node === 'worker' ? workers : [])]);
  return { ...whom, ...where, ...when };
}
