import { randomUUID } from 'node:crypto';
import { HelixError } from '../errors.ts';
import { POSITIONS } from '../events/topics.ts';
import { announced, PULSE_EVERY_MS, type Announcement } from './announcements.ts';
import type { Epochs, EventLog } from './event-log.ts';
import { covers, EMPTY, merge, partitionOf, type Point, type Position, type TopicPartition } from './position.ts';
import type { Freshness, Positions, ProjectionName } from './positions.ts';

export interface FollowPositionsOptions {
  readonly log: EventLog;
  readonly epochs: Epochs;
  readonly topics: Readonly<Record<ProjectionName, readonly string[]>>;
  /** What the stores say themselves of some partitions: asked where the announcements do not come. */
  readonly stored: Readonly<Record<ProjectionName, (partitions: readonly TopicPartition[]) => Promise<Position>>>;
  /** The end of the log as this process has seen it. */
  end(): Position;
}

interface Waiter {
  readonly wanted: Position;
  readonly done: (reached: { bookmark?: string }) => void;
  readonly fail: (error: HelixError) => void;
}

interface Known {
  reached: Position;
  bookmark?: string;
  /** When the log took the newest applied record of each partition. */
  readonly appliedAt: Map<TopicPartition, number>;
  pulseAt?: number;
  stalled?: string;
  readonly waiters: Set<Waiter>;
  /** The next question to the store, while somebody waits. */
  asking?: NodeJS.Timeout;
}

/** A projection that has not been heard for so long is taken for dead. */
const SILENT_AFTER_MS = 4 * PULSE_EVERY_MS;
/** While waiters are not served by announcements, the store is asked so often. */
const ASK_STORE_EVERY_MS = 300;

/** Knows how far each projection is, from its announcements; with Kafka down, from its store. */
export function followPositions({ log, epochs, topics, stored, end }: FollowPositionsOptions): Positions {
  const known: Record<ProjectionName, Known> = { graph: unknown(), analytics: unknown() };
  let closed = false;
  const follower = log.follow({
    group: `helixgraph-positions-${randomUUID()}`,
    topics: [POSITIONS],
    start: async (assigned) => new Map(assigned.map((key) => [key, 0n])),
    async handle(fetched) {
      for (const records of fetched.values())
        for (const record of records) {
          const announcement = announced(record);
          if (announcement) learn(announcement);
        }
      for (const [projection, state] of Object.entries(known) as [ProjectionName, Known][]) {
        serve(state);
        if (state.stalled) giveUpStalled(projection);
      }
    },
  });

  return {
    waitFor,
    freshness,
    async close() {
      closed = true;
      for (const { asking } of Object.values(known)) clearTimeout(asking);
      await follower.stop();
    },
  };

  async function waitFor(projection: ProjectionName, position: Position, signal: AbortSignal): Promise<{ bookmark?: string }> {
    const state = known[projection];
    const wanted = own(projection, position);
    refuseOldEpochs(wanted);
    if (covers(state.reached, wanted)) return { bookmark: state.bookmark };
    const stalled = stall(state);
    if (stalled) throw notReached(projection, stalled);

    let waiter: Waiter | undefined;
    try {
      return await new Promise((resolve, reject) => {
        waiter = { wanted, done: resolve, fail: reject };
        state.waiters.add(waiter);
        state.asking ??= setTimeout(() => void askStore(projection), ASK_STORE_EVERY_MS);
        if (signal.aborted) reject(notReached(projection));
        else signal.addEventListener('abort', () => reject(notReached(projection)), { once: true });
      });
    } finally {
      if (waiter) state.waiters.delete(waiter);
    }
  }

  /** One question for all that wait, again and again while any does: a store that is busy is not asked by each. */
  async function askStore(projection: ProjectionName): Promise<void> {
    const state = known[projection];
    const partitions = new Set([...state.waiters].flatMap(({ wanted }) => [...wanted.keys()]));
    try {
      if (partitions.size > 0) state.reached = merge(state.reached, await stored[projection]([...partitions]));
      serve(state);
    } catch {
      // The store is away; the waiters' own deadlines tell them.
    }
    giveUpStalled(projection);
    state.asking = state.waiters.size > 0 && !closed ? setTimeout(() => void askStore(projection), ASK_STORE_EVERY_MS) : undefined;
  }

  function giveUpStalled(projection: ProjectionName): void {
    const { waiters } = known[projection];
    const stalled = stall(known[projection]);
    if (stalled) for (const { fail } of waiters) fail(notReached(projection, stalled));
  }

  function freshness(projection: ProjectionName): Freshness {
    const state = known[projection];
    let lagMs = 0;
    for (const [key, point] of own(projection, end())) {
      if (covers(state.reached, new Map([[key, point]]))) continue;
      lagMs = Math.max(lagMs, Date.now() - (state.appliedAt.get(key) ?? Date.now()));
    }
    return { projection, position: state.reached, lagMs, stalled: stall(state) !== undefined };
  }

  function learn(announcement: Announcement): void {
    const state = known[announcement.projection];
    if (announcement.says === 'pulse') {
      state.pulseAt = announcement.at;
      state.stalled = announcement.stalled;
      return;
    }
    const { partition, epoch, next, appendedAt, bookmark } = announcement;
    // The last word counts, also where it is less: a store that was emptied is back at the beginning.
    state.reached = new Map(state.reached).set(partition, { epoch, next });
    if (appendedAt !== undefined) state.appliedAt.set(partition, appendedAt);
    state.bookmark = bookmark ?? state.bookmark;
  }

  function serve(state: Known): void {
    for (const waiter of state.waiters) if (covers(state.reached, waiter.wanted)) waiter.done({ bookmark: state.bookmark });
  }

  /** What of a position the projection reads: the rest is not its to reach. */
  function own(projection: ProjectionName, position: Position): Position {
    const mine: [TopicPartition, Point][] = [...position].filter(([key]) => topics[projection].includes(partitionOf(key).topic));
    return new Map(mine);
  }

  function refuseOldEpochs(wanted: Position): void {
    for (const [key, { epoch }] of wanted) {
      const { topic } = partitionOf(key);
      if (epoch !== (epochs.get(topic) ?? 0))
        throw new HelixError('EPOCH_CHANGED', `The topic ${topic} was made anew since this position was given out. Read without it.`, { details: { topic } });
    }
  }
}

function unknown(): Known {
  return { reached: EMPTY, appliedAt: new Map(), waiters: new Set() };
}

/** Why a projection is known not to get on; nothing while it is not known. */
function stall(state: Known): string | undefined {
  if (state.pulseAt === undefined) return undefined;
  if (Date.now() - state.pulseAt > SILENT_AFTER_MS) return 'it has not been heard for a while';
  return state.stalled;
}

function notReached(projection: ProjectionName, why = 'the deadline passed'): HelixError {
  return new HelixError('POSITION_NOT_REACHED', `The ${projection} store has not caught up with this position: ${why}.`, { details: { projection } });
}
