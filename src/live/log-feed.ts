import { randomUUID } from 'node:crypto';
import { HelixError } from '../errors.ts';
import type { Archive } from '../log/archive.ts';
import type { Epochs, EventLog, LogRecord } from '../log/event-log.ts';
import { after, covers, merge, partitionOf, topicPartition, type Position, type TopicPartition } from '../log/position.ts';
import { boundedQueue } from './bounded-queue.ts';
import { fanOut } from './fan-out.ts';
import { heldFrom, type Held } from './held.ts';
import type { FeedOptions, LiveEvent, LiveFeed } from './live-feed.ts';
import { recentIds } from './recent-ids.ts';
import { replay } from './replay.ts';

export interface LogFeedOptions {
  readonly log: EventLog;
  readonly archive: Archive;
  readonly epochs: Epochs;
  readonly topics: readonly string[];
  readonly defaultTenant: string;
  /** How far the archive is: what lies before may leave the ring. */
  archived(): Position;
  /** Events that may wait for one subscriber. */
  readonly queueEvents: number;
  /** A cursor as its tenant sees it. */
  encode(position: Position, tenant: string): string;
}

/** Events that the ring holds before what is archived leaves it. */
const RING_EVENTS = 20_000;
/** Beyond this the ring lets go even of what is not archived yet: who asks for it then gets an error. */
const RING_LIMIT = 200_000;
/** The same event id is delivered once within so many events. */
const DEDUPLICATED_EVENTS = 100_000;

/** The log as this process follows it: a ring of what came last, the archive for what is older. */
export function logFeed({ log, archive, epochs, topics, defaultTenant, archived, queueEvents, encode }: LogFeedOptions): LiveFeed {
  const audience = fanOut();
  const seen = recentIds(DEDUPLICATED_EVENTS);
  /** The offset to come next in each partition. */
  let head: Map<TopicPartition, { epoch: number; next: bigint }> = new Map();
  /** The ring is complete from this offset on. */
  const low = new Map<TopicPartition, bigint>();
  let ring: Held[] = [];
  let taking: Promise<void> = Promise.resolve();
  let started: () => void;
  const ready = new Promise<void>((resolve) => { started = resolve; });

  const follower = log.follow({
    group: `helixgraph-feed-${randomUUID()}`,
    topics,
    async start(assigned) {
      const from = await archive.position().catch(() => archived());
      const marks = await log.watermarks(topics);
      for (const key of assigned) {
        if (head.has(key)) continue;
        const epoch = epochOf(key);
        const mark = marks.get(key)!;
        const point = from.get(key);
        const next = point?.epoch === epoch && point.next >= mark.low && point.next <= mark.high ? point.next : mark.low;
        head.set(key, { epoch, next });
        low.set(key, next);
      }
      started();
      return new Map([...head].map(([key, { next }]) => [key, next]));
    },
    handle(fetched) {
      // A consumer that is built anew may hand over more while an event of the one before is still being delivered.
      taking = taking.then(async () => {
        for (const [key, records] of fetched) for (const record of records) await take(key, record);
        shrink();
      });
      return taking;
    },
  });

  return {
    ready,
    subscribe,
    position: () => new Map(head),
    async close() {
      await follower.stop();
      audience.failAll(new HelixError('SHUTTING_DOWN', 'The server stops. Connect again.'));
    },
  };

  async function take(key: TopicPartition, record: LogRecord): Promise<void> {
    const point = head.get(key);
    if (point && record.offset < point.next) return;
    head.set(key, { epoch: record.epoch, next: record.offset + 1n });
    const held = heldFrom(record, defaultTenant);
    if (!held || !seen.add(`${held.event.tenant}\0${held.event.id}`)) return;
    ring.push(held);
    await audience.deliver(held, () => new Map(head));
  }

  function shrink(): void {
    if (ring.length <= RING_EVENTS) return;
    const kept = archived();
    let drop = 0;
    while (ring.length - drop > RING_EVENTS && (ring.length - drop > RING_LIMIT || covers(kept, after(ring[drop]!.coordinates)))) drop++;
    for (const { coordinates } of ring.slice(0, drop)) low.set(topicPartition(coordinates.topic, coordinates.partition), coordinates.offset + 1n);
    ring = ring.slice(drop);
  }

  function subscribe({ tenant, filter, after: cursor, signal }: FeedOptions): AsyncIterableIterator<LiveEvent> {
    if (cursor) refuseOldEpochs(cursor, tenant);
    // Another replica may have given it out, and be further.
    const ahead = cursor && !covers(head, cursor) ? cursor : undefined;
    const cursorAfter = (position: Position) => (ahead ? merge(ahead, position) : position);
    const queue = boundedQueue<LiveEvent>(queueEvents, (last) => new HelixError('SUBSCRIPTION_LAGGED', 'This subscription did not keep up. Resume after its last cursor.', {
      details: last ? { lastEventId: last.event.id, resumeCursor: encode(cursorAfter(last.position), tenant) } : {},
    }));
    const missed = cursor && replay({
      archive, epochs, defaultTenant, cursor, tenant, filter, signal,
      missing: beforeRing(cursor),
      held: ring.filter((held) => behind(cursor, held)),
      outOfRange: (earliest) => new HelixError('POSITION_OUT_OF_RANGE', 'Nothing keeps what came next after this cursor. Subscribe after the earliest cursor, or without one.', {
        details: { earliestCursor: encode(earliest, tenant) },
      }),
    });
    const leave = audience.add({ tenant, queue, accepts: (held) => filter(held.event) && (!ahead || behind(ahead, held)) });
    signal.addEventListener('abort', () => {
      leave();
      queue.end();
    }, { once: true });

    return (async function* () {
      try {
        if (missed) yield* missed;
        for await (const event of queue) yield ahead ? { ...event, position: cursorAfter(event.position) } : event;
      } finally {
        leave();
      }
    })();
  }

  /** Whether an event comes after a cursor. */
  function behind(cursor: Position, { coordinates: { topic, partition, offset } }: Held): boolean {
    return offset >= (cursor.get(topicPartition(topic, partition))?.next ?? 0n);
  }

  /** The partitions in which a cursor lies before the ring, with where the ring begins there. */
  function beforeRing(cursor: Position): ReadonlyMap<TopicPartition, bigint> {
    return new Map([...low].filter(([key, first]) => (cursor.get(key)?.next ?? 0n) < first));
  }

  function refuseOldEpochs(cursor: Position, tenant: string): void {
    const changed = [...cursor].filter(([key, { epoch }]) => epoch !== epochOf(key));
    if (changed.length === 0) return;
    const { topic } = partitionOf(changed[0]![0]);
    const earliest = new Map([...cursor, ...changed.map(([key]) => [key, { epoch: epochOf(key), next: 0n }] as const)]);
    throw new HelixError('EPOCH_CHANGED', `The topic ${topic} was made anew since this cursor was given out. Subscribe after the earliest cursor, or without one.`, {
      details: { topic, earliestCursor: encode(earliest, tenant) },
    });
  }

  function epochOf(key: TopicPartition): number {
    return epochs.get(partitionOf(key).topic) ?? 0;
  }
}
