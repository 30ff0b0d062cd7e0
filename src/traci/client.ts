/**
 * The TraCI client: the step, the control commands, and the domains as properties.
 *
 * Made by `launchSumo` and `connectSumo`. One object, one simulation; any number of them may live side by side.
 */
import type { Connection, SubmitOptions } from './connection.ts';
import type { LaunchOptions } from './launch.ts';
import * as tc from './constants.ts';
import { TraciCommandError, TraciConnectionError } from './errors.ts';
import { getVersion, plainCommand } from './protocol.ts';
import type { Command, TraciVersion } from './protocol.ts';
import type { SumoProcess, TraciLog } from './sumo-process.ts';
import { StepListeners } from './step-listeners.ts';
import type { StepListener } from './step-listeners.ts';
import { SubscriptionRouter } from './subscription-router.ts';
import { textList, writeTyped } from './values.ts';
import type { DomainLink } from './domains/domain.ts';
import { BusStopDomain } from './domains/busstop.ts';
import { CalibratorDomain } from './domains/calibrator.ts';
import { ChargingStationDomain } from './domains/chargingstation.ts';
import { EdgeDomain } from './domains/edge.ts';
import { GuiDomain } from './domains/gui.ts';
import { InductionLoopDomain } from './domains/inductionloop.ts';
import { JunctionDomain } from './domains/junction.ts';
import { LaneDomain } from './domains/lane.ts';
import { LaneAreaDomain } from './domains/lanearea.ts';
import { MeanDataDomain } from './domains/meandata.ts';
import { MultiEntryExitDomain } from './domains/multientryexit.ts';
import { OverheadWireDomain } from './domains/overheadwire.ts';
import { ParkingAreaDomain } from './domains/parkingarea.ts';
import { PersonDomain } from './domains/person.ts';
import { PoiDomain } from './domains/poi.ts';
import { PolygonDomain } from './domains/polygon.ts';
import { RerouterDomain } from './domains/rerouter.ts';
import { RouteDomain } from './domains/route.ts';
import { RouteProbeDomain } from './domains/routeprobe.ts';
import { SimulationDomain } from './domains/simulation.ts';
import { TrafficLightDomain } from './domains/trafficlight.ts';
import { VariableSpeedSignDomain } from './domains/variablespeedsign.ts';
import { VehicleDomain } from './domains/vehicle.ts';
import { VehicleTypeDomain } from './domains/vehicletype.ts';

/** TraCI API versions that this client knows; SUMO 1.2 and later speak 20. */
const OLDEST_API = 20;
const NEWEST_API = 22;

/** What a client is made of. */
export interface ClientParts {
  readonly connection: Connection;
  readonly version: TraciVersion;
  /** The SUMO that we started, if we did. */
  readonly process?: SumoProcess | undefined;
  /** Milliseconds that SUMO may take to end by itself on close. */
  readonly closeTimeoutMs: number;
  readonly onLog: TraciLog;
  /** How that SUMO was started. */
  readonly launchOptions?: LaunchOptions | undefined;
  /** What records the session; asked on close whether it could. */
  readonly recorder?: { readonly failure: Error | undefined } | undefined;
  /** Tells several clients apart. @default 'default' */
  readonly label?: string | undefined;
}

export class TraciClient {
  readonly #connection: Connection;
  readonly #version: TraciVersion;
  readonly #process: SumoProcess | undefined;
  readonly #closeTimeoutMs: number;
  readonly #onLog: TraciLog;
  readonly #label: string;
  readonly #recorder: ClientParts['recorder'];
  readonly #launchOptions: LaunchOptions | undefined;
  readonly #router = new SubscriptionRouter();
  readonly #stepListeners = new StepListeners();
  #closing: Promise<void> | undefined;

  readonly busstop: BusStopDomain;
  readonly calibrator: CalibratorDomain;
  readonly chargingstation: ChargingStationDomain;
  readonly edge: EdgeDomain;
  readonly gui: GuiDomain;
  readonly inductionloop: InductionLoopDomain;
  readonly junction: JunctionDomain;
  readonly lane: LaneDomain;
  readonly lanearea: LaneAreaDomain;
  readonly meandata: MeanDataDomain;
  readonly multientryexit: MultiEntryExitDomain;
  readonly overheadwire: OverheadWireDomain;
  readonly parkingarea: ParkingAreaDomain;
  readonly person: PersonDomain;
  readonly poi: PoiDomain;
  readonly polygon: PolygonDomain;
  readonly rerouter: RerouterDomain;
  readonly route: RouteDomain;
  readonly routeprobe: RouteProbeDomain;
  readonly simulation: SimulationDomain;
  readonly trafficlight: TrafficLightDomain;
  readonly variablespeedsign: VariableSpeedSignDomain;
  readonly vehicle: VehicleDomain;
  readonly vehicletype: VehicleTypeDomain;

  /** Use `launchSumo` or `connectSumo`. */
  constructor(parts: ClientParts) {
    this.#connection = parts.connection;
    this.#version = parts.version;
    this.#process = parts.process;
    this.#closeTimeoutMs = parts.closeTimeoutMs;
    this.#onLog = parts.onLog;
    this.#recorder = parts.recorder;
    this.#launchOptions = parts.launchOptions;
    this.#label = parts.label ?? 'default';
    const link: DomainLink = {
      connection: parts.connection,
      router: this.#router,
      version: parts.version,
      step: (time, options) => this.simulationStep(time, options),
    };
    this.busstop = new BusStopDomain(link);
    this.calibrator = new CalibratorDomain(link);
    this.chargingstation = new ChargingStationDomain(link);
    this.edge = new EdgeDomain(link);
    this.gui = new GuiDomain(link);
    this.inductionloop = new InductionLoopDomain(link);
    this.junction = new JunctionDomain(link);
    this.lane = new LaneDomain(link);
    this.lanearea = new LaneAreaDomain(link);
    this.meandata = new MeanDataDomain(link);
    this.multientryexit = new MultiEntryExitDomain(link);
    this.overheadwire = new OverheadWireDomain(link);
    this.parkingarea = new ParkingAreaDomain(link);
    this.person = new PersonDomain(link);
    this.poi = new PoiDomain(link);
    this.polygon = new PolygonDomain(link);
    this.rerouter = new RerouterDomain(link);
    this.route = new RouteDomain(link);
    this.routeprobe = new RouteProbeDomain(link);
    this.simulation = new SimulationDomain(link);
    this.trafficlight = new TrafficLightDomain(link);
    this.variablespeedsign = new VariableSpeedSignDomain(link);
    this.vehicle = new VehicleDomain(link);
    this.vehicletype = new VehicleTypeDomain(link);
  }

  /** API version and SUMO version, from the handshake. */
  get version(): TraciVersion {
    return this.#version;
  }

  /** Process id of the SUMO that we started; undefined when attached to one. */
  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /** What `launchSumo` was given; undefined when attached. */
  get launchOptions(): LaunchOptions | undefined {
    return this.#launchOptions;
  }

  /**
   * Carries out one step, or steps until `time` is reached. Everything issued before goes along in the same message and
   * is carried out first. May be called before the results of the step before have been worked on.
   *
   * @param time - simulated s; 0 for one step. A time between two steps overshoots to the next; one that has passed
   * already does nothing. SUMO's `--end` is not heeded.
   * @param options - deadline and abort signal of this step alone.
   * @throws {TraciConnectionError} SUMO ended, or did not answer in time.
   * @throws What a step listener threw; the step has been taken all the same.
   */
  simulationStep(time = 0, options: SubmitOptions = {}): Promise<void> {
    // A listener's error travels as a rejected promise, which the step's own promise adopts: hence the type.
    return this.#connection.submit(stepCommand(time, this.#router, this.#stepListeners), options) as Promise<void>;
  }

  /**
   * Calls `listener` after every step, when its results are there and before its promise settles.
   *
   * @returns An id for {@link removeStepListener}.
   */
  addStepListener(listener: StepListener): number {
    return this.#stepListeners.add(listener);
  }

  /** Removes a step listener; false when there is none with this id. */
  removeStepListener(listenerId: number): boolean {
    return this.#stepListeners.remove(listenerId);
  }

  /** What this client was named when it was made: `default` unless somebody said otherwise. */
  getLabel(): string {
    return this.#label;
  }

  /** True until the client is closed or the connection lost. */
  isLoaded(): boolean {
    return this.#closing === undefined && this.#connection.death === undefined;
  }

  /** False: this client speaks TraCI over a socket; it is not SUMO's library linked in. For code that asks. */
  isLibsumo(): boolean {
    return false;
  }

  /** False: this is not SUMO's own client library in C++. For code that asks. */
  isLibtraci(): boolean {
    return false;
  }

  /** Asks for the versions again. */
  getVersion(): Promise<TraciVersion> {
    return this.#connection.submit(getVersion);
  }

  /**
   * Replaces the simulation by one with the given arguments. All subscriptions end.
   *
   * @param args - SUMO's command line, without the program and the port.
   */
  load(args: readonly string[]): Promise<void> {
    const encode: Command<undefined>['encode'] = (writer) => {
      writeTyped(writer, textList, args);
    };
    return this.#connection.submit(plainCommand(tc.CMD_LOAD, 'load', encode, true));
  }

  /** When several clients share one SUMO: the place of this one in the order of every step, lowest first. */
  setOrder(order: number, options: SubmitOptions = {}): Promise<void> {
    const command = plainCommand(tc.CMD_SETORDER, 'setOrder', (writer) => void writer.int(order));
    return this.#connection.submit(command, options);
  }

  /** True when SUMO has a window. */
  async hasGUI(): Promise<boolean> {
    try {
      await this.gui.getIDList();
      return true;
    } catch (error) {
      if (error instanceof TraciCommandError) return false;
      throw error;
    }
  }

  /**
   * Ends the simulation in an orderly way; a SUMO that we started and that does not end in time is killed.
   * Calling it again waits for the same end. Nothing is left running afterwards.
   *
   * @throws {TraciSessionError} the session was to be recorded and could not be.
   */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const end = Date.now() + this.#closeTimeoutMs;
    if (this.#connection.death === undefined) {
      try {
        // The signal bounds the wait for what is still under way, too.
        const options = { timeoutMs: this.#closeTimeoutMs, signal: AbortSignal.timeout(this.#closeTimeoutMs) };
        await this.#connection.submit(
          plainCommand(tc.CMD_CLOSE, 'close', () => undefined, true),
          options,
        );
      } catch (error) {
        // The connection died meanwhile; there is nothing left to end but the process.
        this.#onLog({ source: 'client', text: `close: ${String(error)}` });
      }
    }
    this.#connection.destroy(new TraciConnectionError('TraCI: the client has been closed', { code: 'E_TRACI_CLOSED' }));
    await this.#process?.stop(Math.max(0, end - Date.now()));
    if (this.#recorder?.failure !== undefined) throw this.#recorder.failure;
  }
}

/** Refuses a SUMO too old to understand, and warns about one too new to be known. */
export function checkVersion(version: TraciVersion, onLog: TraciLog): void {
  const { apiVersion, sumoVersion } = version;
  if (apiVersion < OLDEST_API)
    throw new TraciConnectionError(
      `TraCI: expected API version ${OLDEST_API} or later (SUMO 1.2), got ${apiVersion} from ${sumoVersion}`,
      { code: 'E_TRACI_VERSION' },
    );
  if (apiVersion > NEWEST_API)
    onLog({
      source: 'client',
      text: `Warning: ${sumoVersion} speaks TraCI API ${apiVersion}, this client knows ${OLDEST_API} to ${NEWEST_API}`,
    });
}

/** `simstep := double time`; the answer after its status: `int32 n, n subscription blocks`. */
function stepCommand(
  time: number,
  router: SubscriptionRouter,
  listeners: StepListeners,
): Command<undefined | Promise<undefined>> {
  return {
    id: tc.CMD_SIMSTEP,
    describe: () => `simulationStep(${time})`,
    encode: (writer) => void writer.double(time),
    decode: (answer) => {
      router.readStep(answer);
      const thrown = listeners.call(time);
      if (thrown.length === 0) return undefined;
      const [first] = thrown;
      const alone = thrown.length === 1 && first instanceof Error;
      return Promise.reject(alone ? first : new AggregateError(thrown, 'TraCI: step listeners failed'));
    },
    endsMessage: true,
  };
}
