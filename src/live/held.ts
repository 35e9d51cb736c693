import { decode } from '../events/decode.ts';
import type { LogRecord } from '../log/event-log.ts';
import type { LiveEvent } from './live-feed.ts';

/** An event as the ring holds it: whose cursor comes after it is known when it is delivered. */
export type Held = Omit<LiveEvent, 'position'>;

/** The event of a record; none where it is not one: the analytics projection puts that on the dead-letter topic. */
export function heldFrom(record: LogRecord, defaultTenant: string): Held | undefined {
  try {
    const { topic, partition, epoch, offset, appendedAt } = record;
    return { event: decode(record, defaultTenant), coordinates: { topic, partition, epoch, offset }, appendedAt };
  } catch {
    return undefined;
  }
}
