import type { Coordinates, TopicPartition } from './position.ts';

/** One record as the log has it. */
export interface LogRecord extends Coordinates {
  readonly key: string | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, string>>;
  /** When the log took it: milliseconds since 1970. */
  readonly appendedAt: number;
}

export interface NewRecord {
  readonly topic: string;
  /** The id whose order matters. */
  readonly key: string;
  readonly value: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a partition holds: offsets in [low, high). */
export interface Watermarks {
  readonly low: bigint;
  readonly high: bigint;
}

/** Offsets in [from, to) of one partition. */
export interface OffsetRange {
  readonly from: bigint;
  readonly to: bigint;
}

/** The epoch of each topic; a topic that is not in it has epoch 0. */
export type Epochs = ReadonlyMap<string, number>;

export interface Follower {
  /** Resolves after `stop`. */
  readonly done: Promise<void>;
  /** Ends after what is being handled. */
  stop(): Promise<void>;
}

export interface FollowOptions {
  /** Members of one group share its partitions. */
  readonly group: string;
  readonly topics: readonly string[];
  /** Where to read each partition from, asked on each assignment. Offsets below what Kafka still has become its lowest. */
  start(assigned: readonly TopicPartition[]): Promise<ReadonlyMap<TopicPartition, bigint>>;
  /**
   * The records that one fetch brought, in order within each partition. The next fetch waits for it.
   * When it throws, the follower pauses, joins its group anew and asks `start` again: nothing is skipped.
   */
  handle(fetched: ReadonlyMap<TopicPartition, readonly LogRecord[]>): Promise<void>;
}

/** The log, as this program needs it. Methods reject with HelixError LOG_UNAVAILABLE when the brokers do not answer. */
export interface EventLog {
  /** Resolves when the record is on all in-sync replicas. A rejected append may have been written: repeat it with the same event id. */
  append(record: NewRecord): Promise<Coordinates>;
  follow(options: FollowOptions): Follower;
  watermarks(topics: readonly string[]): Promise<ReadonlyMap<TopicPartition, Watermarks>>;
  /** The records of some ranges, oldest first in each; a range's part that the log has no more is left out. */
  read(ranges: ReadonlyMap<TopicPartition, OffsetRange>): Promise<ReadonlyMap<TopicPartition, readonly LogRecord[]>>;
  /** The first offset at or after a log time in each partition; its end where there is none. */
  offsetsAt(topics: readonly string[], timeMs: number): Promise<ReadonlyMap<TopicPartition, bigint>>;
  /** Deletes what lies before these offsets. */
  trim(offsets: ReadonlyMap<TopicPartition, bigint>): Promise<void>;
  close(): Promise<void>;
}
