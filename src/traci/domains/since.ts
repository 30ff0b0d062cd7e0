/**
 * Which SUMO brought what: some commands are written differently from a version on that the API version does not tell.
 */

/** The three numbers of a version such as `SUMO 1.15.0` or `SUMO v1_19_0+1952-be680871ae9`. */
const VERSION = /(\d+)[._](\d+)[._](\d+)/;

/**
 * True when SUMO is of the version wanted or newer; also when it does not say its version in a way that we know, for then
 * it is more likely to be newer than older.
 *
 * @param sumoVersion - as SUMO says it in the handshake.
 * @param wanted - e.g. `1.18.0`.
 */
export function isSince(sumoVersion: string, wanted: string): boolean {
  const got = numbers(sumoVersion);
  const limit = numbers(wanted);
  if (got === undefined || limit === undefined) return true;
  const first = got.findIndex((number, index) => number !== limit[index]);
  return first < 0 || got[first]! > limit[first]!;
}

function numbers(version: string): readonly number[] | undefined {
  return VERSION.exec(version)?.slice(1).map(Number);
}
