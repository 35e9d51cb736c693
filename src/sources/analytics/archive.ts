import type { ClickHouseClient } from '@clickhouse/client';
import type { Archive } from '../../log/archive.ts';
import type { LogRecord } from '../../log/event-log.ts';
import { topicPartition, partitionOf, type Position, type TopicPartition } from '../../log/position.ts';
import { analyticsFailure } from './failure.ts';
import { inserter, time } from './insert.ts';
import { storedPosition } from './positions.ts';

/** Where the generations of the topics are kept: with the archive, so that they live as long as what they number. */
export interface StoredEpochs {
  readEpochs(): Promise<ReadonlyMap<string, number>>;
  writeEpoch(topic: string, epoch: number): Promise<void>;
}

interface ArchivedRow {
  readonly topic: string;
  readonly partition: number;
  readonly epoch: number;
  readonly offset: string;
  readonly key: string | null;
  readonly value: string | null;
  readonly headers: Record<string, string>;
  readonly appendedAt: string | number;
}

interface PlaceRow {
  readonly topic: string;
  readonly partition: number;
  readonly epoch: number;
  readonly offset: string;
}

/** Bytes come as base64 and 64-bit numbers as text: JSON holds neither. */
const RECORD = `
  topic, partition, epoch, toString(archive.offset) AS offset, key, base64Encode(archive.value) AS value, headers,
  toUnixTimestamp64Milli(appended_at) AS appendedAt`;

const READ = `
  SELECT ${RECORD}
  FROM archive
  WHERE topic = {topic:String} AND partition = {partition:UInt32} AND epoch = {epoch:UInt32} AND archive.offset >= {from:Int64}
  ORDER BY archive.topic, archive.partition, archive.epoch, archive.offset
  LIMIT 1 BY archive.offset
  LIMIT {limit:UInt32}`;

const LAST = `
  SELECT ${RECORD}
  FROM archive
  WHERE (topic, partition, epoch, archive.offset) IN (
    SELECT topic, partition, newest.1, newest.2
    FROM (SELECT topic, partition, max((epoch, offset)) AS newest FROM archive WHERE topic IN {topics:Array(String)} GROUP BY topic, partition))
  LIMIT 1 BY topic, partition`;

/** In the epoch that each partition is in now: an older one's offsets mean nothing in today's log. */
const OFFSETS_AT = `
  SELECT topic, partition, epoch, toString(min(archive.offset)) AS offset
  FROM archive
  WHERE appended_at >= fromUnixTimestamp64Milli({since:Int64}, 'UTC')
    AND (topic, partition, epoch) IN (SELECT topic, partition, max(epoch) FROM positions WHERE \`projection\` = 'analytics' GROUP BY topic, partition)
  GROUP BY topic, partition, epoch`;

/**
 * The log's long memory in ClickHouse: records come back byte for byte. It is written by the analytics projection.
 * @throws HelixError SOURCE_UNAVAILABLE, SOURCE_TIMEOUT from every method
 */
export function clickHouseArchive(client: ClickHouseClient): Archive & StoredEpochs {
  const insert = inserter(client);
  return {
    async read(key, epoch, from, limit) {
      const { topic, partition } = partitionOf(key);
      return (await rows<ArchivedRow>(READ, { topic, partition, epoch, from: from.toString(), limit })).map(toRecord);
    },

    async last(topics) {
      const records = (await rows<ArchivedRow>(LAST, { topics: [...topics] })).map(toRecord);
      return new Map(records.map((record) => [keyOf(record), record]));
    },

    position: () => storedPosition(client),

    async offsetsAt(timeMs) {
      const found = await rows<PlaceRow>(OFFSETS_AT, { since: Math.trunc(timeMs) });
      return new Map(found.map((row) => [keyOf(row), { epoch: row.epoch, next: BigInt(row.offset) }])) satisfies Position;
    },

    async readEpochs() {
      const found = await rows<{ topic: string; epoch: number }>('SELECT topic, max(epoch) AS epoch FROM epochs GROUP BY topic');
      return new Map(found.map(({ topic, epoch }) => [topic, epoch]));
    },

    writeEpoch: (topic, epoch) => insert('epochs', [{ topic, epoch, since: time(Date.now()) }]),
  };

  async function rows<Row>(query: string, query_params?: Record<string, unknown>): Promise<Row[]> {
    try {
      return await (await client.query({ query, query_params, format: 'JSONEachRow' })).json<Row>();
    } catch (cause) {
      throw analyticsFailure(cause);
    }
  }
}

function toRecord({ offset, value, appendedAt, ...row }: ArchivedRow): LogRecord {
  return { ...row, offset: BigInt(offset), value: value === null ? null : Buffer.from(value, 'base64'), appendedAt: Number(appendedAt) };
}

function keyOf({ topic, partition }: { readonly topic: string; readonly partition: number }): TopicPartition {
  return topicPartition(topic, partition);
}
