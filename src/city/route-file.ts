/** Demand as SUMO reads it: a route file, and the configuration that ties it to the network. Pure. */
import type { Trip, VehicleType } from './demand.ts';
import { escapeXml } from './xml.ts';

/** All are of the class whose roads were read. */
const VEHICLE_ATTRIBUTES: Readonly<Record<VehicleType, string>> = {
  car: 'guiShape="passenger/sedan" color="0.95,0.85,0.35"',
  taxi: 'guiShape="taxi" color="1,0.65,0"',
  van: 'guiShape="delivery" length="6.5" maxSpeed="30" color="0.8,0.8,0.8"',
};

/** The trips and the types of their vehicles. */
export function routeFile(trips: readonly Trip[]): string {
  const types = Object.entries(VEHICLE_ATTRIBUTES).map(
    ([id, attributes]) =>
      `    <vType id="${id}" vClass="passenger" ${attributes} sigma="0.5" speedFactor="normc(1,0.1,0.8,1.2)"/>`,
  );
  const lines = trips.map(
    ({ id, type, depart, from, to, isUnderWay }) =>
      `    <trip id="${id}" type="${type}" depart="${depart.toFixed(1)}" departLane="best" ` +
      `${isUnderWay ? 'departPos="random_free"' : 'departSpeed="max"'} ` +
      `from="${escapeXml(from)}" to="${escapeXml(to)}"/>`,
  );
  return ['<?xml version="1.0" encoding="UTF-8"?>', '<routes>', ...types, ...lines, '</routes>', ''].join('\n');
}

/** A SUMO configuration. Names are those of files beside it. */
export function sumoConfiguration(files: {
  readonly network: string;
  readonly routes: string;
  readonly polygons?: string | undefined;
  /** Simulated seconds. */
  readonly end: number;
}): string {
  const { network, routes, polygons, end } = files;
  const additional = polygons === undefined ? '' : `        <additional-files value="${escapeXml(polygons)}"/>\n`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<configuration>
    <input>
        <net-file value="${escapeXml(network)}"/>
        <route-files value="${escapeXml(routes)}"/>
${additional}    </input>
    <time>
        <begin value="0"/>
        <end value="${end}"/>
        <step-length value="1"/>
    </time>
    <report>
        <no-step-log value="true"/>
    </report>
</configuration>
`;
}
