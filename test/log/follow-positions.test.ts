import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, inject, it, vi } from 'vitest';
import { announce } from '../../src/log/announcements.ts';
import type { EventLog } from '../../src/log/event-log.ts';
import { followPositions } from '../../src/log/follow-positions.ts';
import { kafkaLog } from '../../src/log/kafka.ts';
import { EMPTY, topicPartition } from '../../src/log/position.ts';
import type { Positions } from '../../src/log/positions.ts';

/** A topic that no projection reads: only what is announced here is known of it. */
const topic = `test-${randomUUID()}`;
const partition = topicPartition(topic, 0);
let log: EventLog;
let positions: Positions;

beforeAll(() => {
  log = kafkaLog({ kafka: { brokers: inject('kafkaBrokers'), tls: false }, clientId: 'test', epochs: new Map(), log: () => {} });
  positions = followPositions({
    log, epochs: new Map(),
    topics: { graph: [topic], analytics: [] },
    stored: { graph: async () => EMPTY, analytics: async () => EMPTY },
    end: () => EMPTY,
  });
});
afterAll(async () => {
  await positions.close();
  await log.close();
});

it('a store that was emptied is where it says now, not where it was', async () => {
  const wanted = new Map([[partition, { epoch: 0, next: 5n }]]);
  await says(10n);
  await positions.waitFor('graph', wanted, AbortSignal.timeout(30_000));
  await says(0n);
  await expect(positions.waitFor('graph', wanted, AbortSignal.abort())).rejects.toMatchObject({ code: 'POSITION_NOT_REACHED' });
  const waiting = positions.waitFor('graph', wanted, AbortSignal.timeout(30_000));
  await says(5n);
  await waiting;
});

/** Announces where the graph is, until this follower has heard it. */
async function says(next: bigint): Promise<void> {
  await log.append(announce({ says: 'moved', projection: 'graph', partition, epoch: 0, next }));
  await vi.waitFor(() => expect(positions.freshness('graph').position.get(partition)).toEqual({ epoch: 0, next }), { timeout: 30_000 });
}
