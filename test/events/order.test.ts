import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Order, orderKey } from '../../src/events/order.ts';

const order: fc.Arbitrary<Order> = fc.record({
  version: fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }),
  at: fc.integer({ min: 0, max: Date.UTC(2199, 11, 31) }),
  id: fc.stringMatching(/^[a-z0-9-]{1,12}$/),
});

function later(a: Order, b: Order): boolean {
  if (a.version !== b.version) return a.version > b.version;
  return a.at === b.at ? a.id > b.id : a.at > b.at;
}

test('keys sort as text like (version, at, id)', () => {
  // few values, so that versions and times are often equal
  const near = fc.tuple(order, order, fc.boolean(), fc.boolean()).map(([a, b, sameVersion, sameTime]) =>
    [a, { ...b, version: sameVersion ? a.version : b.version, at: sameTime ? a.at : b.at }] as const);
  fc.assert(fc.property(near, ([a, b]) => { expect(orderKey(a) > orderKey(b)).toBe(later(a, b)); }), { seed: 20_240_603, numRuns: 1000 });
});

test('what is below 0 sorts as 0', () => {
  expect(orderKey({ version: -5n, at: -1, id: 'x' })).toBe(orderKey({ version: 0n, at: 0, id: 'x' }));
});
