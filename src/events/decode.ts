import { openEnvelope } from './envelope.ts';
import type { Event } from './event.ts';
import { eventName } from './event-name.ts';
import { Fields } from './fields.ts';
import { contentId } from './identity.ts';
import { analyticsReaders } from './read/analytics.ts';
import { conversationReaders } from './read/conversation.ts';
import { debateReaders } from './read/debate.ts';
import { entityReaders } from './read/entity.ts';
import { memoryReaders } from './read/memory.ts';
import type { EventReader } from './read/source.ts';
import { refuse } from './refuse.ts';
import { TENANT_HEADER } from './topics.ts';

/** What the decoder needs of a record. */
export interface EncodedRecord {
  readonly topic: string;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, string>>;
  /** When the log took it, milliseconds since 1970: the event's time where it has none. */
  readonly appendedAt: number;
}

const readers: ReadonlyMap<string, EventReader> = new Map(
  [conversationReaders, debateReaders, entityReaders, memoryReaders, analyticsReaders].flatMap((table) => Object.entries(table)),
);

const NONE = new Fields({}, 'metadata');
const LONGEST_TENANT = 128;

/**
 * The event that a record holds, in whichever of HelixAgent's shapes: enveloped once, twice or not at all.
 * Unknown fields are ignored. Ids are `event_id`, `update_id` or the hash of the content.
 * @throws HelixError EVENT_INVALID naming the field, what was expected and what came
 */
export function decode(record: EncodedRecord, defaultTenant: string): Event {
  const { event, type, at } = openEnvelope(record.value);
  const name = eventName(event) ?? type ?? record.headers['event_type'] ?? record.headers['type'];
  const read = name === undefined ? undefined : readers.get(name);
  if (read === undefined) return refuse('event_type', 'a known type of event', name);
  return read({
    event,
    data: event.nested('data') ?? event,
    metadata: event.nested('metadata') ?? event.nested('data')?.nested('metadata') ?? NONE,
    occurrence: {
      id: event.optionalId('event_id', 'update_id') ?? (event.has('stream_id') ? event.optionalId('id') : undefined) ?? contentId(record.topic, event.object),
      tenant: tenantOf(record, defaultTenant),
      at: event.time('timestamp', 'extracted_at', 'completed_at', 'created_at', 'window_end') ?? at ?? record.appendedAt,
      version: event.integer('version') ?? 0n,
      nodeId: event.optionalId('node_id'),
    },
  });
}

function tenantOf({ headers }: EncodedRecord, defaultTenant: string): string {
  const tenant = headers[TENANT_HEADER] || defaultTenant;
  return tenant.length <= LONGEST_TENANT ? tenant : refuse(`header ${TENANT_HEADER}`, `at most ${LONGEST_TENANT} characters`, tenant);
}
