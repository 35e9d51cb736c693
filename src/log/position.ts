import { HelixError } from '../errors.ts';

/** How far into the log something is: for each topic-partition an epoch and the offset to read next. */
export type Position = ReadonlyMap<TopicPartition, Point>;

/** `topic/partition`, e.g. `helixagent.conversations/3`. */
export type TopicPartition = `${string}/${number}`;

export interface Point {
  /** The generation of the topic: grows when the topic was made anew. */
  readonly epoch: number;
  /** The offset to read next. */
  readonly next: bigint;
}

/** Where a record lies in the log. */
export interface Coordinates {
  readonly topic: string;
  readonly partition: number;
  readonly epoch: number;
  readonly offset: bigint;
}

export const EMPTY: Position = new Map();

export function topicPartition(topic: string, partition: number): TopicPartition {
  return `${topic}/${partition}`;
}

export function partitionOf(key: TopicPartition): { topic: string; partition: number } {
  const slash = key.lastIndexOf('/');
  return { topic: key.slice(0, slash), partition: Number(key.slice(slash + 1)) };
}

/** The position just after a record. */
export function after(record: Coordinates): Position {
  return new Map([[topicPartition(record.topic, record.partition), { epoch: record.epoch, next: record.offset + 1n }]]);
}

/** Whether everything before `wanted` has been read at `reached`. A point of an older epoch counts as none. */
export function covers(reached: Position, wanted: Position): boolean {
  for (const [key, point] of wanted) if (!reaches(reached.get(key), point)) return false;
  return true;
}

/** The further of the two in each partition. */
export function merge(a: Position, b: Position): Position {
  const merged = new Map(a);
  for (const [key, point] of b) if (!reaches(merged.get(key), point)) merged.set(key, point);
  return merged;
}

function reaches(reached: Point | undefined, wanted: Point): boolean {
  if (!reached) return wanted.next === 0n;
  return reached.epoch > wanted.epoch || (reached.epoch === wanted.epoch && reached.next >= wanted.next);
}

const RADIX = 36;

/**
 * The plain text form, which `position-codec.ts` encrypts: `topic:partition.epoch.next,…;topic:…`, numbers in base 36.
 * Short, since each delivered event carries one.
 */
export function toText(position: Position): string {
  const byTopic = new Map<string, string[]>();
  for (const [key, { epoch, next }] of position) {
    const { topic, partition } = partitionOf(key);
    const points = byTopic.get(topic) ?? [];
    points.push([partition, epoch, next].map((n) => n.toString(RADIX)).join('.'));
    byTopic.set(topic, points);
  }
  return [...byTopic].map(([topic, points]) => `${topic}:${points.join(',')}`).join(';');
}

/** @throws HelixError POSITION_INVALID */
export function fromText(text: string): Position {
  const position = new Map<TopicPartition, Point>();
  for (const part of text === '' ? [] : text.split(';')) {
    const [topic, points] = part.split(':');
    for (const point of points?.split(',') ?? []) {
      const [partition, epoch, next] = point.split('.');
      if (!topic || !/^[0-9a-z]+$/.test(next ?? '')) throw new HelixError('POSITION_INVALID', 'This is not a position that HelixGraph gave out.');
      position.set(topicPartition(topic, parseInt(partition!, RADIX)), { epoch: parseInt(epoch!, RADIX), next: bigint(next!) });
    }
  }
  return position;
}

function bigint(digits: string): bigint {
  let n = 0n;
  for (const digit of digits) n = n * BigInt(RADIX) + BigInt(parseInt(digit, RADIX));
  return n;
}
