/** Edge servers in the window: range, sign, name, how many workers are in range, and whether they lie or are down. */
import type { Color, TraciClient } from '../../traci/index.ts';
import type { Site } from '../connectivity.ts';
import { addArea, LAYERS, type Canvas } from './canvas.ts';
import {
  DOWN_BORDER_COLOUR,
  DOWN_RANGE_COLOUR,
  MAST_COLOUR,
  RANGE_BORDER_COLOUR,
  RANGE_COLOUR,
  SITE_COLOUR,
  STATE_COLOURS,
} from './colours.ts';
import { circle, cross, serverSign, signRadius, type Point } from './shapes.ts';

/** An edge server as the window shows it. */
export interface ShownServer {
  readonly name: string;
  readonly site: Site;
}

/** How an edge server is. */
export type Health = 'well' | 'byzantine' | 'down';

/** The edge servers of one window. */
export interface SitesView {
  /** @param inRange - workers in range; shape [edge servers]. */
  update(inRange: readonly number[], healthOf: (name: string) => Health): void;
}

/** Where in the range the name stands, as a share of the radius above the site. */
const NAME_SHARE = 0.42;
const BORDER_SHARE = 0.02;

const LOOKS: Readonly<Record<Health, { readonly range: Color; readonly border: Color; readonly disc: Color }>> = {
  well: { range: RANGE_COLOUR, border: RANGE_BORDER_COLOUR, disc: SITE_COLOUR },
  byzantine: { range: RANGE_COLOUR, border: RANGE_BORDER_COLOUR, disc: STATE_COLOURS.byzantine },
  down: { range: DOWN_RANGE_COLOUR, border: DOWN_BORDER_COLOUR, disc: STATE_COLOURS.crashed },
};

/** E.g. `rsu1, 50 m: 3 in range`, or `rsu1, 50 m: down`. */
export function serverLabel({ name, site }: ShownServer, inRange: number, health: Health): string {
  return `${name}, ${site.range} m: ${health === 'down' ? 'down' : `${inRange} in range`}`;
}

/** Draws the edge servers as they are before the first step. */
export function drawSites(client: TraciClient, canvas: Canvas, servers: readonly ShownServer[]): SitesView {
  const views = servers.map((server) => drawSite(client, canvas, server));
  return {
    update(inRange, healthOf) {
      for (const [index, { name }] of servers.entries()) views[index]!(inRange[index] ?? 0, healthOf(name));
    },
  };
}

/** Draws one and returns what changes it. */
function drawSite(client: TraciClient, canvas: Canvas, server: ShownServer): (inRange: number, health: Health) => void {
  const { name, site } = server;
  const idOf = (part: string): string => `edgemlsim:${part}:${name}`;
  const centre: Point = [site.x, site.y];
  const outline = circle(centre, site.range);
  const { disc, mast } = serverSign(site);
  const out = cross(centre, signRadius(site));
  const areas = [
    { id: idOf('range'), shape: outline, colour: LOOKS.well.range, layer: LAYERS.range },
    { id: idOf('site'), shape: disc, colour: LOOKS.well.disc, layer: LAYERS.site },
    { id: idOf('mast'), shape: mast, colour: MAST_COLOUR, layer: LAYERS.site + 1 },
  ];
  for (const area of areas) canvas.send(addArea(client, area));
  const border = { layer: LAYERS.line - 1, lineWidth: BORDER_SHARE * site.range };
  canvas.send(client.polygon.add(idOf('border'), outline, LOOKS.well.border, border));
  let label = serverLabel(server, 0, 'well');
  canvas.addText(idOf('name'), [site.x, site.y + NAME_SHARE * site.range], label);

  let shown: Health = 'well';
  const repaint = (health: Health): void => {
    const { range, border: ofBorder, disc: ofDisc } = LOOKS[health];
    canvas.send(client.polygon.setColor(idOf('site'), ofDisc));
    if ((health === 'down') === (shown === 'down')) return;
    canvas.send(client.polygon.setColor(idOf('range'), range));
    canvas.send(client.polygon.setColor(idOf('border'), ofBorder));
    // The mast turns into a cross on the disc, so that it can be told from a Byzantine one without colours.
    canvas.send(client.polygon.setShape(idOf('mast'), health === 'down' ? out : mast));
  };
  return (inRange, health) => {
    const next = serverLabel(server, inRange, health);
    if (next !== label) canvas.setText(idOf('name'), next);
    if (health !== shown) repaint(health);
    label = next;
    shown = health;
  };
}
