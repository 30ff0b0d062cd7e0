/** The model that an experiment names. */
import type { LinkModel } from '../link-model.ts';
import type { NetworkSpec } from '../spec.ts';
import { createRateModel } from './rate.ts';
import { createSharedModel } from './shared.ts';

/** @returns undefined for `ideal`, which models nothing. */
export function createLinkModel(spec: NetworkSpec): LinkModel | undefined {
  switch (spec.kind) {
    case 'ideal':
      return undefined;
    case 'rate':
      return createRateModel(spec);
    case 'shared':
      return createSharedModel(spec);
  }
}
