import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LogRecord } from '../../../src/log/event-log.ts';
import { topicPartition } from '../../../src/log/position.ts';
import { clickHouseArchive } from '../../../src/sources/analytics/archive.ts';
import { openAnalytics, type Analytics } from '../../support/analytics.ts';

let analytics: Analytics;
let archive: ReturnType<typeof clickHouseArchive>;
beforeAll(async () => {
  analytics = await openAnalytics();
  archive = clickHouseArchive(analytics.client);
});
afterAll(() => analytics.close());

const refusal = { code: 'EVENT_INVALID', reason: 'of no matter here' } as const;

/** Puts records into the archive as the projection does, and returns them. */
async function archived(topic: string, records: readonly Partial<LogRecord>[]): Promise<LogRecord[]> {
  const whole = records.map((record, i) => ({ topic, partition: 0, epoch: 0, offset: BigInt(i), key: null, value: null, headers: {}, appendedAt: 1_700_000_000_000, ...record }));
  const { projection } = analytics.log();
  for (const record of whole) {
    await projection.apply([{ partition: topicPartition(topic, record.partition), epoch: record.epoch, from: record.offset, to: record.offset + 1n, decoded: [{ record, outcome: { refusal } }] }]);
  }
  return whole;
}

describe('a record', () => {
  it('comes back byte for byte, with its headers and whatever its bytes are', async () => {
    const topic = `test.${randomUUID()}`;
    const text = fc.string({ unit: 'binary', maxLength: 20 });
    const values = fc.sample(fc.record({
      value: fc.option(fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes))),
      key: fc.option(text),
      headers: fc.dictionary(text, text, { maxKeys: 4, noNullPrototype: true }),
    }), { seed: 3, numRuns: 25 });
    const all = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
    const expected = await archived(topic, [...values, { value: all }, { value: Buffer.alloc(0) }, { value: Buffer.from('\\N') }, { value: Buffer.from([0xff, 0xfe, 0, 0x0a, 0x5c]) }]);
    expect(await archive.read(topicPartition(topic, 0), 0, 0n, 1000)).toEqual(expected);
  });

  it('is read once, however often it was written, from an offset on, in pages, of one epoch', async () => {
    const topic = `test.${randomUUID()}`;
    const [key, huge] = [topicPartition(topic, 0), 9_007_199_254_740_993n];
    const records = [{ offset: huge }, { offset: 3n }, { offset: 1n }, { offset: 3n }, { offset: 2n, epoch: 1 }];
    await archived(topic, records);
    const offsets = async (epoch: number, from: bigint, limit: number) => (await archive.read(key, epoch, from, limit)).map(({ offset }) => offset);
    expect(await offsets(0, 0n, 9)).toEqual([1n, 3n, huge]);
    expect(await offsets(0, 2n, 1)).toEqual([3n]);
    expect(await offsets(0, huge + 1n, 9)).toEqual([]);
    expect(await offsets(1, 0n, 9)).toEqual([2n]);
  });

  it('that is the last of its partition is that of the newest epoch', async () => {
    const topic = `test.${randomUUID()}`;
    await archived(topic, [{ offset: 9n }, { offset: 2n, epoch: 1 }, { offset: 1n, epoch: 1 }, { partition: 1, offset: 7n, value: Buffer.from([255]) }]);
    const last = await archive.last([topic, 'unknown']);
    expect([...last].sort().map(([key, { epoch, offset, value }]) => [key, epoch, offset, value])).toEqual([
      [topicPartition(topic, 0), 1, 2n, null],
      [topicPartition(topic, 1), 0, 7n, Buffer.from([255])],
    ]);
  });

  it('is found by log time in the epoch that its partition is in', async () => {
    const topic = `test.${randomUUID()}`;
    const T = 1_700_000_000_000;
    await archived(topic, [{ offset: 0n, appendedAt: T }, { offset: 1n, appendedAt: T + 10 }, { offset: 2n, appendedAt: T + 20 }, { partition: 1, offset: 5n, appendedAt: T + 99 }]);
    const at = async (time: number) => [...(await archive.offsetsAt(time))].filter(([key]) => key.startsWith(topic)).sort().map(([, { next }]) => next);
    expect(await at(T)).toEqual([0n, 5n]);
    expect(await at(T + 10)).toEqual([1n, 5n]);
    expect(await at(T + 21)).toEqual([5n]);
    await archived(topic, [{ partition: 1, epoch: 1, offset: 0n, appendedAt: T + 1 }]);
    expect(await at(T + 21)).toEqual([]);
  });
});

it('the archive goes as far as what was written with it', async () => {
  const topic = `test.${randomUUID()}`;
  await archived(topic, [{ offset: 0n }, { offset: 1n }]);
  expect((await archive.position()).get(topicPartition(topic, 0))).toEqual({ epoch: 0, next: 2n });
});

it('epochs are the newest of each topic', async () => {
  const topic = `test.${randomUUID()}`;
  expect((await archive.readEpochs()).get(topic)).toBeUndefined();
  await archive.writeEpoch(topic, 2);
  await archive.writeEpoch(topic, 1);
  expect((await archive.readEpochs()).get(topic)).toBe(2);
});
