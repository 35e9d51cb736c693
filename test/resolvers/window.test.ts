import { describe, expect, it } from 'vitest';
import { bucketsOf, windowOf } from '../../src/resolvers/window.ts';

const at = (text: string) => Date.parse(text);

describe('a window', () => {
  it.each([['30m', 1_800_000], ['24h', 86_400_000], ['7d', 604_800_000], ['1h30m', 5_400_000], ['2w', 1_209_600_000]])('of %s ends where it is told to', (last, length) => {
    expect(windowOf(last, at('2026-03-01T00:00:00Z'))).toEqual({ from: at('2026-03-01T00:00:00Z') - length, until: at('2026-03-01T00:00:00Z') });
  });

  it.each(['', '7', 'd', '-7d', '7 days', '0h', '7d!', '99999999d'])('is not made of %j', (last) => {
    expect(() => windowOf(last, 0)).toThrow(/^last: expected a duration/);
  });
});

describe('buckets', () => {
  it.each([
    ['MINUTE', 2, '2026-03-10T12:34:56Z', '2026-03-10T12:33:00Z'],
    ['HOUR', 3, '2026-03-10T12:34:56Z', '2026-03-10T10:00:00Z'],
    ['DAY', 14, '2026-03-10T12:34:56Z', '2026-02-25T00:00:00Z'],
    ['WEEK', 1, '2026-03-10T12:34:56Z', '2026-03-09T00:00:00Z'],
    ['WEEK', 2, '2026-03-15T23:00:00Z', '2026-03-02T00:00:00Z'],
    ['MONTH', 3, '2026-03-10T12:34:56Z', '2026-01-01T00:00:00Z'],
  ] as const)('of a %s, the last %i at %s, begin at %s', (bucket, last, until, from) => {
    expect(bucketsOf(bucket, last, at(until))).toEqual({ from: at(from), until: at(until) });
  });

  it('leave out the one that would begin where they end', () => {
    expect(bucketsOf('DAY', 1, at('2026-03-10T00:00:00Z')).from).toBe(at('2026-03-09T00:00:00Z'));
  });

  it('are bounded', () => {
    expect(() => bucketsOf('MINUTE', 1001, 0)).toThrow('last: expected a number from 1 to 1000, got 1001.');
  });
});
