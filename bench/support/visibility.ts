import { randomUUID } from 'node:crypto';
import { graphTopics, POSITIONS } from '../../src/events/topics.ts';
import { announced } from '../../src/log/announcements.ts';
import type { EventLog } from '../../src/log/event-log.ts';
import { partitionOf, topicPartition, type Coordinates, type TopicPartition } from '../../src/log/position.ts';
import type { ProjectionName } from '../../src/log/positions.ts';

/** Tells when what was appended is in the stores, by what the projections announce after each batch. */
export interface Visibility {
  /** Resolves when the record is in every store that keeps something of its topic. */
  visible(record: Coordinates): Promise<void>;
  close(): Promise<void>;
}

interface Waiter {
  readonly offset: bigint;
  resolve(): void;
}

const kept = new Set(graphTopics);

/** For topics in their first epoch, as those of a new log are. */
export function followVisibility(log: EventLog): Visibility {
  const reached = new Map<string, bigint>();
  const waiting = new Map<string, Waiter[]>();
  const follower = log.follow({
    group: `helixgraph-bench-${randomUUID()}`,
    topics: [POSITIONS],
    start: async (assigned) => new Map(assigned.map((key) => [key, 0n])),
    async handle(fetched) {
      for (const record of [...fetched.values()].flat()) {
        const announcement = announced(record);
        if (announcement?.says === 'moved') reach(keyOf(announcement.projection, announcement.partition), announcement.next);
      }
    },
  });
  return {
    async visible({ topic, partition, offset }) {
      const at = topicPartition(topic, partition);
      await Promise.all([wait(keyOf('analytics', at), offset), kept.has(partitionOf(at).topic) && wait(keyOf('graph', at), offset)]);
    },
    close: () => follower.stop(),
  };

  function reach(key: string, next: bigint): void {
    if (next <= (reached.get(key) ?? 0n)) return;
    reached.set(key, next);
    const waiters = waiting.get(key) ?? [];
    waiting.set(key, waiters.filter(({ offset }) => offset >= next));
    for (const waiter of waiters) if (waiter.offset < next) waiter.resolve();
  }

  function wait(key: string, offset: bigint): Promise<void> | undefined {
    if (offset < (reached.get(key) ?? 0n)) return undefined;
    return new Promise((resolve) => {
      const waiters = waiting.get(key) ?? [];
      waiters.push({ offset, resolve });
      waiting.set(key, waiters);
    });
  }
}

function keyOf(projection: ProjectionName, partition: TopicPartition): string {
  return `${projection} ${partition}`;
}
