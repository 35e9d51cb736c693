import type { Event } from '../events/event.ts';
import type { Coordinates, Position } from '../log/position.ts';

/** An event as it came through the log, with where it lies there. */
export interface LiveEvent {
  readonly event: Event;
  readonly coordinates: Coordinates;
  /** When the log took it: milliseconds since 1970. */
  readonly appendedAt: number;
  /** The subscriber's cursor after this event: resuming from it goes on with the next. */
  readonly position: Position;
}

export interface FeedOptions {
  readonly tenant: string;
  /** Which events; applied before anything is queued. */
  filter(event: Event): boolean;
  /** Resume after this position; absent, from now on. */
  readonly after?: Position;
  readonly signal: AbortSignal;
}

/**
 * One reader of the log for the whole process, handed on to every subscriber.
 * A subscriber that does not keep up is ended with SUBSCRIPTION_LAGGED, whose details carry the cursor to resume from;
 * nothing is dropped in silence.
 */
export interface LiveFeed {
  /** Resolves when it follows the log: what is appended from then on reaches every subscriber. */
  readonly ready: Promise<void>;
  subscribe(options: FeedOptions): AsyncIterableIterator<LiveEvent>;
  /** The end of the log as this process has seen it. */
  position(): Position;
  close(): Promise<void>;
}
