import { DEAD_LETTERS } from '../events/topics.ts';
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

/** How many the topic holds, repeats included. */
export async function countDeadLetters(log: EventLog): Promise<number> {
  const mark = (await log.watermarks([DEAD_LETTERS])).get(topicPartition(DEAD_LETTERS, 0));
  return mark ? Number(mark.high - mark.low) : 0;
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
