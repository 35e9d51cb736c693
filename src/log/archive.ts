import type { LogRecord } from './event-log.ts';
import type { Position, TopicPartition } from './position.ts';

/** The log's long memory: every record as it came, by (epoch, topic, partition, offset). Kept in ClickHouse. */
export interface Archive {
  /** Up to `limit` archived records of one partition from an offset on, oldest first. */
  read(partition: TopicPartition, epoch: number, from: bigint, limit: number): Promise<readonly LogRecord[]>;
  /** The last archived record of each partition, whatever its epoch. */
  last(topics: readonly string[]): Promise<ReadonlyMap<TopicPartition, LogRecord>>;
  /** How far the archive goes. */
  position(): Promise<Position>;
  /** The offset of the first record at or after a log time in each partition that has one. */
  offsetsAt(timeMs: number): Promise<Position>;
}
