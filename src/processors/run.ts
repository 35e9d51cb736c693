import { setTimeout as rest } from 'node:timers/promises';
import { HelixError } from '../errors.ts';
import { decode } from '../events/decode.ts';
import { announce, PULSE_EVERY_MS, type Announcement } from '../log/announcements.ts';
import type { Archive } from '../log/archive.ts';
import { deadLetter } from '../log/dead-letters.ts';
import type { Epochs, EventLog, LogRecord } from '../log/event-log.ts';
import { partitionOf, type TopicPartition } from '../log/position.ts';
import type { Decoded, Projection, Refusal, Slice } from './projection.ts';
import { untilItAnswers } from './until-it-answers.ts';

export interface RunOptions {
  readonly projection: Projection;
  readonly log: EventLog;
  /** Serves what Kafka no longer has. */
  readonly archive: Archive;
  readonly epochs: Epochs;
  /** The tenant of records that name none. */
  readonly defaultTenant: string;
  /** Records that no projection can read are dead-lettered by one of them: the one with this set. */
  readonly reportsUndecodable: boolean;
  /** Told before each durable step: where a test kills the process. */
  readonly step?: (name: string) => void;
  readonly warn: (message: string, facts: Readonly<Record<string, unknown>>) => void;
}

export interface Running {
  stop(): Promise<void>;
}

interface Lane {
  readonly epoch: number;
  next: bigint;
}

const ARCHIVE_PAGE = 2000;
/** A fetch of fewer records than this has left none behind it. */
const TRICKLE = 500;
/** Fewer records than this are one transaction: what it costs besides them is not paid several times. */
const WORTH_A_LANE = 100;

/**
 * Keeps a store equal to the log: read, decode, screen, dead-letter, apply, announce.
 * The store's own position decides where reading begins, so whatever is killed, nothing is skipped and nothing counts twice.
 */
export function runProjection(options: RunOptions): Running {
  const { projection, log, archive, epochs, defaultTenant, warn } = options;
  const step = options.step ?? (() => {});
  const lanes = new Map<TopicPartition, Lane>();
  const stopping = new AbortController();
  let stalled: string | undefined;

  const pulse = setInterval(sayAlive, PULSE_EVERY_MS);
  sayAlive();
  const follower = log.follow({ group: `helixgraph-${projection.name}`, topics: projection.topics, start, handle });

  return {
    async stop() {
      clearInterval(pulse);
      stopping.abort();
      await follower.stop();
    },
  };

  async function start(assigned: readonly TopicPartition[]): Promise<ReadonlyMap<TopicPartition, bigint>> {
    const stored = await persistently(() => projection.positions(assigned));
    const marks = await log.watermarks(projection.topics);
    lanes.clear();
    const offsets = new Map<TopicPartition, bigint>();
    for (const key of assigned) {
      const { topic } = partitionOf(key);
      const epoch = epochs.get(topic) ?? 0;
      const point = stored.get(key);
      const { low, high } = marks.get(key)!;
      const next = point?.epoch === epoch ? point.next : 0n;
      if ((point && point.epoch > epoch) || next > high)
        throw new HelixError('EPOCH_CHANGED', `${key} was made anew: the store is at ${next}, the log ends at ${high}. Start the program again.`);
      const lane = { epoch, next };
      lanes.set(key, lane);
      // What a process that was killed after writing had no time to say, and that a store which was emptied is not where it was.
      say({ says: 'moved', projection: projection.name, partition: key, epoch, next });
      if (next < low) await catchUp(key, lane, low);
      offsets.set(key, lane.next > low ? lane.next : low);
    }
    return offsets;
  }

  /** Partitions are shared out to lanes, which write side by side; within a lane, and so within a partition, batches keep their order. */
  async function handle(fetched: ReadonlyMap<TopicPartition, readonly LogRecord[]>): Promise<void> {
    const count = [...fetched.values()].reduce((sum, { length }) => sum + length, 0);
    const lanes = Math.min(projection.lanes, Math.ceil(count / WORTH_A_LANE));
    const shares = Array.from({ length: lanes }, () => ({ size: 0, partitions: [] as [TopicPartition, readonly LogRecord[]][] }));
    for (const entry of [...fetched].sort(([, a], [, b]) => b.length - a.length)) {
      const least = shares.reduce((a, b) => (b.size < a.size ? b : a));
      least.partitions.push(entry);
      least.size += entry[1].length;
    }
    const results = await Promise.allSettled(shares.map(({ partitions }) => handleShare(partitions)));
    for (const result of results) if (result.status === 'rejected') throw result.reason;
    if (count < TRICKLE) await rest(projection.restMs, undefined, { signal: stopping.signal }).catch(() => {});
  }

  async function handleShare(partitions: readonly (readonly [TopicPartition, readonly LogRecord[]])[]): Promise<void> {
    let slices: Slice[] = [];
    let size = 0;
    for (const [key, records] of partitions) {
      const lane = lanes.get(key);
      if (!lane) continue;
      const fresh = records.filter((record) => record.offset >= lane.next);
      for (let at = 0; at < fresh.length;) {
        const part = fresh.slice(at, at + projection.maxBatch - size);
        slices.push(slice(key, lane, part));
        at += part.length;
        size += part.length;
        if (size < projection.maxBatch) continue;
        await apply(slices);
        slices = [];
        size = 0;
      }
    }
    if (slices.length > 0) await apply(slices);
  }

  /** Brings a store that fell behind Kafka's retention back to it, from the archive. */
  async function catchUp(key: TopicPartition, lane: Lane, upTo: bigint): Promise<void> {
    while (lane.next < upTo) {
      const page = await persistently(() => archive.read(key, lane.epoch, lane.next, ARCHIVE_PAGE));
      const records = page.filter((record) => record.offset < upTo);
      if (records.length === 0) {
        warn('The log lost records before they were archived.', { partition: key, from: String(lane.next), to: String(upTo) });
        return;
      }
      await apply([slice(key, lane, records)]);
    }
  }

  function slice(partition: TopicPartition, lane: Lane, records: readonly LogRecord[]): Slice {
    const from = lane.next;
    lane.next = records.at(-1)!.offset + 1n;
    return { partition, epoch: lane.epoch, from, to: lane.next, decoded: records.map((record) => ({ record, outcome: read(record) })) };
  }

  function read(record: LogRecord): Decoded['outcome'] {
    try {
      return { event: decode(record, defaultTenant) };
    } catch (error) {
      if (error instanceof HelixError && error.code === 'EVENT_INVALID') return { refusal: { code: 'EVENT_INVALID', reason: error.message } };
      throw error;
    }
  }

  async function apply(slices: readonly Slice[]): Promise<void> {
    step(`${projection.name}.screen`);
    const screened = await screen(slices);
    step(`${projection.name}.apply`);
    const bookmark = await write(screened);
    step(`${projection.name}.announce`);
    for (const { partition, epoch, to, decoded } of screened) {
      const appendedAt = decoded.at(-1)!.record.appendedAt;
      say({ says: 'moved', projection: projection.name, partition, epoch, next: to, appendedAt, bookmark });
    }
  }

  /** Finds what may not be applied and puts it on the dead-letter topic, before the store's position can pass it. */
  async function screen(slices: readonly Slice[]): Promise<readonly Slice[]> {
    const all = slices.flatMap(({ decoded }) => decoded);
    const refused = await persistently(() => projection.screen(all));
    const undecodable = options.reportsUndecodable
      ? all.flatMap(({ record, outcome }) => ('refusal' in outcome ? [{ record, refusal: outcome.refusal }] : []))
      : [];
    const screened = [...refused].map(([i, refusal]) => ({ record: all[i]!.record, refusal }));
    await persistently(() => refuse([...undecodable, ...screened]));
    if (refused.size === 0) return slices;
    let i = 0;
    return slices.map((one) => ({
      ...one,
      decoded: one.decoded.map((decoded) => {
        const refusal = refused.get(i++);
        return refusal ? { ...decoded, outcome: { refusal } } : decoded;
      }),
    }));
  }

  async function refuse(letters: readonly { record: LogRecord; refusal: Refusal }[]): Promise<void> {
    if (letters.length === 0) return;
    step(`${projection.name}.dead-letter`);
    await Promise.all(letters.map(({ record, refusal }) => log.append(deadLetter(record, refusal, projection.name))));
  }

  /** Writes what the store takes. A batch that it refuses is halved until the one record is found that it cannot hold. */
  async function write(slices: readonly Slice[]): Promise<string | undefined> {
    try {
      return (await persistently(() => projection.apply(slices))).bookmark;
    } catch (error) {
      if (stopping.signal.aborted || (error instanceof HelixError && error.code === 'POSITION_MOVED')) throw error;
      return isolate(slices, error);
    }
  }

  async function isolate(slices: readonly Slice[], error: unknown): Promise<string | undefined> {
    const [first, ...rest] = slices;
    if (!first) return undefined;
    if (rest.length > 0) {
      const half = Math.ceil(slices.length / 2);
      await write(slices.slice(0, half));
      return write(slices.slice(half));
    }
    const { decoded } = first;
    if (decoded.length > 1) {
      const half = Math.ceil(decoded.length / 2);
      const border = decoded[half]!.record.offset;
      await write([{ ...first, to: border, decoded: decoded.slice(0, half) }]);
      return write([{ ...first, from: border, decoded: decoded.slice(half) }]);
    }
    const [only] = decoded;
    if (!only || 'refusal' in only.outcome) throw error;
    const refusal: Refusal = { code: 'EVENT_REJECTED', reason: error instanceof Error ? error.message : String(error) };
    await persistently(() => refuse([{ record: only.record, refusal }]));
    return write([{ ...first, decoded: [{ ...only, outcome: { refusal } }] }]);
  }

  /** Repeats while what it needs is away, and says so meanwhile. */
  function persistently<T>(work: () => Promise<T>): Promise<T> {
    return untilItAnswers(work, {
      signal: stopping.signal,
      onFailure(error, attempt) {
        const reason = error.message;
        if (attempt === 1) warn('A projection waits.', { projection: projection.name, reason });
        if (attempt === 3) { stalled = reason; sayAlive(); }
      },
      onRecovery() {
        if (stalled !== undefined) { stalled = undefined; sayAlive(); }
      },
    });
  }

  /** Not awaited: who misses an announcement asks the store. */
  function say(announcement: Announcement): void {
    void log.append(announce(announcement)).catch(() => {});
  }

  function sayAlive(): void {
    say({ says: 'pulse', projection: projection.name, at: Date.now(), stalled });
  }
}
