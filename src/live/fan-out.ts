import { setImmediate as turn } from 'node:timers/promises';
import type { Position } from '../log/position.ts';
import type { BoundedQueue } from './bounded-queue.ts';
import type { Held } from './held.ts';
import type { LiveEvent } from './live-feed.ts';

export interface Subscriber {
  readonly tenant: string;
  readonly accepts: (held: Held) => boolean;
  readonly queue: BoundedQueue<LiveEvent>;
}

/** Hands events on to subscribers, in slices: between two of them the event loop serves everything else. */
export interface FanOut {
  /** Who is added gets what comes from then on, until the returned function is called. */
  add(subscriber: Subscriber): () => void;
  /**
   * Hands one event to each that it concerns and that is there when this is called. Awaited before the next, so that each gets events in order.
   * @param position the cursor after the event; asked when somebody gets it
   */
  deliver(held: Held, position: () => Position): Promise<void>;
  /** Ends every subscription after what it holds. */
  failAll(error: Error): void;
}

/** Each delivery is an execution and a frame, and all of a slice run before the event loop goes on. */
const DELIVERED_AT_ONCE = 50;
/** To ask whether one accepts it is cheap. */
const ASKED_AT_ONCE = 5_000;

export function fanOut(): FanOut {
  const byTenant = new Map<string, Set<Subscriber>>();
  let delivered = 0;
  let asked = 0;

  return {
    add(subscriber) {
      const { tenant } = subscriber;
      const ofTenant = byTenant.get(tenant) ?? new Set();
      byTenant.set(tenant, ofTenant.add(subscriber));
      return () => {
        ofTenant.delete(subscriber);
        if (ofTenant.size === 0 && byTenant.get(tenant) === ofTenant) byTenant.delete(tenant);
      };
    },
    async deliver(held, position) {
      let event: LiveEvent | undefined;
      const present = Array.from(byTenant.get(held.event.tenant) ?? []);
      for (const { accepts, queue } of present) {
        if (delivered >= DELIVERED_AT_ONCE || asked >= ASKED_AT_ONCE) {
          await turn();
          delivered = asked = 0;
        }
        asked++;
        if (!accepts(held)) continue;
        event ??= { ...held, position: position() };
        queue.push(event);
        delivered++;
      }
    },
    failAll(error) {
      for (const ofTenant of byTenant.values()) for (const { queue } of ofTenant) queue.fail(error);
    },
  };
}
