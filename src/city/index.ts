/** Public face of what turns maps into scenarios: import, sites for edge servers, a first experiment. */
export { parseBox } from './box.ts';
export { CityError } from './errors.ts';
export { importScenario } from './import.ts';
export { countServers, initExperiment, simpleAttacks, simpleRules } from './init.ts';
export { DEFAULT_OSM_SERVER } from './osm.ts';
export { placeSites } from './place-scenario.ts';

export type { GeoBox } from './box.ts';
export type { DemandOptions } from './demand.ts';
export type { CityErrorCode } from './errors.ts';
export type { ImportOptions, ImportOutcome, MapSource } from './import.ts';
export type { InitAnswers } from './init.ts';
export type { Placement, PlacementMethod, PlacementOptions, ProposedSite } from './place.ts';
export type { PlaceOptions, PlaceOutcome, PlaceSource } from './place-scenario.ts';
export type { SumoTools } from './tools.ts';
