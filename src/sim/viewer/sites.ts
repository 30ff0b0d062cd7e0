/** Edge servers in the window: range, sign, name, how many workers are in range, and whether they lie. */
import type { TraciClient } from '../../traci/index.ts';
import type { Site } from '../connectivity.ts';
import { addArea, LAYERS, type Canvas } from './canvas.ts';
import { MAST_COLOUR, RANGE_BORDER_COLOUR, RANGE_COLOUR, SITE_COLOUR, STATE_COLOURS } from './colours.ts';
import { circle, serverSign, type Point } from './shapes.ts';

/** An edge server as the window shows it. */
export interface ShownServer {
  readonly name: string;
  readonly site: Site;
}

/** The edge servers of one window. */
export interface SitesView {
  /** @param inRange - workers in range; shape [edge servers]. */
  update(inRange: readonly number[], byzantine: ReadonlySet<string>): void;
}

/** Where in the range the name stands, as a share of the radius above the site. */
const NAME_SHARE = 0.42;
const BORDER_SHARE = 0.02;

/** E.g. `rsu1, 50 m: 3 in range`. */
export function serverLabel({ name, site }: ShownServer, inRange: number): string {
  return `${name}, ${site.range} m: ${inRange} in range`;
}

/** Draws the edge servers as they are before the first step. */
export function drawSites(client: TraciClient, canvas: Canvas, servers: readonly ShownServer[]): SitesView {
  const nameId = (index: number): string => `edgemlsim:name:${servers[index]!.name}`;
  const discId = (name: string): string => `edgemlsim:site:${name}`;
  for (const [index, server] of servers.entries()) {
    const { name, site } = server;
    const centre: Point = [site.x, site.y];
    const outline = circle(centre, site.range);
    const { disc, mast } = serverSign(site);
    const areas = [
      { id: `edgemlsim:range:${name}`, shape: outline, colour: RANGE_COLOUR, layer: LAYERS.range },
      { id: discId(name), shape: disc, colour: SITE_COLOUR, layer: LAYERS.site },
      { id: `edgemlsim:mast:${name}`, shape: mast, colour: MAST_COLOUR, layer: LAYERS.site + 1 },
    ];
    for (const area of areas) canvas.send(addArea(client, area));
    const border = { layer: LAYERS.line - 1, lineWidth: BORDER_SHARE * site.range };
    canvas.send(client.polygon.add(`edgemlsim:border:${name}`, outline, RANGE_BORDER_COLOUR, border));
    canvas.addText(nameId(index), [site.x, site.y + NAME_SHARE * site.range], serverLabel(server, 0));
  }

  let shownInRange: readonly number[] = servers.map(() => 0);
  let shownByzantine: ReadonlySet<string> = new Set();
  return {
    update(inRange, byzantine) {
      for (const [index, server] of servers.entries()) {
        const { name } = server;
        const count = inRange[index] ?? 0;
        if (count !== shownInRange[index]) canvas.setText(nameId(index), serverLabel(server, count));
        if (byzantine.has(name) === shownByzantine.has(name)) continue;
        const colour = byzantine.has(name) ? STATE_COLOURS.byzantine : SITE_COLOUR;
        canvas.send(client.polygon.setColor(discId(name), colour));
      }
      // The record of progress is reused by the simulator.
      shownInRange = [...inRange];
      shownByzantine = byzantine;
    },
  };
}
