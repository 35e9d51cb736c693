import { randomUUID } from 'node:crypto';
import { inject } from 'vitest';
import type { Event, EventKind, EventOf } from '../../src/events/event.ts';
import type { LogRecord } from '../../src/log/event-log.ts';
import { topicPartition, type TopicPartition } from '../../src/log/position.ts';
import { analyticsProjection } from '../../src/processors/analytics.projection.ts';
import type { Decoded, Refusal } from '../../src/processors/projection.ts';
import { analyticsReads } from '../../src/sources/analytics/analytics-reads.ts';
import { analyticsBreaker } from '../../src/sources/analytics/breaker.ts';
import { connectAnalytics } from '../../src/sources/analytics/connect.ts';
import { migrateAnalytics } from '../../src/sources/analytics/migrate.ts';
import { boundedSelect, type Select } from '../../src/sources/analytics/select.ts';

/** A ClickHouse database with the tables, the projection that writes them and the reads that answer from them. */
export type Analytics = Awaited<ReturnType<typeof openAnalytics>>;

export async function openAnalytics() {
  const address = { url: inject('clickhouseUrl'), database: 'helixgraph' };
  await migrateAnalytics(address);
  const client = connectAnalytics(address);
  const select: Select = boundedSelect({ client, breaker: analyticsBreaker(), limitMs: 30_000 });
  return { address, client, select, reads: analyticsReads(select), log: () => fakeLog(client), close: () => client.close() };
}

/** A log of one partition with a topic of its own, that the projection follows. */
function fakeLog(client: ReturnType<typeof connectAnalytics>) {
  const topic = `test.${randomUUID()}`;
  const partition: TopicPartition = topicPartition(topic, 0);
  const projection = analyticsProjection({ client });
  let next = 0n;
  return { topic, partition, projection, take, takeDecoded };

  /** Takes events as the run loop does: screens them, and applies them with what was refused. */
  async function take(events: readonly Event[], value: Buffer | null = Buffer.from('{}')): Promise<readonly Refusal[]> {
    const from = next;
    return takeDecoded(events.map((event, i) => ({ record: record(from + BigInt(i), value), outcome: { event } })));
  }

  async function takeDecoded(decoded: readonly Decoded[]): Promise<readonly Refusal[]> {
    const refused = await projection.screen(decoded);
    const screened = decoded.map((one, i) => (refused.has(i) ? { ...one, outcome: { refusal: refused.get(i)! } } : one));
    const from = next;
    next += BigInt(decoded.length);
    await projection.apply([{ partition, epoch: 0, from, to: next, decoded: screened }]);
    return [...refused.values()];
  }

  function record(offset: bigint, value: Buffer | null): LogRecord {
    return { topic, partition: 0, epoch: 0, offset, key: 'key', value, headers: {}, appendedAt: 1_700_000_000_000 + Number(offset) };
  }
}

/** Makes events of one tenant: an id and a time of their own where none is given. */
export function eventsOf(tenant: string) {
  return <K extends EventKind>(kind: K, fields: Omit<EventOf<K>, 'kind' | 'tenant' | 'id' | 'at' | 'version'> & Partial<EventOf<K>>): EventOf<K> =>
    ({ kind, tenant, id: randomUUID(), at: Date.UTC(2026, 0, 5), version: 0n, ...fields }) as EventOf<K>;
}
