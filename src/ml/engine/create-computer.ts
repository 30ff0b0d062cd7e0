/** From the name of a backend to a computer on the calling thread; runs inside a lane, never on the main thread. */
import { findOpenBlas, type OpenBlas } from '../backend/openblas.ts';
import { loadTfjsNode } from '../backend/tfjs-node.ts';
import { loadWasm } from '../backend/wasm.ts';
import type { Computer } from './computer.ts';
import { createDenseComputer } from './dense-openblas.ts';
import type { LaneSetup } from './protocol.ts';
import { createTfjsComputer } from './tfjs-computer.ts';

/** A computer, and the versions of what it computes with. */
export interface CreatedComputer {
  readonly computer: Computer;
  readonly detail: string;
}

/**
 * Loads the backend and makes its computer.
 *
 * @throws {Error} if the backend does not load here.
 */
export async function createComputer(setup: LaneSetup): Promise<CreatedComputer> {
  switch (setup.backend) {
    case 'openblas': {
      const { model } = setup;
      if (model.kind !== 'dense') throw new Error(`computes models of kind dense only, not ${model.kind}`);
      const openblas = await requireOpenBlas(setup.openblasLibrary);
      return { computer: createDenseComputer({ ...setup, model }, openblas), detail: openblas.detail };
    }
    case 'wasm': {
      const library = setup.openblasLibrary;
      const { tf, detail } = await loadWasm(library === undefined ? undefined : await requireOpenBlas(library));
      return { computer: createTfjsComputer(setup, tf), detail };
    }
    case 'tfjs-node': {
      const { tf, detail } = loadTfjsNode();
      await tf.ready();
      return { computer: createTfjsComputer(setup, tf), detail };
    }
  }
}

async function requireOpenBlas(library: string | undefined): Promise<OpenBlas> {
  const { openblas, reason } = await findOpenBlas(library);
  if (openblas === undefined) throw new Error(reason);
  return openblas;
}
