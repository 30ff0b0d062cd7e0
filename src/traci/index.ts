/**
 * TraCI client for SUMO, under SUMO's own names.
 *
 * @example
 * import { constants, launchSumo } from 'edgemlsim/traci';
 *
 * const { VAR_POSITION, VAR_SPEED, VAR_DEPARTED_VEHICLES_IDS } = constants;
 * const client = await launchSumo({ arguments: ['-c', 'city.sumocfg', '--seed', '7'] });
 * await client.simulation.subscribe([VAR_DEPARTED_VEHICLES_IDS]);
 * let departed: readonly string[] = [];
 * for (let step = 0; step < 100; step++) {
 *   await Promise.all([
 *     ...departed.map((id) => client.vehicle.subscribe(id, [VAR_POSITION, VAR_SPEED])),
 *     client.simulationStep(), // one round trip, subscriptions first
 *   ]);
 *   departed = client.simulation.getSubscriptionResults()?.get(VAR_DEPARTED_VEHICLES_IDS) ?? [];
 *   const { ids, xy, count } = client.vehicle.subscribedPositions(); // vehicle i is at xy[2 i], xy[2 i + 1]
 * }
 * await client.close(); // SUMO is gone, however this program ends
 */
export { connectSumo, launchSumo } from './launch.ts';
export { branch, EXACT_STATE_ARGUMENTS } from './branch.ts';
export type { AttachOptions, ConnectOptions, LaunchOptions } from './launch.ts';
export { TraciClient } from './client.ts';
export * as constants from './constants.ts';
export { startReplayServer } from './replay/server.ts';
export type { ReplayOptions, ReplayServer } from './replay/server.ts';
export type { PlaybackOptions } from './replay/playback.ts';
export type { ReplayPoint, SplitAt } from './replay/pieces.ts';
export type { SessionHeader } from './replay/session-file.ts';
export { TraciReplayError, TraciSessionError } from './replay/errors.ts';
export type { TraciReplayErrorCode, TraciSessionErrorCode } from './replay/errors.ts';
export { trackVehicles, VehicleTrackerError } from './vehicle-states/tracker.ts';
export type { TrackOptions, VehicleTracker } from './vehicle-states/tracker.ts';
export type { VehicleEvent, VehicleListener } from './vehicle-states/book.ts';
export type { VehicleEventName, VehicleState } from './vehicle-states/transitions.ts';
export { TraciCommandError, TraciConnectionError, TraciProtocolError } from './errors.ts';
export type { TraciCommandErrorCode, TraciConnectionErrorCode } from './errors.ts';
export type { SubmitOptions } from './connection.ts';
export type { StepListener } from './step-listeners.ts';
export type { TraciVersion } from './protocol.ts';
export type { TraciLog, TraciLogEntry } from './sumo-process.ts';
export type { Interval } from './subscription-router.ts';
export type { SubscribedNumbers, SubscribedPositions } from './subscriptions.ts';
export type { VariableResults } from './subscription-values.ts';
export type { Color, ColorInput, LonLat, LonLatAlt, Position2D, Position3D, RoadPosition } from './values.ts';
export type { ParameterWithKey, SubscribeOptions } from './domains/domain.ts';
export type { BusStopDomain } from './domains/busstop.ts';
export type { CalibratorDomain, CalibratorFlow } from './domains/calibrator.ts';
export type { ChargingStationDomain } from './domains/chargingstation.ts';
export type { EdgeDomain, TimeInterval } from './domains/edge.ts';
export type { GuiDomain, ViewBoundary } from './domains/gui.ts';
export type { HighlightOptions } from './domains/highlight.ts';
export type { InductionLoopDomain, LoopVehicle } from './domains/inductionloop.ts';
export type { JunctionDomain } from './domains/junction.ts';
export type { LaneDomain, LaneLink } from './domains/lane.ts';
export type { LaneAreaDomain } from './domains/lanearea.ts';
export type { LaneChangeDirection, LaneChangeState, LaneChangeWords } from './domains/lane-change.ts';
export type { MeanDataDomain } from './domains/meandata.ts';
export type { MultiEntryExitDomain } from './domains/multientryexit.ts';
export type { OverheadWireDomain } from './domains/overheadwire.ts';
export type { ParkingAreaDomain } from './domains/parkingarea.ts';
export type {
  AddPersonOptions,
  MovePersonOptions,
  PersonDomain,
  WaitingStageOptions,
  WalkingStageOptions,
} from './domains/person.ts';
export type { Reservation } from './domains/person-values.ts';
export type { PoiDomain, PoiOptions } from './domains/poi.ts';
export type { PolygonDomain, PolygonDynamics, PolygonOptions } from './domains/polygon.ts';
export type { RerouterDomain } from './domains/rerouter.ts';
export type { RouteDomain } from './domains/route.ts';
export type { RouteProbeDomain } from './domains/routeprobe.ts';
export type {
  ConvertRoadOptions,
  DistanceOptions,
  FindRouteOptions,
  NetBoundary,
  RoadPlace,
  SimulationDomain,
} from './domains/simulation.ts';
export type { Collision, FindIntermodalOptions, Stage } from './domains/simulation-values.ts';
export type { NemaDurations, TrafficLightDomain } from './domains/trafficlight.ts';
export type { Constraint, ControlledLink, Logic, Phase, ProgramLogic } from './domains/trafficlight-values.ts';
export type { VariableSpeedSignDomain } from './domains/variablespeedsign.ts';
export type {
  FollowSituation,
  GapRequest,
  IndexedStopOptions,
  MoveToXYOptions,
  SecureGapSituation,
  StopOptions,
  StoppingPlaceOptions,
  VehicleDomain,
} from './domains/vehicle.ts';
export type { FilterDistances, LaneFilterOptions } from './domains/vehicle-filters.ts';
export type {
  AddLegacyOptions,
  AddVehicleOptions,
  BestLane,
  NextStop,
  NextTrafficLight,
  StopData,
  VehicleGap,
} from './domains/vehicle-values.ts';
export type { VehicleTypeDomain } from './domains/vehicletype.ts';
