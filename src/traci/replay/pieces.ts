/** Cutting the answers of a replay into pieces, and where a replay breaks off. Pure. */

/** Where the answers are cut: after every so many bytes of each, or at these places of all of them in a row. */
export type SplitAt = number | readonly number[];

/**
 * A moment of the replay: after so many answers, or within one of them (counted from 1; the handshake's is the first)
 * when so many of its bytes have been sent.
 */
export type ReplayPoint = number | { readonly answer: number; readonly byte: number };

/** How many bytes of answer `number` may be sent before the point is reached; undefined when it lies later. */
export function bytesBefore(point: ReplayPoint | undefined, number: number): number | undefined {
  if (point === undefined) return undefined;
  const { answer, byte } = typeof point === 'number' ? { answer: point + 1, byte: 0 } : point;
  return number >= answer ? byte : undefined;
}

/**
 * @param offset - how many bytes of answers came before.
 * @returns The pieces, in order; none of them empty.
 */
export function piecesOf(bytes: Buffer, splitAt: SplitAt | undefined, offset: number): Buffer[] {
  const cuts = cutsOf(bytes.length, splitAt, offset);
  return [...cuts, bytes.length].map((end, index) => bytes.subarray(cuts[index - 1] ?? 0, end));
}

function cutsOf(length: number, splitAt: SplitAt | undefined, offset: number): number[] {
  if (splitAt === undefined) return [];
  if (typeof splitAt === 'number')
    return Array.from({ length: Math.ceil(length / splitAt) - 1 }, (_, index) => (index + 1) * splitAt);
  const within = splitAt.map((place) => place - offset).filter((place) => place > 0 && place < length);
  return [...new Set(within)].sort((left, right) => left - right);
}
