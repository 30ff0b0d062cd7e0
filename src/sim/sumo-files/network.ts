/**
 * Reads of a SUMO network (.net.xml, also gzipped) what edge-server sites need: junctions and whether it is projected.
 *
 * Streamed, since networks of whole countries are gigabytes. Source: SUMO documentation, "Networks/SUMO Road Networks".
 */
import sax from 'sax';
import { ExperimentError } from '../experiment/errors.ts';
import { readText } from './text.ts';

/** A point of the network's plane, m. */
export interface NetworkPoint {
  readonly x: number;
  readonly y: number;
}

/** What matters of a network. */
export interface NetworkFacts {
  /** Junctions asked for, by id. */
  readonly junctions: ReadonlyMap<string, NetworkPoint>;
  /** False when the network has no geo-projection, so that longitudes and latitudes mean nothing in it. */
  readonly projected: boolean;
}

/**
 * @param file - path of the network.
 * @param junctionIds - junctions to look for.
 * @throws {ExperimentError} `E_TRAFFIC_FILE` if it cannot be read or is not a network.
 */
export async function readNetwork(file: string, junctionIds: ReadonlySet<string>): Promise<NetworkFacts> {
  const junctions = new Map<string, NetworkPoint>();
  let projected = false;
  await scanNetwork(file, (name, attribute) => {
    if (name === 'location') projected = !['', '!', '-'].includes(attribute('projParameter'));
    if (name === 'junction' && junctionIds.has(attribute('id')))
      junctions.set(attribute('id'), { x: Number(attribute('x')), y: Number(attribute('y')) });
  });
  return { junctions, projected };
}

/** Told of every opening tag of a network; an attribute that is not there is the empty text. */
export type NetworkVisitor = (name: string, attribute: (key: string) => string) => void;

/**
 * Goes through a network once, tag by tag.
 *
 * @throws {ExperimentError} `E_TRAFFIC_FILE` if it cannot be read or is not a network.
 */
export async function scanNetwork(file: string, visit: NetworkVisitor): Promise<void> {
  const found = { network: false };
  const parser = sax.parser(true);
  parser.onopentag = ({ name, attributes }) => {
    if (name === 'net') found.network = true;
    // Without namespaces, sax gives attributes as plain strings.
    visit(name, (key) => (attributes as Readonly<Record<string, string>>)[key] ?? '');
  };
  parser.onerror = (error) => {
    throw error;
  };
  try {
    for await (const text of readText(file)) parser.write(text);
    parser.close();
  } catch (cause) {
    const reason = (cause as Error).message.split('\n')[0] ?? '';
    throw new ExperimentError(`${file}: expected a SUMO network (XML): ${reason}`, {
      code: 'E_TRAFFIC_FILE',
      path: 'traffic.config',
      cause,
    });
  }
  if (!found.network)
    throw new ExperimentError(`${file}: expected a SUMO network, found no <net> in it`, {
      code: 'E_TRAFFIC_FILE',
      path: 'traffic.config',
    });
}
