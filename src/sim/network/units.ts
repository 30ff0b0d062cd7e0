/** Units of the network models. */

/** 1 Mbit/s in bytes per ms. */
export const BYTES_PER_MS = 125;
