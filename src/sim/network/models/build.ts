/** The model that an experiment names. */
import type { LinkModel, LinkModelState } from '../link-model.ts';
import type { NetworkSpec } from '../spec.ts';
import { createPathlossModel, type PathlossSurroundings } from './pathloss.ts';
import { createRateModel } from './rate.ts';
import { createSharedModel } from './shared.ts';

/** What models may need beside their options. */
export type NetworkSurroundings = PathlossSurroundings;

/**
 * @param from - a snapshot of the same model, to go on from.
 * @returns undefined for `ideal`, which models nothing.
 */
export function createLinkModel(
  spec: NetworkSpec,
  surroundings: NetworkSurroundings,
  from?: LinkModelState,
): LinkModel | undefined {
  switch (spec.kind) {
    case 'ideal':
      return undefined;
    case 'rate':
      return createRateModel(spec);
    case 'shared':
      return createSharedModel(spec);
    case 'pathloss':
      return createPathlossModel(spec, surroundings, from);
  }
}
