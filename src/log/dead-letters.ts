import { DEAD_LETTERS, TENANT_HEADER } from '../events/topics.ts';
import type { EventLog, LogRecord, NewRecord } from './event-log.ts';
import { topicPartition } from './position.ts';

/** A record that could not be applied, kept with why and from where. */
export interface DeadLetter {
  /** Its place on the dead-letter topic: what `replay` takes. */
  readonly id: bigint;
  readonly code: string;
  readonly reason: string;
  /** The projection that refused it. */
  readonly projection: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
  readonly epoch: number;
  readonly key: string | null;
  /** The record's own headers. */
  readonly headers: Readonly<Record<string, string>>;
  /** The original bytes. */
  readonly value: Buffer;
  readonly at: number;
}

/** A tenant's pages are made of so many of the newest. */
const LISTED = 10_000;

/** How a refused record is put on the dead-letter topic: its bytes as they came, the rest in headers. */
export function deadLetter(record: LogRecord, refusal: { code: string; reason: string }, projection: string): NewRecord {
  return {
    topic: DEAD_LETTERS,
    key: `${record.topic}/${record.partition}/${record.offset}`,
    value: record.value ?? Buffer.alloc(0),
    headers: {
      code: refusal.code,
      reason: refusal.reason,
      projection,
      topic: record.topic,
      partition: String(record.partition),
      offset: record.offset.toString(),
      epoch: String(record.epoch),
      headers: JSON.stringify(record.headers),
      ...(record.key === null ? {} : { key: record.key }),
    },
  };
}

/**
 * Dead letters, newest first. A record that was refused more than once (by each projection, or again after a crash) comes once.
 * @param before only those with a smaller id
 */
export async function listDeadLetters(log: EventLog, first: number, before?: bigint): Promise<readonly DeadLetter[]> {
  const key = topicPartition(DEAD_LETTERS, 0);
  const mark = (await log.watermarks([DEAD_LETTERS])).get(key);
  if (!mark) return [];
  const seen = new Map<string, DeadLetter>();
  let to = before !== undefined && before < mark.high ? before : mark.high;
  while (to > mark.low && seen.size < first) {
    const from = to - BigInt(Math.max(first * 2, 100)) > mark.low ? to - BigInt(Math.max(first * 2, 100)) : mark.low;
    const records = (await log.read(new Map([[key, { from, to }]]))).get(key) ?? [];
    for (const record of [...records].reverse()) {
      const letter = read(record);
      const origin = `${letter.epoch}/${letter.topic}/${letter.partition}/${letter.offset}`;
      if (!seen.has(origin)) seen.set(origin, letter);
    }
    to = from;
  }
  return [...seen.values()].slice(0, first);
}

export interface DeadLetterQuery {
  readonly tenant: string;
  /** The tenant of records that name none. */
  readonly defaultTenant: string;
  readonly first: number;
  /** A page's `next`. */
  readonly after: string | null;
}

/** A tenant's dead letters, newest first, as an operator pages through them. */
export async function deadLetterPage(log: EventLog, { tenant, defaultTenant, first, after }: DeadLetterQuery) {
  const all = (await listDeadLetters(log, LISTED)).filter(({ headers }) => (headers[TENANT_HEADER] ?? defaultTenant) === tenant);
  const rest = all.filter(({ id }) => after === null || id < BigInt(after));
  const letters = rest.slice(0, first).map(({ id, reason, code, topic, partition, offset, at }) => ({ id: id.toString(), reason, code, topic, partition, offset: offset.toString(), at }));
  return { totalCount: all.length, letters, next: rest.length > first ? letters.at(-1)!.id : null };
}

/** The record to append so that it is read once more. */
export function replayed(letter: DeadLetter): NewRecord {
  return { topic: letter.topic, key: letter.key ?? '', value: letter.value, headers: letter.headers };
}

function read(record: LogRecord): DeadLetter {
  const { code = '', reason = '', projection = '', topic = '', partition = '0', offset = '0', epoch = '0', key, headers = '{}' } = record.headers;
  return {
    id: record.offset, code, reason, projection, topic,
    partition: Number(partition),
    offset: BigInt(offset),
    epoch: Number(epoch),
    key: key ?? null,
    headers: JSON.parse(headers) as Record<string, string>,
    value: record.value ?? Buffer.alloc(0),
    at: record.appendedAt,
  };
}
