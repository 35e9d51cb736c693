/** What decides between two events about one thing. */
export interface Order {
  readonly version: bigint;
  readonly at: number;
  readonly id: string;
}

const DIGITS = 20;

/**
 * The order of an event as text that sorts like (version, at, id), so that every store can compare it with `<`.
 * Versions and times are taken from 0: a negative one sorts as 0.
 */
export function orderKey({ version, at, id }: Order): string {
  return `${digits(version)}.${digits(BigInt(Math.trunc(at)))}.${id}`;
}

function digits(n: bigint): string {
  return (n < 0n ? 0n : n).toString().padStart(DIGITS, '0');
}
