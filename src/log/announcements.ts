import { z } from 'zod';
import { POSITIONS } from '../events/topics.ts';
import type { LogRecord, NewRecord } from './event-log.ts';
import type { TopicPartition } from './position.ts';
import type { ProjectionName } from './positions.ts';

/** What a projection says of itself on the compacted topic `helixgraph.positions`. */
export type Announcement = Moved | Pulse;

/** Its store has everything before `next` of a partition. */
export interface Moved {
  readonly says: 'moved';
  readonly projection: ProjectionName;
  readonly partition: TopicPartition;
  readonly epoch: number;
  readonly next: bigint;
  /** When the log took the last applied record, in milliseconds since 1970; absent where only the position is known. */
  readonly appendedAt?: number;
  /** What a read must bring to be causal after it, on a cluster. */
  readonly bookmark?: string;
}

/** It lives; said every few seconds. */
export interface Pulse {
  readonly says: 'pulse';
  readonly projection: ProjectionName;
  readonly at: number;
  /** Why it does not get on, when it does not. */
  readonly stalled?: string;
}

export const PULSE_EVERY_MS = 2000;

const shape = z.discriminatedUnion('says', [
  z.object({
    says: z.literal('moved'),
    projection: z.enum(['graph', 'analytics']),
    partition: z.templateLiteral([z.string(), '/', z.number()]),
    epoch: z.int(),
    next: z.string().transform(BigInt),
    appendedAt: z.number().optional(),
    bookmark: z.string().optional(),
  }),
  z.object({ says: z.literal('pulse'), projection: z.enum(['graph', 'analytics']), at: z.number(), stalled: z.string().optional() }),
]);

export function announce(announcement: Announcement): NewRecord {
  const about = announcement.says === 'moved' ? announcement.partition : 'pulse';
  const value = JSON.stringify(announcement, (_, field) => (typeof field === 'bigint' ? field.toString() : field));
  return { topic: POSITIONS, key: `${announcement.projection}:${about}`, value };
}

/** What a record of the topic says, or nothing where it is not ours. */
export function announced(record: LogRecord): Announcement | undefined {
  try {
    return shape.parse(JSON.parse(record.value?.toString() ?? 'null'));
  } catch {
    return undefined;
  }
}
