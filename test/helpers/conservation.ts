/**
 * What must hold of every experiment, whatever it says: the books balance, nothing hangs, no memory is kept, and the digest
 * depends neither on the order in which threads answer nor on a stop on the way.
 */
import { isDeepStrictEqual } from 'node:util';
import { parseExperiment } from '../../src/sim/experiment/load.ts';
import { FATES, type RoundAccount } from '../../src/sim/ledger.ts';
import type { RoundRow } from '../../src/sim/metrics.ts';
import { isWorking, nodeOf } from '../../src/sim/nodes/worker.ts';
import type { Simulation } from '../../src/sim/simulation.ts';
import { watchEvents } from './event-invariants.ts';
import { build, drive, play, throughCheckpoint, type Built } from './play.ts';
import type { RandomExperiment } from './random-experiments.ts';

/** More events than any of these experiments has reason for. */
const MOST_EVENTS = 100_000;

/** What a checked experiment was like, for tables. */
export interface Checked {
  /** What does not hold, one line each. */
  readonly complaints: readonly string[];
  readonly made: number;
  readonly rounds: number;
  readonly digest: string;
}

/** @param stop - step after which it is stopped and put together again, >= 1. */
export async function checkConservation({ content, frames }: RandomExperiment, stop: number): Promise<Checked> {
  const complaints: string[] = [];
  const expect = (holds: boolean, what: string): void => {
    if (!holds) complaints.push(what);
  };
  const parsed = parseExperiment(content);

  const straight = await driven(parsed, { delays: () => 0 }, frames);
  const { digest } = straight;
  complaints.push(...straight.complaints);
  checkTrainers(straight, expect);
  const { ledger, energy, fleet, pool } = straight.parts;
  ledger.check(straight.simulation.unfinished());
  const working = [...fleet.workers.values()].filter(isWorking).length;
  const lent = parsed.workers.count - pool.free;
  expect(lent === working, `${lent} trainers are lent, but ${working} workers have one`);
  await settled();
  checkMemory(straight, expect);

  const shuffled = await driven(parsed, { delays: (serial) => (serial * 7) % 5 }, frames);
  expect(shuffled.digest === digest, 'another order of threads gives another digest');

  const first = build(parsed, { onEvent: limit() });
  const before = await drive(first, frames.slice(0, stop));
  const state = await first.simulation.snapshot();
  const again = await first.simulation.snapshot();
  expect(isDeepStrictEqual(state, again), 'a snapshot changes what is saved');
  const from = throughCheckpoint(state);
  const second = build(parsed, { from, digest: await first.parts.log.digest(), onEvent: limit() });
  await drive(second, frames.slice(stop), before);
  await end(second.simulation, frames, second.parts.stepLengthMs);
  expect((await second.parts.log.digest()) === digest, `stopped after step ${stop}, the digest is another`);
  expect(isDeepStrictEqual(second.parts.ledger.snapshot(), ledger.snapshot()), 'stopped, the books are others');
  expect(isDeepStrictEqual(second.parts.energy?.totals(), energy?.totals()), 'stopped, the joules are others');
  second.parts.ledger.check(second.simulation.unfinished());

  const { result, rounds, engine } = await play(content, frames);
  expect(result.digest === digest, 'a whole run has another digest than its steps');
  expect(result.ledger.made === ledger.made, 'a whole run makes other gradients than its steps');
  checkSums(rounds, result.ledger.snapshot().open, result.ledger, expect);
  await settled();
  expect(engine.out.size <= result.unfinished, 'the engine lacks gradients that nobody has');
  return { complaints, made: ledger.made, rounds: result.rounds, digest };
}

/** A simulation driven through all frames. */
async function driven(
  parsed: Parameters<typeof build>[0],
  options: Parameters<typeof build>[1],
  frames: RandomExperiment['frames'],
): Promise<Built & { readonly digest: string; readonly complaints: readonly string[] }> {
  const watched = watchEvents(parsed);
  const count = limit();
  const built = build(parsed, {
    ...options,
    onEvent: (event) => {
      count();
      watched.onEvent(event);
    },
  });
  await drive(built, frames);
  await end(built.simulation, frames, built.parts.stepLengthMs);
  return { ...built, digest: await built.parts.log.digest(), complaints: watched.complaints };
}

/** As the simulator does after the last frame. */
async function end(simulation: Simulation, frames: RandomExperiment['frames'], stepLengthMs: number): Promise<void> {
  await simulation.runUntil(frames.at(-1)!.timeMs + stepLengthMs);
}

function limit(): () => void {
  let events = 0;
  return () => {
    if (++events > MOST_EVENTS) throw new Error(`does not come to an end: more than ${MOST_EVENTS} events`);
  };
}

/** Lets all that is pending settle; the fake engine takes a few turns of the event loop at most. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
}

type Expect = (holds: boolean, what: string) => void;

/** Nobody who could work waits for a trainer while one is free. */
function checkTrainers({ parts, simulation }: Built, expect: Expect): void {
  const { fleet, pool, policy, servers, cloud, batches, energy, calendar, experiment, selection } = parts;
  if (pool.free === 0 || selection !== undefined) return;
  for (const worker of fleet.linked()) {
    const { vehicleId, phase, link, parked } = worker;
    const rests = phase.kind === 'idle' || phase.kind === 'waiting';
    const mayWork =
      !(parked && experiment.workers.whileParked === 'idle') &&
      policy.wantsWork(servers[link]!, cloud.theta.current.round) &&
      batches.ready(vehicleId) &&
      energy?.isEmpty(vehicleId) !== true &&
      !calendar.faultsOf(nodeOf(worker), simulation.nowMs).crashed;
    expect(!(rests && mayWork), `${vehicleId} is ${phase.kind}, though ${pool.free} trainers are free`);
  }
}

/** The engine's gradients are in workers' hands or in edge servers' buffers; theta is where somebody needs it. */
function checkMemory({ engine, parts }: Built, expect: Expect): void {
  const { servers, fleet, experiment, cloud } = parts;
  const { compression } = experiment.learning;
  const isCompressed = typeof compression === 'object' && compression.name !== 'none';
  const held = fleet.held() + servers.reduce((sum, { buffer }) => sum + buffer.length, 0);
  const wanted = isCompressed ? 0 : held;
  expect(engine.out.size === wanted, `the engine has lent ${engine.out.size} gradients, of which ${wanted} are held`);
  const needed = new Set([cloud.theta.current, ...servers.map(({ theta }) => theta)]);
  for (const { phase } of fleet.workers.values()) if (phase.kind === 'receiving') needed.add(phase.handout.version);
  const travelling = parts.queue.snapshot().filter(({ kind }) => kind === 'theta-arrived').length;
  const versions = cloud.theta.versions().length;
  expect(
    versions >= needed.size && versions <= needed.size + travelling,
    `${versions} versions of theta are kept, of which ${needed.size} are needed and ${travelling} on their way`,
  );
}

/** Rounds and what came after the last one are all there is. */
function checkSums(
  rounds: readonly RoundRow[],
  open: RoundAccount,
  { totals, totalBytes }: { readonly totals: RoundAccount['fates']; readonly totalBytes: RoundAccount['bytes'] },
  expect: Expect,
): void {
  const accounts = [...rounds.map(({ account }) => account), open];
  const sum = (of: (account: RoundAccount) => number): number => accounts.reduce((total, one) => total + of(one), 0);
  for (const fate of FATES) {
    const counted = sum(({ fates }) => fates[fate]);
    expect(counted === totals[fate], `rounds have ${counted} ${fate}, the run ${totals[fate]}`);
  }
  for (const link of Object.keys(totalBytes) as (keyof typeof totalBytes)[]) {
    const counted = sum(({ bytes }) => bytes[link]);
    expect(counted === totalBytes[link], `rounds have ${counted} bytes ${link}, the run ${totalBytes[link]}`);
  }
  for (const { round, account } of rounds) {
    const credited = account.perEdgeServer.reduce((total, count) => total + count, 0);
    const { used, faulted } = account.fates;
    expect(
      credited >= used && credited <= used + faulted,
      `round ${round}: ${credited} gradients of edge servers, but ${used} used and ${faulted} faulted`,
    );
  }
}
