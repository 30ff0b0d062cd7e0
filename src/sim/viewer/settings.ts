/**
 * sumo-gui's view settings: the scenario's own map, with vehicles that are seen from afar and our texts. Pure.
 *
 * What the scenario's file says about background, roads, junctions and polygons stays as it is; vehicles and points of
 * interest are ours, since their colours and texts are what a run is shown with. Its viewport is left out: the view is
 * set to the edge servers. Source: SUMO documentation, "sumo-gui", section "Configuration Files".
 */
import { resolve } from 'node:path';
import { Builder, parseStringPromise } from 'xml2js';
import { TEXT_SIZE } from './legend.ts';

/** Name of the scheme in sumo-gui's list. */
export const SCHEME = 'EdgeMLSim';

/** Key of the generic parameter whose value sumo-gui writes above a point of interest; other points keep silent. */
export const TEXT_PARAMETER = 'edgemlsim';

/** What a scenario's own settings hold besides colours. */
export interface ScenarioSettings {
  /** An element as xml2js gives it: attributes in `$`, children as lists by name. */
  readonly scheme: Readonly<Record<string, unknown>>;
  /** Background pictures, with absolute paths. */
  readonly decals: readonly Element[];
  /** Simulated s. */
  readonly breakpoints: readonly string[];
  /** Wall-clock ms between steps. */
  readonly delay: string | undefined;
}

interface Element {
  readonly $?: Readonly<Record<string, string>>;
}

export const NO_SETTINGS: ScenarioSettings = { scheme: {}, decals: [], breakpoints: [], delay: undefined };

const ROAD = '92,97,106';
const PATH = '178,182,188';

/** Where the scenario says nothing: a pale ground and dark roads, on which every state's colour can be told. */
const MAP = {
  opengl: { $: { antialiase: '1', dither: '0', fps: '0' } },
  background: { $: { backgroundColor: '240,242,243', showGrid: '0' } },
  edges: {
    $: { laneEdgeMode: '0', scaleMode: '0', laneShowBorders: '0', showRails: '0', hideConnectors: '1' },
    colorScheme: uniform([
      ['road', ROAD],
      ['sidewalk', PATH],
      ['bike lane', PATH],
      ['green verge', '214,222,214'],
      ['waterway', '170,205,225'],
      ['railway', PATH],
      ['rails on road', PATH],
      ['no passenger', PATH],
      ['closed', '200,120,120'],
      ['connector', ROAD],
      ['forbidden', ROAD],
      ['airway', PATH],
    ]),
  },
  junctions: {
    $: { junctionMode: '0', drawLinkTLIndex_show: '0', drawLinkJunctionIndex_show: '0', drawShape: '1' },
    colorScheme: uniform([
      ['', ROAD],
      ['waterway', '170,205,225'],
      ['railway', PATH],
      ['airway', PATH],
    ]),
  },
  polys: { $: { polyMode: '0' } },
  legend: { $: { showSizeLegend: '1' } },
} as const;

/** Ours whatever the scenario says. Of constant size: a vehicle is never smaller on the screen than can be seen. */
const OBJECTS = {
  vehicles: {
    $: {
      vehicleMode: '0',
      vehicleQuality: '4',
      vehicle_minSize: '0',
      vehicle_exaggeration: '1.2',
      vehicle_constantSize: '1',
      showBlinker: '0',
      drawMinGap: '0',
    },
  },
  pois: {
    $: {
      poi_minSize: '0',
      poi_exaggeration: '1',
      poi_constantSize: '0',
      poiText_show: '1',
      poiText_size: String(TEXT_SIZE),
      poiText_color: '20,24,31',
      poiText_bgColor: '255,255,255,190',
      poiText_constantSize: '1',
      poiTextParam: TEXT_PARAMETER,
    },
  },
} as const;

/**
 * Reads a scenario's settings.
 *
 * @param xml - content of the file.
 * @param folder - folder that relative paths in it start from.
 * @throws {Error} not XML, or not sumo-gui's view settings.
 */
export async function parseSettings(xml: string, folder: string): Promise<ScenarioSettings> {
  const document = (await parseStringPromise(xml)) as Readonly<Record<string, unknown>> | null;
  if (document === null || !('viewsettings' in document)) throw new Error('found no <viewsettings> in it');
  const settings = asRecord(document['viewsettings']);
  const values = (name: string, attribute: string): readonly string[] =>
    elements(settings[name]).flatMap(({ $ = {} }) => $[attribute] ?? $['value'] ?? []);
  return {
    scheme: asRecord(elements(settings['scheme'])[0]),
    decals: elements(settings['decal']).map(({ $ = {} }) => ({ $: withAbsolutePath($, folder) })),
    breakpoints: values('breakpoint', 'time'),
    delay: values('delay', 'value')[0],
  };
}

/** The whole settings file for sumo-gui. Delay and breakpoints are left to the command line. */
export function settingsXml(scenario: ScenarioSettings): string {
  const ownMap = Object.keys(MAP).filter((name) => name in scenario.scheme);
  const map: Record<string, unknown> = {
    ...MAP,
    ...Object.fromEntries(ownMap.map((name) => [name, scenario.scheme[name]])),
  };
  const edges = asRecord(map['edges'] instanceof Array ? (map['edges'] as readonly unknown[])[0] : map['edges']);
  // Street names are written over vehicles, which must be seen through them.
  map['edges'] = { ...edges, $: { ...asRecord(edges['$']), streetName_bgColor: '255,255,255,140' } };
  return new Builder({ headless: true }).buildObject({
    viewsettings: { scheme: { $: { name: SCHEME }, ...map, ...OBJECTS }, decal: scenario.decals },
  });
}

function uniform(entries: readonly (readonly [name: string, color: string])[]): unknown {
  const entry = entries.map(([name, color]) => ({ $: name === '' ? { color } : { color, name } }));
  return { $: { name: 'uniform' }, entry };
}

function withAbsolutePath(attributes: Readonly<Record<string, string>>, folder: string): Record<string, string> {
  const name = attributes['file'] === undefined ? 'filename' : 'file';
  const path = attributes[name];
  return { ...attributes, ...(path !== undefined && { [name]: resolve(folder, path) }) };
}

/** xml2js gives a string for an element without attributes and children. */
function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

function elements(value: unknown): readonly Element[] {
  return Array.isArray(value) ? (value as readonly unknown[]).map((element) => asRecord(element)) : [];
}
