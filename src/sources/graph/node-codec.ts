import neo4j, { type DateTime, type Integer } from 'neo4j-driver';
import { orderOf, stateFrom, stateText, type Register, type State, type Value } from '../../domain/graph/state.ts';
import type { Kind } from '../../domain/graph/thing.ts';

export type Properties = Record<string, unknown>;

const TIMES = new Set(['createdAt', 'updatedAt', 'startedAt', 'completedAt', 'expiresAt']);
const INTEGERS = new Set(['cooccurrences']);
const LEAST = new Set(['createdAt', 'startedAt']);
const GREATEST: Partial<Record<Kind, ReadonlySet<string>>> = { Conversation: new Set(['updatedAt']), Debate: new Set(['updatedAt']) };
/** Properties that are not fields of the thing. */
const RESERVED = new Set(['tenant', 'id', 'aliases', 'aliasText', 'order', 'orders', 'removed', 'own', 'mergedInto']);

/**
 * A thing's state as a node's properties. Nearly always all fields come from one event: its order is `order`, and
 * `orders` names the fields that have another.
 */
export function encode(kind: Kind, state: State): Properties {
  const order = orderOf(state);
  const properties: Properties = { ...visible(kind, state), order };
  const others = {
    fields: [...state.last].filter(([, register]) => register.order !== order).map(([field, register]) => [field, register.order]),
    aliases: [...state.aliases].filter(([, given]) => given !== order),
  };
  if (others.fields.length + others.aliases.length > 0) properties.orders = JSON.stringify([others.fields.sort(), others.aliases.sort()]);
  if (state.removed !== undefined) properties.removed = state.removed;
  return properties;
}

/** The fields that clients see, without the orders behind them. */
export function visible(kind: Kind, { last, least, greatest, aliases }: State): Properties {
  const properties: Properties = {};
  for (const [field, { value }] of last) properties[field] = stored(field, value);
  for (const [field, value] of [...least, ...greatest]) properties[field] = stored(field, value);
  if (kind === 'Entity') {
    properties.aliases = [...aliases.keys()].sort();
    properties.aliasText = [...aliases.keys()].sort().join('\n');
  }
  return properties;
}

/** A node's properties as they were encoded: what was said of this id itself, also where it is part of a merge. */
export function decode(kind: Kind, properties: Properties): State {
  if (typeof properties.own === 'string') return stateFrom(properties.own);
  const order = properties.order as string;
  const [fieldOrders, aliasOrders] = (properties.orders === undefined ? [[], []] : JSON.parse(properties.orders as string)) as [string, string][][];
  const orders = new Map(fieldOrders);
  const last = new Map<string, Register>();
  const least = new Map<string, number>();
  const greatest = new Map<string, number>();
  for (const [field, property] of Object.entries(properties)) {
    if (RESERVED.has(field)) continue;
    const value = read(property);
    if (LEAST.has(field)) least.set(field, value as number);
    else if (GREATEST[kind]?.has(field)) greatest.set(field, value as number);
    else last.set(field, { order: orders.get(field) ?? order, value });
  }
  const aliases = new Map([...((properties.aliases ?? []) as string[]).map((alias) => [alias, order] as const), ...aliasOrders!.map(([alias, given]) => [alias!, given!] as const)]);
  return { last, least, greatest, aliases, mergedInto: new Map(), ...(properties.removed !== undefined && { removed: properties.removed as string }) };
}

/** What was said of an id that is part of a merge: its node shows what the whole says, or nothing. */
export function encodeOwn(own: State): Properties {
  const eventHash = own.last.get('eventHash')?.value;
  return { own: stateText(own), order: orderOf(own), ...(eventHash !== undefined && { eventHash }) };
}

function stored(field: string, value: Value): unknown {
  if (TIMES.has(field)) return dateTime(value as number);
  return INTEGERS.has(field) ? neo4j.int(Math.trunc(value as number)) : value;
}

/** In UTC; the driver's own conversion takes the zone of the process. */
export function dateTime(ms: number): DateTime<number> {
  const date = new Date(ms);
  return new neo4j.types.DateTime(
    date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate(),
    date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds(), date.getUTCMilliseconds() * 1_000_000, 0,
  );
}

function read(property: unknown): Value {
  if (neo4j.isDateTime(property as object)) return (property as DateTime).toStandardDate().getTime();
  return neo4j.isInt(property) ? (property as Integer).toNumber() : (property as Value);
}
