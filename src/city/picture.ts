/** A map as SVG: roads, where vehicles were, and the proposed sites with their ranges. Pure. */
import type { Placement } from './place.ts';
import type { Point, RoadNetwork } from './road-network.ts';
import type { TrafficSamples } from './samples.ts';
import { escapeXml } from './xml.ts';

/** Squares of the heat map, m. */
const CELL = 20;
const WIDTH_PX = 900;
const HEAT = '#d95f0e';
const SITE = '#1f5fa8';

/** @returns A whole SVG document, on a light ground, in m of the network. */
export function placementPicture(network: RoadNetwork, samples: TrafficSamples, placement: Placement): string {
  const { sites, together, range } = placement;
  const frame = frameOf(network, placement);
  const scale = frame.width / WIDTH_PX;
  // SVG's y grows downwards, a map's upwards.
  const at = ({ x, y }: Point): string => `${x.toFixed(1)},${(-y).toFixed(1)}`;
  const roads = network.roads.map(({ shape }) => `M${shape.map(at).join('L')}`).join('');
  const shares = `${(100 * together).toFixed(1)} % of vehicle-seconds within ${range} m of ${sites.length} edge servers`;
  const marks = sites.map(({ x, y, name, junction, alone }) => {
    const [cx, cy] = [x.toFixed(1), (-y).toFixed(1)];
    const title = `${name} at ${junction}: ${(100 * alone).toFixed(1)} % of vehicle-seconds`;
    return `<g><title>${escapeXml(title)}</title>
<circle cx="${cx}" cy="${cy}" r="${range}" fill="${SITE}" fill-opacity="0.12" stroke="${SITE}" stroke-width="${(2 * scale).toFixed(2)}"/>
<circle cx="${cx}" cy="${cy}" r="${(4 * scale).toFixed(1)}" fill="${SITE}"/>
<text x="${cx}" y="${(-y - 8 * scale).toFixed(1)}" text-anchor="middle" fill="${SITE}">${escapeXml(name)}</text></g>`;
  });
  const { left, top, width, height } = frame;
  return `<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH_PX}" height="${Math.ceil(height / scale)}" viewBox="${left.toFixed(1)} ${top.toFixed(1)} ${width.toFixed(1)} ${height.toFixed(1)}" font-family="sans-serif" font-size="${(13 * scale).toFixed(1)}" role="img">
<title>${escapeXml(shares)}</title>
<rect x="${left.toFixed(1)}" y="${top.toFixed(1)}" width="${width.toFixed(1)}" height="${height.toFixed(1)}" fill="#fff"/>
<path d="${roads}" fill="none" stroke="#bbb" stroke-width="${(1.5 * scale).toFixed(2)}" stroke-linecap="round"/>
<g fill="${HEAT}">${heat(samples)}</g>
${marks.join('\n')}
<text x="${(left + 10 * scale).toFixed(1)}" y="${(top + height - 10 * scale).toFixed(1)}" fill="#333">${escapeXml(shares)}</text>
</svg>
`;
}

/** Squares in which vehicles were; the root keeps streets visible beside the one crossing where all queue. */
function heat({ positions, count }: TrafficSamples): string {
  const counts = new Map<string, number>();
  for (let index = 0; index < count; index++) {
    const key = `${Math.floor(positions[2 * index]! / CELL)} ${Math.floor(positions[2 * index + 1]! / CELL)}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const most = Math.max(...counts.values());
  return [...counts]
    .map(([key, inside]) => {
      const [column, row] = key.split(' ').map(Number);
      const opacity = (0.85 * Math.sqrt(inside / most)).toFixed(2);
      return `<rect x="${column! * CELL}" y="${-(row! + 1) * CELL}" width="${CELL}" height="${CELL}" opacity="${opacity}"/>`;
    })
    .join('');
}

/** What is shown: roads and ranges, with a margin. */
function frameOf(
  { roads }: RoadNetwork,
  { sites, range }: Placement,
): { readonly left: number; readonly top: number; readonly width: number; readonly height: number } {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  const include = ({ x, y }: Point, around: number): void => {
    [west, south] = [Math.min(west, x - around), Math.min(south, y - around)];
    [east, north] = [Math.max(east, x + around), Math.max(north, y + around)];
  };
  for (const { shape } of roads) for (const point of shape) include(point, 0);
  for (const site of sites) include(site, range);
  const margin = 0.03 * Math.max(east - west, north - south, 1);
  return {
    left: west - margin,
    top: -north - margin,
    width: east - west + 2 * margin,
    height: north - south + 3 * margin,
  };
}
