import { HelixError } from '../errors.ts';
import type { Limits } from '../limits.ts';

/** Lets so many subscriptions be open: over one socket, of one caller, in this process. */
export interface SubscriptionSlots {
  /**
   * Takes a slot; what it gives back frees it, once.
   * @throws HelixError TOO_MANY_SUBSCRIPTIONS; open ones are untouched
   */
  take(caller: string, socket: object): () => void;
}

/** Others end some time: when nobody knows. */
const RETRY_AFTER_SECONDS = 10;

export function subscriptionSlots(limits: Pick<Limits, 'subscriptions' | 'subscriptionsPerClient' | 'subscriptionsPerSocket'>): SubscriptionSlots {
  const ofSocket = new WeakMap<object, number>();
  const ofCaller = new Map<string, number>();
  let all = 0;

  return {
    take(caller, socket) {
      refuseFrom('subscriptionsPerSocket', ofSocket.get(socket) ?? 0);
      refuseFrom('subscriptionsPerClient', ofCaller.get(caller) ?? 0);
      refuseFrom('subscriptions', all);
      count(1);
      let isOpen = true;
      return () => {
        if (isOpen) count(-1);
        isOpen = false;
      };

      function count(by: 1 | -1): void {
        all += by;
        ofSocket.set(socket, (ofSocket.get(socket) ?? 0) + by);
        const left = (ofCaller.get(caller) ?? 0) + by;
        if (left > 0) ofCaller.set(caller, left);
        else ofCaller.delete(caller);
      }
    },
  };

  function refuseFrom(limit: keyof typeof limits, open: number): void {
    if (open < limits[limit]) return;
    throw new HelixError('TOO_MANY_SUBSCRIPTIONS', `At most ${limits[limit]} subscriptions may be open${limit === 'subscriptionsPerSocket' ? ' over one connection' : ''}.`, {
      details: { limit, most: limits[limit], retryAfter: RETRY_AFTER_SECONDS },
    });
  }
}
