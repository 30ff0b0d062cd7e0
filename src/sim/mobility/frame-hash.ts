/**
 * Fingerprints of frames: equal exactly when traffic is, to the last bit.
 *
 * With them a restored SUMO is checked against what a checkpoint recorded. Pure.
 */
import { createHash, type Hash } from 'node:crypto';
import { compareIds } from '../clock.ts';
import type { TrafficFrame, VehiclePositions } from './source.ts';

const LISTS = [
  'departed',
  'arrived',
  'teleportStarted',
  'teleportEnded',
  'parkingStarted',
  'parkingEnded',
] as const satisfies readonly (keyof TrafficFrame)[];

/** SHA-256 (hex) of a frame's number, time, lists and vehicles; the order in which ids are listed does not count. */
export function hashFrame(frame: TrafficFrame): string {
  const hash = createHash('sha256');
  addNumbers(hash, [frame.step, frame.timeMs]);
  for (const list of LISTS) {
    addNumbers(hash, [frame[list].length]);
    for (const id of [...frame[list]].sort(compareIds)) addText(hash, id);
  }
  addVehicles(hash, frame.vehicles);
  return hash.digest('hex');
}

/** SHA-256 (hex) of the vehicles alone, for a moment of which nothing else is known. */
export function hashVehicles(vehicles: VehiclePositions): string {
  const hash = createHash('sha256');
  addVehicles(hash, vehicles);
  return hash.digest('hex');
}

function addVehicles(hash: Hash, { count, ids, x, y, speed, angle }: VehiclePositions): void {
  const columns = [x, y, ...(speed ? [speed] : []), ...(angle ? [angle] : [])];
  addNumbers(hash, [count, columns.length]);
  const order = Array.from({ length: count }, (_, index) => index).sort((a, b) => compareIds(ids[a]!, ids[b]!));
  for (const index of order) {
    addText(hash, ids[index]!);
    addNumbers(
      hash,
      columns.map((column) => column[index]!),
    );
  }
}

/** With its length before it, so that no two sequences of texts look the same. */
function addText(hash: Hash, text: string): void {
  const bytes = Buffer.from(text, 'utf8');
  addNumbers(hash, [bytes.length]);
  hash.update(bytes);
}

/** Big-endian on every host. */
function addNumbers(hash: Hash, numbers: readonly number[]): void {
  const bytes = Buffer.alloc(numbers.length * Float64Array.BYTES_PER_ELEMENT);
  numbers.forEach((number, index) => bytes.writeDoubleBE(number, index * Float64Array.BYTES_PER_ELEMENT));
  hash.update(bytes);
}
