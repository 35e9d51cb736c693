import { randomUUID } from 'node:crypto';
import kafkajs from 'kafkajs';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { EventLog, LogRecord } from '../../src/log/event-log.ts';
import { kafkaLog } from '../../src/log/kafka.ts';
import { topicPartition, type TopicPartition } from '../../src/log/position.ts';

describe('the log on Kafka', () => {
  const topic = `test-${randomUUID()}`;
  let log: EventLog;
  let admin: kafkajs.Admin;

  beforeAll(async () => {
    const brokers = inject('kafkaBrokers');
    admin = new kafkajs.Kafka({ brokers, logLevel: kafkajs.logLevel.NOTHING }).admin();
    await admin.connect();
    await admin.createTopics({ topics: [{ topic, numPartitions: 3, configEntries: [{ name: 'message.timestamp.type', value: 'LogAppendTime' }] }], waitForLeaders: true });
    log = kafkaLog({ kafka: { brokers, tls: false }, clientId: 'test', epochs: new Map([[topic, 4]]), log: () => {} });
  });
  afterAll(async () => {
    await log.close();
    await admin.deleteTopics({ topics: [topic] });
    await admin.disconnect();
  });

  it('answers each append with where the record lies', async () => {
    const before = Date.now();
    const placed = await Promise.all(Array.from({ length: 500 }, (_, i) => log.append({ topic, key: `key-${i % 7}`, value: `value ${i}`, headers: { n: String(i) } })));
    expect(new Set(placed.map((p) => p.epoch))).toEqual(new Set([4]));

    const marks = await log.watermarks([topic]);
    const read = await log.read(new Map([...marks].map(([key, { low, high }]) => [key, { from: low, to: high }])));
    placed.forEach((place, i) => {
      const record = read.get(topicPartition(topic, place.partition))!.find(({ offset }) => offset === place.offset)!;
      expect({ key: record.key, value: record.value!.toString(), headers: record.headers }).toEqual({ key: `key-${i % 7}`, value: `value ${i}`, headers: { n: String(i) } });
      expect(record.appendedAt).toBeGreaterThanOrEqual(before - 1000);
    });
    expect([...read.values()].flat()).toHaveLength(500);
  });

  it('keeps the order of one key', async () => {
    const key = randomUUID();
    const placed = await Promise.all(Array.from({ length: 200 }, (_, i) => log.append({ topic, key, value: String(i) })));
    const offsets = placed.map((p) => p.offset);
    expect(offsets).toEqual([...offsets].sort((a, b) => (a < b ? -1 : 1)));
  });

  it('reads from where its follower says, and again from there after a failure', async () => {
    const key = randomUUID();
    const [first] = await Promise.all(Array.from({ length: 20 }, (_, i) => log.append({ topic, key, value: `follow ${i}` })));
    const partition = topicPartition(topic, first!.partition);
    const from = first!.offset + 5n;
    const seen: LogRecord[] = [];
    let failures = 0;
    let starts = 0;
    await new Promise<void>((resolve, reject) => {
      const follower = log.follow({
        group: `test-${randomUUID()}`,
        topics: [topic],
        start: async (assigned) => {
          starts++;
          const marks = await log.watermarks([topic]);
          return new Map(assigned.map((tp): [TopicPartition, bigint] => [tp, tp === partition ? from : marks.get(tp)!.high]));
        },
        async handle(fetched) {
          if (failures++ === 0) throw new Error('the store is away');
          seen.push(...[...fetched.values()].flat());
          if (seen.length === 15) follower.stop().then(resolve, reject);
        },
      });
    });
    expect(seen.map((r) => r.value!.toString())).toEqual(Array.from({ length: 15 }, (_, i) => `follow ${i + 5}`));
    expect(starts).toBeGreaterThanOrEqual(2);
  });

  it.each(['None', 'GZIP'] as const)('reads what others wrote with %s', async (compression) => {
    const producer = new kafkajs.Kafka({ brokers: inject('kafkaBrokers'), logLevel: kafkajs.logLevel.NOTHING }).producer();
    await producer.connect();
    const [sent] = await producer.send({ topic, compression: kafkajs.CompressionTypes[compression], messages: [{ key: 'k', value: 'compressed', partition: 1 }] });
    await producer.disconnect();
    const offset = BigInt(sent!.baseOffset!);
    const read = await log.read(new Map([[topicPartition(topic, 1), { from: offset, to: offset + 1n }]]));
    expect(read.get(topicPartition(topic, 1))!.map((r) => r.value!.toString())).toEqual(['compressed']);
  });

  it('trims what lies before an offset', async () => {
    const place = await log.append({ topic, key: 'trim', value: 'kept' });
    const key = topicPartition(topic, place.partition);
    await log.trim(new Map([[key, place.offset]]));
    expect((await log.watermarks([topic])).get(key)!.low).toBe(place.offset);
  });
});
