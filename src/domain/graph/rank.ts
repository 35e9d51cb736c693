import { orderKey, type Order } from '../../events/order.ts';

/** What the id alone says gives way to what is said in passing, and that to what an event is for. */
const RANK = { given: '0', mentioned: '1', said: '2' };
const GREATEST_VERSION = 10n ** 20n - 1n;
/** The last moment that ECMAScript's Date knows. */
const LAST_MOMENT = 8.64e15;

/** The order of what follows from the id of a thing alone. */
export const GIVEN = RANK.given;

/** The order of what the event is for: an entity described, a debate completed. */
export function said(event: Order): string {
  return RANK.said + orderKey(event);
}

/** How many characters of an order come before the id of its event. */
export const BEFORE_ID = said({ version: 0n, at: 0, id: '' }).length;

/** The order of what the event says in passing: the name of an entity in a message, the user of a memory. */
export function mentioned(event: Order): string {
  return RANK.mentioned + orderKey(event);
}

/** Orders events backwards, so that what was said first stays. */
export function first({ version, at, id }: Order): string {
  return RANK.mentioned + orderKey({ version: GREATEST_VERSION - version, at: LAST_MOMENT - at, id });
}

/** Below every order that is not demoted: what a thing said before it was merged into another. */
export function demoted(order: string): string {
  return ` ${order}`;
}
