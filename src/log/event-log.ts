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

/** A group's member: it is handed whole partitions and says itself from where it reads each. */
export interface Follower {
  /** Rejects when the follower can go on no more; resolves after `stop`. */
  readonly done: Promise<void>;
  /** Ends after the batch that is being handled. */
  stop(): Promise<void>;
}

export interface FollowOptions {
  readonly group: string;
  readonly topics: readonly string[];
  /**
   * Where to read each partition from, asked on each assignment.
   * An offset outside the watermarks is the caller's to judge: it is handed both.
   */
  start(assigned: readonly TopicPartition[]): Promise<ReadonlyMap<TopicPartition, bigint>>;
  /** Records of one partition, in order. The next batch of the partition comes when this has resolved. */
  handle(partition: TopicPartition, records: readonly LogRecord[]): Promise<void>;
}

/** The log, as this program needs it. Every method rejects with HelixError LOG_UNAVAILABLE when the brokers do not answer. */
export interface EventLog {
  /** Resolves when the record is on all in-sync replicas. Rejects only when it may be tried again. */
  append(record: NewRecord): Promise<Coordinates>;
  appendAll(records: readonly NewRecord[]): Promise<readonly Coordinates[]>;
  follow(options: FollowOptions): Promise<Follower>;
  watermarks(topics: readonly string[]): Promise<ReadonlyMap<TopicPartition, Watermarks>>;
  /** One partition's records in [from, to), oldest first. */
  read(topic: string, partition: number, from: bigint, to: bigint): Promise<readonly LogRecord[]>;
  /** The first offset at or after a log time, for each partition. */
  offsetsAt(topics: readonly string[], timeMs: number): Promise<ReadonlyMap<TopicPartition, bigint>>;
  close(): Promise<void>;
}
