/** A topic of the platform, as we create it where it does not exist yet. */
export interface TopicSpec {
  readonly name: string;
  readonly partitions: number;
  /** How long its records stay in Kafka: HelixAgent's days. */
  readonly retentionMs: number;
  /** Archived topics are trimmed by us, behind the archive; the others by the broker. */
  readonly archived: boolean;
  readonly compacted?: boolean;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** HelixAgent's topics with its partitions and retention, and our own (`helixgraph.`). */
export const topics: readonly TopicSpec[] = Object.freeze([
  { name: 'helixagent.conversations', partitions: 16, retentionMs: 365 * DAY, archived: true },
  { name: 'helixagent.conversations.completed', partitions: 3, retentionMs: 7 * DAY, archived: true },
  { name: 'conversation-events', partitions: 3, retentionMs: 7 * DAY, archived: true },
  { name: 'helixagent.entities.updates', partitions: 8, retentionMs: 30 * DAY, archived: true },
  { name: 'helixagent.relationships.updates', partitions: 8, retentionMs: 30 * DAY, archived: true },
  { name: 'helixagent.memory.events', partitions: 12, retentionMs: 7 * DAY, archived: true },
  { name: 'helixagent.debates.completed', partitions: 3, retentionMs: 7 * DAY, archived: true },
  { name: 'helixagent.analytics.providers', partitions: 6, retentionMs: 7 * DAY, archived: true },
  { name: 'helixagent.analytics.debates', partitions: 4, retentionMs: 30 * DAY, archived: true },
  { name: 'helixagent.analytics.conversations', partitions: 3, retentionMs: 7 * DAY, archived: true },
  { name: 'helixagent.stream.tokens', partitions: 12, retentionMs: HOUR, archived: false },
  { name: 'helixagent.stream.sse', partitions: 6, retentionMs: HOUR, archived: false },
  { name: 'helixagent.stream.websocket', partitions: 6, retentionMs: HOUR, archived: false },
  { name: 'helixagent.stream.events', partitions: 3, retentionMs: HOUR, archived: false },
  { name: 'helixgraph.dead-letters', partitions: 1, retentionMs: 30 * DAY, archived: false },
  { name: 'helixgraph.positions', partitions: 1, retentionMs: -1, archived: false, compacted: true },
]);

export const DEAD_LETTERS = 'helixgraph.dead-letters';
export const POSITIONS = 'helixgraph.positions';

/** The topics whose every record is kept for good. */
export const archivedTopics: readonly string[] = Object.freeze(topics.filter((t) => t.archived).map((t) => t.name));

/** The topics that say something about the graph: what the graph projection follows. */
export const graphTopics: readonly string[] = Object.freeze([
  'helixagent.conversations',
  'helixagent.conversations.completed',
  'conversation-events',
  'helixagent.entities.updates',
  'helixagent.relationships.updates',
  'helixagent.memory.events',
  'helixagent.debates.completed',
  'helixagent.analytics.providers',
]);

/** The record header that carries the tenant. A record without one belongs to the configured default. */
export const TENANT_HEADER = 'tenant';
export const DEFAULT_TENANT = 'default';
