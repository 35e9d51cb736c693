import type { Event, MemoriesMerged, MemoryRemembered } from '../event.ts';
import type { MemoryType } from '../states.ts';
import { Fields, type Json } from '../fields.ts';
import { refuse } from '../refuse.ts';
import { type Readers, type Source, belonging, conversationOf } from './source.ts';
import { readEntity, readRelation } from './states.ts';

const types: readonly string[] = ['episodic', 'semantic', 'procedural', 'working'] satisfies readonly MemoryType[];

/** Members of a memory's metadata that are fields of ours. */
const known: ReadonlySet<string> = new Set(['conversation_id', 'source_message_ids', 'category', 'importance', 'tags', 'expires_at', 'user_name']);

/**
 * HelixAgent's two memory shapes. `memory.entity.*` and `memory.relationship.*` are what `eventName` calls its
 * `entity.*` and `relationship.*` events that carry lists: the distributed memory's, not the knowledge graph's.
 */
export const memoryReaders: Readers = Object.freeze({
  'memory.created': (source) => written(source),
  'memory.updated': (source) => ({ ...written(source), kind: 'memory.revised' }),
  'memory.merged': merged,
  'memory.deleted': forgotten,
  'memory.sync_request': ({ occurrence }) => ({ kind: 'memory.sync', ...occurrence }),
  'memory.entity.created': graphWritten,
  'memory.entity.updated': graphWritten,
  'memory.entity.linked': graphWritten,
  'memory.relationship.created': graphWritten,
  'memory.relationship.updated': graphWritten,
  'memory.relationship.deleted': (source) => ({ ...graphWritten(source), removed: true }),
});

/** What the event does not have at its top may be in its metadata; the rest of the metadata is kept. */
function written(source: Source): MemoryRemembered {
  const { event, metadata, occurrence } = source;
  const given = metadata.object['type'];
  const type = typeof given === 'string' && types.includes(given) ? (given as MemoryType) : undefined;
  return {
    kind: 'memory.remembered',
    ...occurrence,
    ...belonging(source),
    memoryId: event.id('memory_id'),
    conversationId: conversationOf(source),
    content: event.content('content'),
    type,
    category: event.text('category') ?? metadata.text('category'),
    importance: event.ratio('importance') ?? metadata.ratio('importance'),
    tags: (event.has('tags') ? event : metadata).texts('tags'),
    metadata: rest(event.record('metadata'), type !== undefined),
    entities: event.objects('entities').map(readEntity),
    relations: event.objects('relationships').map(readRelation),
    sourceMessageIds: (event.has('source_message_ids') ? event : metadata).texts('source_message_ids'),
    clock: readClock(event),
    expiresAt: event.time('expires_at') ?? metadata.time('expires_at'),
  };
}

function merged(source: Source): MemoriesMerged {
  return { ...written(source), kind: 'memory.merged', mergedFrom: source.event.texts('merged_from') };
}

function forgotten(source: Source): Event {
  return { kind: 'memory.forgotten', ...source.occurrence, ...belonging(source), memoryId: source.event.id('memory_id') };
}

function graphWritten(source: Source): Extract<Event, { kind: 'memory.graph' }> {
  const { event, occurrence } = source;
  return {
    kind: 'memory.graph',
    ...occurrence,
    ...belonging(source),
    memoryId: event.optionalId('memory_id'),
    removed: false,
    entities: event.objects('entities').map(readEntity),
    relations: event.objects('relationships').map(readRelation),
  };
}

function rest(metadata: Json, typeIsKnown: boolean): Json {
  const unknown = Object.entries(metadata).filter(([key]) => !known.has(key) && !(key === 'type' && typeIsKnown));
  return Object.fromEntries(unknown);
}

/** Events write the clock as a string of JSON, snapshots as an object. */
function readClock(event: Fields): Readonly<Record<string, number>> {
  const clock = typeof event.object['vector_clock'] === 'string' ? event.embedded('vector_clock') : event.nested('vector_clock');
  if (clock === undefined) return {};
  const ticks = Object.keys(clock.object).map((node) => [node, clock.amount(node) ?? refuse(`vector_clock.${node}`, 'a number', clock.object[node])] as const);
  return Object.fromEntries(ticks);
}
