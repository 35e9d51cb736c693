import type { Distribution } from './benchmark.ts';

/** Nearest-rank percentiles. @throws Error when there are none */
export function distribution(values: readonly number[]): Distribution {
  if (values.length === 0) throw new Error('Nothing was measured.');
  const sorted = values.toSorted((a, b) => a - b);
  const at = (fraction: number) => sorted[Math.max(0, Math.ceil(sorted.length * fraction) - 1)]!;
  return { count: sorted.length, p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

export function median(values: readonly number[]): number {
  return distribution(values).p50;
}
