import type { Event } from '../events/event.ts';
import type { LogRecord } from '../log/event-log.ts';
import type { Position, TopicPartition } from '../log/position.ts';

/** A record with what the decoder made of it. */
export interface Decoded {
  readonly record: LogRecord;
  /** The event, or why there is none. */
  readonly outcome: { readonly event: Event } | { readonly refusal: Refusal };
}

export interface Refusal {
  readonly code: 'EVENT_INVALID' | 'EVENT_CONFLICT' | 'EVENT_REJECTED';
  /** For a person: the field, what was expected and what came. */
  readonly reason: string;
}

/** A run of one partition: records in order; the store goes from `from` to `to`. */
export interface Slice {
  readonly partition: TopicPartition;
  readonly epoch: number;
  /** The position that the store must have before. */
  readonly from: bigint;
  /** The position that it has after: past skipped and refused records too. */
  readonly to: bigint;
  readonly decoded: readonly Decoded[];
}

/** A store that follows the log: applying a slice and moving its position is one step to the outside. */
export interface Projection {
  readonly name: 'graph' | 'analytics';
  /** The topics whose records it applies. */
  readonly topics: readonly string[];
  /** How many batches it takes side by side; each is of whole partitions. */
  readonly lanes: number;
  /** At most so many records in one `apply`. */
  readonly maxBatch: number;
  /** How long it rests after it has caught up: what trickles in meanwhile is one batch, and the store has time for reads. */
  readonly restMs: number;
  /** What the store says of its own position. */
  positions(partitions: readonly TopicPartition[]): Promise<Position>;
  /**
   * Which of these records may not be applied: the same event id with another payload, a thing the store would refuse.
   * Keys are indexes into the flattened records. Called before `apply`; what it names is dead-lettered and given to `apply` as refused.
   */
  screen(decoded: readonly Decoded[]): Promise<ReadonlyMap<number, Refusal>>;
  /**
   * Writes the slices and their positions.
   * @returns the bookmark that a causal read needs, where the store has such a thing
   * @throws HelixError POSITION_MOVED when another process has moved a position; nothing was written then
   */
  apply(slices: readonly Slice[]): Promise<{ readonly bookmark?: string }>;
}
