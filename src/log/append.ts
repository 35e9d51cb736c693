import kafkajs, { type Kafka, type Producer, type RecordMetadata } from 'kafkajs';
import { HelixError } from '../errors.ts';
import { batcher } from './batcher.ts';
import type { Epochs, NewRecord } from './event-log.ts';
import type { Coordinates } from './position.ts';

const { CompressionTypes, Partitioners } = kafkajs;

/** The writing half of the log: idempotent, acknowledged by all in-sync replicas, in batches. */
export interface Appender {
  append(record: NewRecord): Promise<Coordinates>;
  close(): Promise<void>;
}

interface Placed extends NewRecord {
  readonly partition: number;
}

const LINGER_MS = 2;
const MAX_BATCH = 2000;
/** Below this a batch is sent as it is: compressing it costs more than its bytes. */
const COMPRESS_FROM_BYTES = 2048;
const ATTEMPTS = 3;

/** @param partitions how many partitions each topic has: asked once a topic */
export function kafkaAppender(kafka: Kafka, epochs: Epochs, partitions: (topic: string) => Promise<number>): Appender {
  // kafkajs has its own partitioner choose; ours chooses before, so that each record's offset is known from the answer.
  const place = Partitioners.DefaultPartitioner();
  const counts = new Map<string, Promise<number>>();
  let producer: Promise<Producer> | undefined;
  const batches = batcher<Placed, Coordinates>({ lingerMs: LINGER_MS, maxItems: MAX_BATCH, send });

  return {
    async append(record) {
      return batches.add({ ...record, partition: await partitionFor(record) });
    },
    async close() {
      await batches.drain();
      await (await producer)?.disconnect();
    },
  };

  async function partitionFor({ topic, key }: NewRecord): Promise<number> {
    let count = counts.get(topic);
    if (!count) {
      count = partitions(topic);
      counts.set(topic, count);
      count.catch(() => counts.delete(topic));
    }
    const metadata = Array.from({ length: await count }, (_, partitionId) => ({ partitionId, leader: 0, partitionErrorCode: 0, replicas: [], isr: [] }));
    return place({ topic, partitionMetadata: metadata, message: { key, value: null } });
  }

  /** A producer that failed for good is replaced; what it may have written is written again, and known by its event id. */
  async function send(records: readonly Placed[]): Promise<readonly Coordinates[]> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await sendOnce(records);
      } catch (cause) {
        const broken = producer;
        producer = undefined;
        void broken?.then((p) => p.disconnect()).catch(() => {});
        if (attempt === ATTEMPTS) throw new HelixError('LOG_UNAVAILABLE', 'Kafka did not take the record.', { cause });
      }
    }
  }

  async function sendOnce(records: readonly Placed[]): Promise<readonly Coordinates[]> {
    const byTopic = new Map<string, Placed[]>();
    let bytes = 0;
    for (const record of records) {
      const list = byTopic.get(record.topic);
      if (list) list.push(record);
      else byTopic.set(record.topic, [record]);
      bytes += record.value.length;
    }
    const answers = await (await connected()).sendBatch({
      acks: -1,
      compression: bytes < COMPRESS_FROM_BYTES ? CompressionTypes.None : CompressionTypes.GZIP,
      topicMessages: [...byTopic].map(([topic, list]) => ({
        topic,
        messages: list.map(({ key, value, headers, partition }) => ({ key, value, headers: { ...headers }, partition })),
      })),
    });
    return coordinates(records, answers);
  }

  /** Kafka answers with the first offset of each partition's run; the run keeps the order it was sent in. */
  function coordinates(records: readonly Placed[], answers: readonly RecordMetadata[]): Coordinates[] {
    const next = new Map(answers.map((a) => [`${a.topicName}/${a.partition}`, BigInt(a.baseOffset ?? -1)]));
    return records.map(({ topic, partition }) => {
      const offset = next.get(`${topic}/${partition}`)!;
      next.set(`${topic}/${partition}`, offset + 1n);
      return { topic, partition, offset, epoch: epochs.get(topic) ?? 0 };
    });
  }

  function connected(): Promise<Producer> {
    producer ??= (async () => {
      const fresh = kafka.producer({
        idempotent: true,
        maxInFlightRequests: 1,
        createPartitioner: Partitioners.DefaultPartitioner,
      });
      await fresh.connect();
      return fresh;
    })();
    producer.catch(() => { producer = undefined; });
    return producer;
  }
}
