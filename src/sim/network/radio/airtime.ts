/**
 * How long frames of IEEE 802.11p hold the air (10 MHz channel, 6 Mbit/s: QPSK, code rate 1/2).
 *
 * One frame's cycle: AIFS, mean backoff, the frame, SIFS, its acknowledgement. A frame that is not received is repeated
 * with a contention window twice as large, up to the retry limit; then the transport above begins anew with the frame.
 * Collisions are not modelled, and idle slots belong to whoever sends next, so cycles of different stations add up.
 * Source: IEEE 802.11-2012, sections 9.19 and 18; constants as in Veins (`Consts80211p.h`, `PhyLayer80211p`).
 */

const SYMBOL_US = 8;
const PREAMBLE_US = 32;
const SIGNAL_US = 8;
const SLOT_US = 13;
const SIFS_US = 32;
/** Service field and tail, which surround the data in a frame. */
const SERVICE_BITS = 16;
const TAIL_BITS = 6;
/** 6 Mbit/s: data bits in a symbol. */
const BITS_PER_SYMBOL = 48;
/** Access category best effort. */
const AIFSN = 6;
const CW_MIN = 15;
const CW_MAX = 1023;
const ACK_BYTES = 14;
/** MAC header with QoS (26), LLC and SNAP (8), checksum (4). */
const OVERHEAD_BYTES = 38;

/** Payload of a full frame, bytes. */
export const FRAME_PAYLOAD_BYTES = 1500;

/** Repetitions before the MAC gives a frame up, as in Veins and the standard's short retry limit. */
export const RETRY_LIMIT = 7;

/** Coded bits of a frame whose loss loses the frame: payload, headers, checksum, service and tail. */
export function frameBits(payloadBytes: number): number {
  return SERVICE_BITS + 8 * (payloadBytes + OVERHEAD_BYTES) + TAIL_BITS;
}

/**
 * 32 + 8 + 8 ceil((16 + L + 6) / 48) microseconds, L bits from the MAC header to the checksum.
 *
 * @example frameUs(1500) // L = 8 * 1538 = 12304: 257 symbols, 2096 us
 */
export function frameUs(payloadBytes: number): number {
  return PREAMBLE_US + SIGNAL_US + SYMBOL_US * Math.ceil(frameBits(payloadBytes) / BITS_PER_SYMBOL);
}

/**
 * AIFS + CW / 2 slots + frame + SIFS + acknowledgement, with CW = min(1023, 16 * 2^retry - 1).
 *
 * @param retry - 0 for the first attempt.
 * @example cycleUs(1500, 0) // 110 + 97.5 + 2096 + 32 + 64 = 2399.5: 5.00 Mbit/s of payload
 */
export function cycleUs(payloadBytes: number, retry: number): number {
  const aifs = SIFS_US + AIFSN * SLOT_US;
  const window = Math.min(CW_MAX, (CW_MIN + 1) * 2 ** retry - 1);
  const ackBits = SERVICE_BITS + 8 * ACK_BYTES + TAIL_BITS;
  const ack = PREAMBLE_US + SIGNAL_US + SYMBOL_US * Math.ceil(ackBits / BITS_PER_SYMBOL);
  return aifs + (window / 2) * SLOT_US + frameUs(payloadBytes) + SIFS_US + ack;
}

/**
 * Expected airtime until a frame is received: sum_k q^k c_k / (p sum_k q^k), k = 0 .. retry limit, with q = 1 - p and c_k
 * the cycle of attempt k.
 *
 * Without the growing window (c_k = c) that is c / p: frames the MAC gives up come again from above.
 *
 * @param success - p, probability that one attempt is received, in [0, 1].
 * @returns us; Infinity for p = 0.
 */
export function deliveryUs(payloadBytes: number, success: number, retryLimit: number): number {
  let spent = 0;
  let attempts = 0;
  let reached = 1;
  for (let retry = 0; retry <= retryLimit; retry++) {
    spent += reached * cycleUs(payloadBytes, retry);
    attempts += reached;
    reached *= 1 - success;
  }
  return spent / (success * attempts);
}

/**
 * Mean rate at which a message goes over the air alone: bytes / (airtime of its full frames and the short last one).
 *
 * @param success - of a full frame and, slightly to its disadvantage, of the last one, in [0, 1].
 * @returns bytes per ms; 0 where nothing gets through and for an empty message.
 * @example messageBytesPerMs(437_544, 1, 7) // 291 full frames and 1044 bytes: 437544 / 700.046 ms = 625.02
 */
export function messageBytesPerMs(bytes: number, success: number, retryLimit: number): number {
  const full = Math.floor(bytes / FRAME_PAYLOAD_BYTES);
  const rest = bytes - full * FRAME_PAYLOAD_BYTES;
  const fullUs = deliveryUs(FRAME_PAYLOAD_BYTES, success, retryLimit);
  const restUs = rest > 0 ? deliveryUs(rest, success, retryLimit) : 0;
  const totalUs = (full > 0 ? full * fullUs : 0) + restUs;
  return totalUs > 0 ? (1000 * bytes) / totalUs : 0;
}
