const RFC3339 = /^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(?:\.\d+)?([Zz]|[+-]\d{2}:\d{2})?$/;
const GO_ZERO = '0001-01-01T00:00:00';
const LATEST = Date.UTC(2200, 0);

/**
 * Milliseconds since 1970 of a time as producers write it: RFC 3339 with any fraction (UTC where it names no zone),
 * or a number of seconds, milliseconds, microseconds or nanoseconds, told apart by their size.
 * Go's zero time is `undefined`. Null when it is no time between 1970 and 2200.
 */
export function parseTime(value: unknown): number | undefined | null {
  if (typeof value === 'number') return bounded(fromEpoch(value));
  if (typeof value !== 'string') return null;
  if (value.startsWith(GO_ZERO)) return undefined;
  const match = RFC3339.exec(value);
  if (match) return bounded(Date.parse(match[1] === undefined ? `${value}Z` : value));
  return /^\d{16,19}$/.test(value) ? bounded(fromEpoch(Number(value))) : null;
}

function bounded(ms: number): number | null {
  return ms >= 0 && ms < LATEST ? ms : null;
}

function fromEpoch(n: number): number {
  if (n < 1e11) return Math.trunc(n * 1e3);
  if (n < 1e14) return Math.trunc(n);
  return Math.trunc(n < 1e17 ? n / 1e3 : n / 1e6);
}
