import { randomUUID } from 'node:crypto';
import { ExponentialBackoff, handleAll, retry } from 'cockatiel';
import type { Admin } from 'kafkajs';
import type { KafkaConfig } from '../config.ts';
import { HelixError } from '../errors.ts';
import { kafkaAppender } from './append.ts';
import { registerCodecs } from './codecs.ts';
import type { EventLog, Epochs, LogRecord, Watermarks } from './event-log.ts';
import { followLog } from './follow.ts';
import { kafkaClient, type LogLine } from './kafka-client.ts';
import { partitionOf, topicPartition, type TopicPartition } from './position.ts';

export interface KafkaLogOptions {
  readonly kafka: KafkaConfig;
  readonly clientId: string;
  readonly epochs: Epochs;
  readonly log: LogLine;
}

const READ_TIMEOUT_MS = 30_000;
/** kafkajs gives up at once on a partition that has no leader yet, as just after its creation or a broker's restart. */
const patiently = retry(handleAll, { maxAttempts: 5, backoff: new ExponentialBackoff({ initialDelay: 100, maxDelay: 1000 }) });

/** The log on Kafka, by kafkajs. Connects when it is first used. */
export function kafkaLog({ kafka: config, clientId, epochs, log }: KafkaLogOptions): EventLog {
  registerCodecs();
  const kafka = kafkaClient(config, clientId, log);
  let admin: Promise<Admin> | undefined;
  const appender = kafkaAppender(kafka, epochs, async (topic) => {
    const { topics } = await ask((a) => a.fetchTopicMetadata({ topics: [topic] }));
    return topics[0]!.partitions.length;
  });

  return {
    append: appender.append,
    follow: (options) => followLog(kafka, epochs, options, log),
    watermarks,
    read,
    async offsetsAt(topics, timeMs) {
      const found = await Promise.all(topics.map(async (topic) =>
        (await ask((a) => a.fetchTopicOffsetsByTimestamp(topic, timeMs))).map((p) => [topicPartition(topic, p.partition), BigInt(p.offset)] as const)));
      return new Map(found.flat());
    },
    async trim(offsets) {
      const byTopic = new Map<string, { partition: number; offset: string }[]>();
      for (const [key, offset] of offsets) {
        const { topic, partition } = partitionOf(key);
        byTopic.set(topic, [...(byTopic.get(topic) ?? []), { partition, offset: offset.toString() }]);
      }
      for (const [topic, partitions] of byTopic) await ask((a) => a.deleteTopicRecords({ topic, partitions }));
    },
    async close() {
      await appender.close();
      await (await admin?.catch(() => undefined))?.disconnect();
    },
  };

  async function watermarks(topics: readonly string[]): Promise<ReadonlyMap<TopicPartition, Watermarks>> {
    const all = await Promise.all(topics.map(async (topic) =>
      (await ask((a) => a.fetchTopicOffsets(topic))).map((p) =>
        [topicPartition(topic, p.partition), { low: BigInt(p.low), high: BigInt(p.high) }] as const)));
    return new Map(all.flat());
  }

  /** Reads by a group of its own that lives for this call: kafkajs has no other way to fetch. */
  async function read(ranges: Parameters<EventLog['read']>[0]): Promise<ReadonlyMap<TopicPartition, readonly LogRecord[]>> {
    const topics = [...new Set([...ranges.keys()].map((key) => partitionOf(key).topic))];
    const marks = topics.length > 0 ? await watermarks(topics) : new Map<TopicPartition, Watermarks>();
    const open = new Map<TopicPartition, { from: bigint; to: bigint }>();
    const found = new Map<TopicPartition, LogRecord[]>();
    for (const [key, { from, to }] of ranges) {
      const mark = marks.get(key);
      const range = mark && { from: from > mark.low ? from : mark.low, to: to < mark.high ? to : mark.high };
      found.set(key, []);
      if (range && range.from < range.to) open.set(key, range);
    }
    if (open.size === 0) return found;

    let settle = () => {};
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new HelixError('LOG_UNAVAILABLE', 'Kafka did not answer in time.')), READ_TIMEOUT_MS);
      const wanted = new Map(open);
      const follower = followLog(kafka, epochs, {
        group: `helixgraph-read-${randomUUID()}`,
        topics,
        start: async () => new Map([...wanted].map(([key, { from }]) => [key, from])),
        async handle(fetched) {
          for (const [key, records] of fetched) {
            const range = wanted.get(key);
            if (!range) continue;
            const list = found.get(key)!;
            for (const record of records) if (record.offset >= range.from && record.offset < range.to) list.push(record);
            const next = records.at(-1)!.offset + 1n;
            if (next >= range.to) wanted.delete(key);
            else wanted.set(key, { from: next, to: range.to });
          }
          if (wanted.size === 0) resolve();
        },
      }, log);
      follower.done.catch(reject);
      settle = () => { clearTimeout(timer); void follower.stop(); };
    }).finally(() => settle());
    return found;
  }

  async function ask<T>(question: (admin: Admin) => Promise<T>): Promise<T> {
    try {
      return await patiently.execute(async () => question(await (admin ??= connected())));
    } catch (cause) {
      throw new HelixError('LOG_UNAVAILABLE', 'Kafka did not answer.', { cause });
    }
  }

  function connected(): Promise<Admin> {
    const fresh = kafka.admin({ retry: { retries: 3 } });
    const connecting = fresh.connect().then(() => fresh);
    connecting.catch(() => { admin = undefined; });
    return connecting;
  }
}
