import { randomUUID } from 'node:crypto';
import { HelixError } from '../errors.ts';
import { decode } from '../events/decode.ts';
import type { Event } from '../events/event.ts';
import type { Archive } from '../log/archive.ts';
import type { Epochs, EventLog, LogRecord } from '../log/event-log.ts';
import { after, covers, merge, partitionOf, topicPartition, type Position, type TopicPartition } from '../log/position.ts';
import { boundedQueue, type BoundedQueue } from './bounded-queue.ts';
import type { FeedOptions, LiveEvent, LiveFeed } from './live-feed.ts';
import { recentIds } from './recent-ids.ts';

export interface LogFeedOptions {
  readonly log: EventLog;
  readonly archive: Archive;
  readonly epochs: Epochs;
  readonly topics: readonly string[];
  readonly defaultTenant: string;
  /** How far the archive is: what lies before may leave the ring. */
  archived(): Position;
}

/** Events that the ring holds before what is archived leaves it. */
const RING_EVENTS = 20_000;
/** Beyond this the ring lets go even of what is not archived yet: who asks for it then gets an error. */
const RING_LIMIT = 200_000;
/** Events that wait for one subscriber. */
const QUEUE_EVENTS = 2_000;
/** The same event id is delivered once within so many events. */
const DEDUPLICATED_EVENTS = 100_000;
const ARCHIVE_PAGE = 1_000;

interface Held extends Omit<LiveEvent, 'position'> {}

interface Subscriber {
  readonly tenant: string;
  readonly filter: (event: Event) => boolean;
  readonly queue: BoundedQueue<LiveEvent>;
}

/** The log as this process follows it: a ring of what came last, the archive for what is older. */
export function logFeed({ log, archive, epochs, topics, defaultTenant, archived }: LogFeedOptions): LiveFeed {
  const subscribers = new Set<Subscriber>();
  const seen = recentIds(DEDUPLICATED_EVENTS);
  /** The offset to come next in each partition. */
  let head: Map<TopicPartition, { epoch: number; next: bigint }> = new Map();
  /** The ring is complete from this offset on. */
  const low = new Map<TopicPartition, bigint>();
  let ring: Held[] = [];
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
        const epoch = epochs.get(partitionOf(key).topic) ?? 0;
        const mark = marks.get(key)!;
        const point = from.get(key);
        const next = point?.epoch === epoch && point.next >= mark.low && point.next <= mark.high ? point.next : mark.low;
        head.set(key, { epoch, next });
        low.set(key, next);
      }
      started();
      return new Map([...head].map(([key, { next }]) => [key, next]));
    },
    async handle(fetched) {
      for (const [key, records] of fetched) for (const record of records) take(key, record);
      shrink();
    },
  });

  return {
    ready,
    subscribe,
    position: () => new Map(head),
    async close() {
      await follower.stop();
      for (const { queue } of subscribers) queue.fail(new HelixError('SHUTTING_DOWN', 'The server stops. Connect again.'));
    },
  };

  function take(key: TopicPartition, record: LogRecord): void {
    const point = head.get(key);
    if (point && record.offset < point.next) return;
    head.set(key, { epoch: record.epoch, next: record.offset + 1n });
    const held = read(record, defaultTenant);
    if (!held || !seen.add(`${held.event.tenant}\0${held.event.id}`)) return;
    ring.push(held);
    let delivered: LiveEvent | undefined;
    for (const { tenant, filter, queue } of subscribers) {
      if (tenant !== held.event.tenant || !filter(held.event)) continue;
      delivered ??= { ...held, position: new Map(head) };
      queue.push(delivered);
    }
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
    const queue = boundedQueue<LiveEvent>(QUEUE_EVENTS, (last) => new HelixError('SUBSCRIPTION_LAGGED', 'This subscription did not keep up. Resume after its last cursor.', {
      details: last ? { lastEventId: last.event.id } : {},
    }));
    const subscriber: Subscriber = { tenant, filter, queue };
    const replay = cursor && { missing: refuseUnknown(cursor), held: ring.filter((held) => behind(cursor, held)), until: new Map(low) };
    subscribers.add(subscriber);
    signal.addEventListener('abort', () => queue.end(), { once: true });

    return (async function* () {
      try {
        if (cursor && replay) yield* replayed(cursor, replay, tenant, filter);
        yield* queue;
      } finally {
        subscribers.delete(subscriber);
      }
    })();
  }

  function behind(cursor: Position, { coordinates: { topic, partition, offset } }: Held): boolean {
    return offset >= (cursor.get(topicPartition(topic, partition))?.next ?? 0n);
  }

  /** The partitions in which a cursor lies before the ring. */
  function refuseUnknown(cursor: Position): readonly TopicPartition[] {
    for (const [key, { epoch }] of cursor) {
      const { topic } = partitionOf(key);
      if (epoch !== (epochs.get(topic) ?? 0))
        throw new HelixError('EPOCH_CHANGED', `The topic ${topic} was made anew since this cursor was given out. Subscribe without it.`, { details: { topic } });
    }
    return [...low].filter(([key, first]) => (cursor.get(key)?.next ?? 0n) < first).map(([key]) => key);
  }

  /** What lies between a cursor and the live stream: first from the archive, then from the ring. */
  async function* replayed(
    cursor: Position,
    { missing, held, until }: { missing: readonly TopicPartition[]; held: readonly Held[]; until: ReadonlyMap<TopicPartition, bigint> },
    tenant: string,
    filter: (event: Event) => boolean,
  ): AsyncGenerator<LiveEvent> {
    let position: Position = cursor;
    for (const key of missing) {
      const epoch = epochs.get(partitionOf(key).topic) ?? 0;
      let next = cursor.get(key)?.next ?? 0n;
      const border = until.get(key)!;
      while (next < border) {
        const page = (await archive.read(key, epoch, next, ARCHIVE_PAGE)).filter((record) => record.offset < border);
        if (page.length === 0) break;
        for (const record of page) {
          next = record.offset + 1n;
          position = merge(position, after(record));
          const found = read(record, defaultTenant);
          if (found && found.event.tenant === tenant && filter(found.event)) yield { ...found, position };
        }
      }
    }
    for (const event of held) {
      position = merge(position, after(event.coordinates));
      if (event.event.tenant === tenant && filter(event.event)) yield { ...event, position };
    }
  }
}

function read(record: LogRecord, defaultTenant: string): Held | undefined {
  try {
    const { topic, partition, epoch, offset, appendedAt } = record;
    return { event: decode(record, defaultTenant), coordinates: { topic, partition, epoch, offset }, appendedAt };
  } catch {
    return undefined; // the analytics projection puts it on the dead-letter topic
  }
}
