/** Numbers as people read them in a page: thin spaces between thousands, units, few digits. Pure. */

/** Narrow no-break space: between thousands and before units. */
const THIN = '\u202f';

/** E.g. `12 345`; at most `digits` decimals, trailing zeros left out. */
export function formatNumber(value: number, digits = 0): string {
  if (!Number.isFinite(value)) return '\u2013';
  const [whole = '', decimals = ''] = Math.abs(value).toFixed(digits).split('.');
  const grouped = whole.length > 4 ? whole.replaceAll(/\B(?=(\d{3})+$)/g, THIN) : whole;
  const rest = decimals.replace(/0+$/, '');
  const isZero = Number(`${whole}.${decimals}`) === 0;
  return `${value < 0 && !isZero ? '\u2212' : ''}${grouped}${rest === '' ? '' : `.${rest}`}`;
}

/** A figure with a fixed number of decimals, for columns; a dash for what is not a number. */
export function formatFixed(value: number | null | undefined, digits: number): string {
  return value === null || value === undefined || !Number.isFinite(value)
    ? '\u2013'
    : value.toFixed(digits).replace('-', '\u2212');
}

/** @param share - in [0, 1]; e.g. `94.2 %`. */
export function formatShare(share: number, digits = 1): string {
  return Number.isFinite(share) ? `${(share * 100).toFixed(digits)}${THIN}%` : '\u2013';
}

/** E.g. `41.3 s`, `3 min 5 s`, `2 h 10 min`. */
export function formatDuration(seconds: number): string {
  if (!Number.isFinite(seconds)) return '\u2013';
  if (seconds < 60) return `${formatNumber(seconds, seconds < 10 ? 2 : 1)}${THIN}s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)}${THIN}min ${whole % 60}${THIN}s`;
  return `${formatNumber(Math.floor(whole / 3600))}${THIN}h ${Math.floor((whole % 3600) / 60)}${THIN}min`;
}

/** E.g. `1.82 GB`; powers of 1000, three figures. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 ? formatNumber(value) : value.toPrecision(3)}${THIN}${units[unit]!}`;
}

/** The unit in which spans up to `seconds` read well: divide by `seconds`. */
export interface TimeUnit {
  readonly name: 's' | 'min' | 'h';
  readonly seconds: number;
}

/** Seconds up to ten minutes, minutes up to five hours, then hours. */
export function timeUnit(seconds: number): TimeUnit {
  if (seconds <= 600) return { name: 's', seconds: 1 };
  return seconds <= 18_000 ? { name: 'min', seconds: 60 } : { name: 'h', seconds: 3600 };
}

/** E.g. `1 round`, `12 rounds`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${formatNumber(count)} ${count === 1 ? one : many}`;
}
