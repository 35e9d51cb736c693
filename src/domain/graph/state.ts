export type Value = string | number | boolean | readonly string[];

/** A value and the order of the event that said it: `orderKey` of `events/order.ts` with a rank before it, see `rank.ts`. */
export interface Register {
  readonly order: string;
  readonly value: Value;
}

/**
 * What is known of one thing. With `join` it is a join semilattice: joining commutes, associates and repeats
 * harmlessly, so what is known is the same for any order and any grouping of the events that said it.
 */
export interface State {
  /** Each field's value by the greatest order. */
  readonly last: ReadonlyMap<string, Register>;
  /** The smallest of each number, e.g. `createdAt`. */
  readonly least: ReadonlyMap<string, number>;
  /** The greatest of each number, e.g. `updatedAt`. */
  readonly greatest: ReadonlyMap<string, number>;
  /** Every other name it was given, by the greatest order that gave it. */
  readonly aliases: ReadonlyMap<string, string>;
  /** The ids that it was merged into, by the least order that said so. */
  readonly mergedInto: ReadonlyMap<string, string>;
  /** The greatest order that removed it. What was said before is gone for good; what is said later brings it back. */
  readonly removed?: string;
}

export const NOTHING: State = Object.freeze({ last: new Map(), least: new Map(), greatest: new Map(), aliases: new Map(), mergedInto: new Map() });

/** All that the two know. */
export function join(a: State, b: State): State {
  const removed = greater(a.removed, b.removed);
  const stays = (order: string) => removed === undefined || order >= removed;
  return {
    last: filtered(united(a.last, b.last, later), ({ order }) => stays(order)),
    least: united(a.least, b.least, Math.min),
    greatest: united(a.greatest, b.greatest, Math.max),
    aliases: filtered(united(a.aliases, b.aliases, (x, y) => (x > y ? x : y)), stays),
    mergedInto: united(a.mergedInto, b.mergedInto, (x, y) => (x < y ? x : y)),
    ...(removed !== undefined && { removed }),
  };
}

/** The greatest order of its fields: that of the last event about it. */
export function orderOf(state: State): string {
  let order = '';
  for (const register of state.last.values()) if (register.order > order) order = register.order;
  return order;
}

/** As text: the same for equal states. `stateFrom` reads it. */
export function stateText(state: State): string {
  const { last, least, greatest, aliases, mergedInto, removed } = state;
  return JSON.stringify([
    sorted(last).map(([field, { order, value }]) => [field, order, value]),
    sorted(least), sorted(greatest), sorted(aliases), sorted(mergedInto), removed ?? null,
  ]);
}

export function stateFrom(text: string): State {
  const [last, least, greatest, aliases, mergedInto, removed] = JSON.parse(text) as [
    [string, string, Value][], [string, number][], [string, number][], [string, string][], [string, string][], string | null,
  ];
  return {
    last: new Map(last.map(([field, order, value]) => [field, { order, value }])),
    least: new Map(least), greatest: new Map(greatest), aliases: new Map(aliases), mergedInto: new Map(mergedInto),
    ...(removed !== null && { removed }),
  };
}

/** One event id with two payloads gives two values of one order: the values decide then, so that either arrival ends the same. */
function later(a: Register, b: Register): Register {
  if (a.order !== b.order) return a.order > b.order ? a : b;
  return JSON.stringify(a.value) >= JSON.stringify(b.value) ? a : b;
}

function greater(a: string | undefined, b: string | undefined): string | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return a > b ? a : b;
}

function united<T>(a: ReadonlyMap<string, T>, b: ReadonlyMap<string, T>, choose: (x: T, y: T) => T): ReadonlyMap<string, T> {
  if (a.size === 0) return b;
  if (b.size === 0) return a;
  const all = new Map(a);
  for (const [key, value] of b) {
    const known = all.get(key);
    all.set(key, known === undefined ? value : choose(known, value));
  }
  return all;
}

function filtered<T>(all: ReadonlyMap<string, T>, stays: (value: T) => boolean): ReadonlyMap<string, T> {
  for (const value of all.values()) if (!stays(value)) return new Map([...all].filter(([, one]) => stays(one)));
  return all;
}

function sorted<T>(map: ReadonlyMap<string, T>): readonly [string, T][] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : 1));
}
