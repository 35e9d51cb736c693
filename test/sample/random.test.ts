import { expect, test } from 'vitest';
import { seeded } from '../../src/sample/random.ts';

const draws = (seed: string, count = 2000) => {
  const random = seeded(seed);
  return Array.from({ length: count }, () => random.next());
};

test('the same seed draws the same, another seed something else', () => {
  expect(draws('a')).toEqual(draws('a'));
  expect(draws('a')).not.toEqual(draws('b'));
});

test('draws are spread evenly over [0, 1)', () => {
  const all = draws('even', 20_000);
  expect(Math.min(...all)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...all)).toBeLessThan(1);
  expect(all.reduce((sum, n) => sum + n, 0) / all.length).toBeCloseTo(0.5, 1);
});

test('some() gives different ones, and no more than there are', () => {
  const random = seeded('some');
  expect(new Set(random.some([1, 2, 3, 4, 5], 3)).size).toBe(3);
  expect([...random.some([1, 2], 5)].sort()).toEqual([1, 2]);
});

test('half of the latencies are below the median', () => {
  const random = seeded('latency');
  const all = Array.from({ length: 5000 }, () => random.logNormal(800, 0.4));
  expect(all.filter((ms) => ms < 800).length / all.length).toBeCloseTo(0.5, 1);
  expect(Math.min(...all)).toBeGreaterThan(0);
});
