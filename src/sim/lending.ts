/**
 * Who gets a free trainer: whoever asks first, or whom a selection policy chooses among all that could begin.
 *
 * Used by `work.ts`, which says what a worker does with it, and told by `simulation.ts` of what happens on the road.
 */
import { createChooser, type ChooserOptions, type StepPart } from './chooser.ts';
import type { Moment } from './assignments.ts';
import { NO_LINK } from './connectivity.ts';
import type { TrainerPool } from './equipment.ts';
import type { Fleet, MovedWorker } from './fleet.ts';
import type { EdgeServer } from './nodes/edge-server.ts';
import { IDLE, isWorking, WAITING, type Worker } from './nodes/worker.ts';
import type { Readiness } from './readiness.ts';
import type { SelectionPolicy } from './selection/index.ts';

export interface LendingOptions extends Omit<ChooserOptions, 'policy' | 'wants' | 'isReady' | 'fleet'> {
  readonly fleet: Fleet;
  readonly servers: readonly EdgeServer[];
  readonly moment: Moment;
  readonly pool: TrainerPool;
  readonly readiness: Readiness;
  /** Who begins when not all can; undefined: everyone in range, first come, first served. */
  readonly selection: SelectionPolicy | undefined;
}

/** Lends trainers, and hears of whatever changes who could begin. */
export interface Lending {
  /** Gives an idle worker in range something to do, as far as its edge server and the pool allow. */
  offer(worker: Worker): Promise<void>;
  /** The same for all in range, or all in range of some edge servers, in order of id. */
  offerAll(servers?: readonly EdgeServer[]): Promise<void>;
  /**
   * Lends free trainers: to those that wait, first come, first served, then to the worker if it could begin. A selection
   * policy chooses among all once more if anything has become free, or if the worker could begin.
   */
  lend(worker?: Worker): Promise<void>;
  /** The worker, to which a trainer is lent, has something to do from now on; nothing happens if it had before. */
  begins(worker: Worker): void;
  /** It has nothing to do any more, and its trainer is free. */
  takeBack(worker: Worker): void;
  /** A vehicle is elsewhere between two frames; its link may have changed. */
  moved(vehicleId: string, change: MovedWorker | undefined): void;
  /** An edge server has crashed. @returns Those who reached it, by id. */
  unlink(edgeServer: number): readonly Worker[];
  /** A vehicle's trainer has crashed or is back. */
  seen(vehicleId: string): void;
  /** A frame is taken in, and anything may be otherwise than before; or the way to the next frame begins. */
  beginPart(part: StepPart): void;
}

/** @param begin - starts a piece of work of a worker to which a trainer is lent. */
export function createLending(options: LendingOptions, begin: (worker: Worker) => Promise<void>): Lending {
  const { fleet, servers, moment, pool, selection } = options;
  const { wants, isReady, canBegin } = options.readiness;
  /** Whether a trainer, or a place near an edge server, has become free since the policy chose last. */
  let isFreed = false;

  const isIdle = ({ phase }: Worker): boolean => phase.kind === 'idle';

  /** Whether a worker could begin now if it had a trainer. */
  const isEligible = (worker: Worker): boolean => isIdle(worker) && canBegin(worker);

  const chooser =
    selection &&
    createChooser({
      ...options,
      policy: selection,
      wants,
      isReady: (worker) => isIdle(worker) && isReady(worker),
    });

  const offer = async (worker: Worker): Promise<void> => {
    if (moment.stopped || !isEligible(worker)) return;
    if (chooser !== undefined) await select(chooser.choose);
    else if (pool.request(worker.vehicleId)) await begin(worker);
    else worker.phase = WAITING;
  };

  /** Of all that could begin now, those do that the policy chooses. */
  const select = async (choose: (free: number) => readonly Worker[]): Promise<void> => {
    isFreed = false;
    if (pool.free === 0) return;
    for (const worker of choose(pool.free)) {
      if (moment.stopped || !pool.request(worker.vehicleId)) return;
      await begin(worker);
    }
  };

  const grantWaiting = async (): Promise<void> => {
    for (let next = pool.nextWaiting(); next !== undefined; next = pool.nextWaiting()) {
      const worker = fleet.workers.get(next);
      if (worker?.phase.kind !== 'waiting') continue;
      worker.phase = IDLE;
      await offer(worker);
    }
  };

  const seen = (vehicleId: string): void => {
    const worker = fleet.workers.get(vehicleId);
    if (worker !== undefined) chooser?.seen(worker);
  };

  return {
    offer,
    async offerAll(opened = servers) {
      if (chooser !== undefined) {
        chooser.opened(opened.map(({ index }) => index));
        if (!moment.stopped) await select(chooser.choose);
        return;
      }
      const near = opened === servers ? fleet.linked() : fleet.linkedTo(opened.map(({ index }) => index));
      // Most have something to do, which is told without waiting.
      for (const worker of near) if (isIdle(worker)) await offer(worker);
    },
    async lend(next) {
      if (chooser === undefined) {
        await grantWaiting();
        if (next !== undefined) await offer(next);
      } else if (!moment.stopped && (isFreed || (next !== undefined && isEligible(next)))) {
        await select(chooser.choose);
      }
    },
    begins(worker) {
      chooser?.begins(worker);
    },
    takeBack(worker) {
      worker.phase = IDLE;
      chooser?.rests(worker);
      pool.giveBack();
      isFreed = true;
    },
    moved(vehicleId, change) {
      if (change === undefined) seen(vehicleId);
      else chooser?.moved([change]);
      if (change !== undefined && change.from !== NO_LINK && isWorking(change.worker)) isFreed = true;
    },
    unlink(edgeServer) {
      const cut = fleet.unlink(edgeServer);
      chooser?.moved(cut.map((worker) => ({ worker, from: edgeServer })));
      return cut;
    },
    seen,
    beginPart(part) {
      chooser?.begin(part);
    },
  };
}
