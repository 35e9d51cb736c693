import type { Lab } from './lab.ts';

/** One measured number, with what it is held against. */
export interface Figure {
  /** What was measured, e.g. `bulk append`. */
  readonly name: string;
  readonly value: number;
  /** e.g. `events/s`, `ms`. */
  readonly unit: string;
  readonly target?: Bound;
  /** The same work done another way in the same run. */
  readonly comparison?: {
    readonly with: string;
    readonly value: number;
    /** What the ratio of the value to the comparison's is held to. */
    readonly target?: Bound;
  };
  /** Where the value is one of a distribution. */
  readonly distribution?: Distribution;
}

export type Bound = { readonly atLeast: number } | { readonly atMost: number };

/** In the unit of its figure. */
export interface Distribution {
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

export interface Benchmark {
  readonly name: string;
  /** For a reader of the figures: data, warm-up, settings. */
  readonly conditions: string;
  /** @throws Error when what was written or answered is not what it must be: a wrong answer has no speed */
  run(lab: Lab): Promise<readonly Figure[]>;
}

export function holds(value: number, bound: Bound): boolean {
  return 'atLeast' in bound ? value >= bound.atLeast : value <= bound.atMost;
}

/** Whether a figure meets all it is held to; nothing where it is held to nothing. */
export function met({ value, target, comparison }: Figure): boolean | undefined {
  const verdicts = [
    ...(target ? [holds(value, target)] : []),
    ...(comparison?.target ? [holds(value / comparison.value, comparison.target)] : []),
  ];
  return verdicts.length === 0 ? undefined : verdicts.every(Boolean);
}
