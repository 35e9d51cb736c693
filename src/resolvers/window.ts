import { HelixError } from '../errors.ts';
import type { BucketName } from './bucket.ts';
import { checkRange } from './check.ts';

/** A span of event time, milliseconds since 1970: [from, until). */
export interface Window {
  readonly from: number;
  readonly until: number;
}

const UNITS = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 7 * 86_400_000 } as const;
const MAX_BUCKETS = 1000;

/**
 * The window that ends at `until`, as long as `last` says: `30m`, `24h`, `7d`, `2w`, or several together like `1h30m`.
 * @throws HelixError BAD_USER_INPUT
 */
export function windowOf(last: string, until: number): Window {
  const parts = [...last.matchAll(/(\d+)([smhdw])/g)];
  const length = parts.reduce((sum, [, count, unit]) => sum + Number(count) * UNITS[unit as keyof typeof UNITS], 0);
  if (!/^(\d{1,6}[smhdw])+$/.test(last) || length === 0) {
    throw new HelixError('BAD_USER_INPUT', `last: expected a duration like 30m, 24h or 7d, got ${JSON.stringify(last.slice(0, 40))}.`, { details: { field: 'last' } });
  }
  return { from: Math.max(0, until - length), until };
}

/** The last buckets up to `until`, the one that it lies in among them; buckets begin as in UTC, weeks on Monday. */
export function bucketsOf(bucket: BucketName, last: number, until: number): Window {
  checkRange('last', last, 1, MAX_BUCKETS);
  return { from: Math.max(0, firstStart(bucket, last, until)), until };
}

function firstStart(bucket: BucketName, last: number, until: number): number {
  // `until` is exclusive: at the very start of a bucket it is the one before that is asked for.
  const start = new Date(until - 1);
  const [year, month, day] = [start.getUTCFullYear(), start.getUTCMonth(), start.getUTCDate()];
  switch (bucket) {
    case 'MINUTE': return floor(until - 1, UNITS.m) - (last - 1) * UNITS.m;
    case 'HOUR': return floor(until - 1, UNITS.h) - (last - 1) * UNITS.h;
    case 'DAY': return Date.UTC(year, month, day - (last - 1));
    case 'WEEK': return Date.UTC(year, month, day - ((start.getUTCDay() + 6) % 7) - 7 * (last - 1));
    case 'MONTH': return Date.UTC(year, month - (last - 1), 1);
  }
}

function floor(ms: number, unit: number): number {
  return ms - (ms % unit);
}
