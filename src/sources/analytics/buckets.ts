import { HelixError } from '../../errors.ts';
import type { Bucket, TimeRange } from './reads.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** 1 January 1970 was a Thursday; weeks begin on Monday. */
const FIRST_MONDAY = 4 * DAY;
export const MAX_BUCKETS = 10_000;

const start: { readonly [B in Bucket]: (at: number) => number } = {
  MINUTE: (at) => at - modulo(at, MINUTE),
  HOUR: (at) => at - modulo(at, 60 * MINUTE),
  DAY: (at) => at - modulo(at, DAY),
  WEEK: (at) => at - modulo(at - FIRST_MONDAY, 7 * DAY),
  MONTH: (at) => Date.UTC(new Date(at).getUTCFullYear(), new Date(at).getUTCMonth()),
};

const next: { readonly [B in Bucket]: (start: number) => number } = {
  MINUTE: (at) => at + MINUTE,
  HOUR: (at) => at + 60 * MINUTE,
  DAY: (at) => at + DAY,
  WEEK: (at) => at + 7 * DAY,
  MONTH: (at) => Date.UTC(new Date(at).getUTCFullYear(), new Date(at).getUTCMonth() + 1),
};

/**
 * The starts of the buckets that a span of time touches, in UTC; the first may begin before the span.
 * @throws HelixError LIMIT_EXCEEDED when they are more than 10,000
 */
export function bucketStarts(bucket: Bucket, { from, until }: TimeRange): number[] {
  const starts: number[] = [];
  for (let at = start[bucket](from); at < until; at = next[bucket](at)) {
    if (starts.push(at) > MAX_BUCKETS) {
      throw new HelixError('LIMIT_EXCEEDED', `At most ${MAX_BUCKETS} buckets of time in one answer: take a larger bucket or a shorter span.`);
    }
  }
  return starts;
}

/** The bucket that a DateTime64 column falls into, in milliseconds since 1970. `{unit:String}` is `bucketUnit`'s. */
export function bucketOf(column: string): string {
  return `toFloat64(toUnixTimestamp64Milli(toDateTime64(dateTrunc({unit:String}, ${column}, 'UTC'), 3, 'UTC')))`;
}

/** Rows of the tenant whose column lies in a span of time; parameters `tenant`, and `from` and `until` in milliseconds. */
export function within(column: string): string {
  return `tenant = {tenant:String} AND ${column} >= fromUnixTimestamp64Milli({from:Int64}, 'UTC') AND ${column} < fromUnixTimestamp64Milli({until:Int64}, 'UTC')`;
}

export function bucketUnit(bucket: Bucket): string {
  return bucket.toLowerCase();
}

function modulo(n: number, divisor: number): number {
  return ((n % divisor) + divisor) % divisor;
}
