import type { EventOf, MemoriesMerged, MemoryRemembered, MemoryRevised } from '../event.ts';
import { type Wire, type Writers, belonging, occurrence, time } from './wire.ts';
import { writeEntity, writeRelation } from './states.ts';

type Kind = 'memory.remembered' | 'memory.revised' | 'memory.merged' | 'memory.forgotten' | 'memory.graph' | 'memory.sync';

/** As HelixAgent's `memory.MemoryEvent`, keyed by memory. What it has no field for is in its metadata. */
export const memoryWriters: Writers<Kind> = Object.freeze({
  'memory.remembered': (event) => written(event, 'memory.created'),
  'memory.revised': (event) => written(event, 'memory.updated'),
  'memory.merged': (event) => written(event, 'memory.merged', { merged_from: event.mergedFrom }),
  'memory.forgotten': (event) => record(event, 'memory.deleted', event.memoryId, { memory_id: event.memoryId, ...belonging(event) }),
  'memory.graph': (event) =>
    record(event, event.removed ? 'relationship.deleted' : 'entity.linked', event.memoryId ?? event.userId ?? event.id, {
      memory_id: event.memoryId,
      entities: event.entities.map(writeEntity),
      relationships: event.relations.map(writeRelation),
      ...belonging(event),
    }),
  'memory.sync': (event) => record(event, 'memory.sync_request', event.nodeId ?? event.id, {}),
});

function written(event: MemoryRemembered | MemoryRevised | MemoriesMerged, type: string, more?: Wire['value']): Wire {
  return record(event, type, event.memoryId, {
    memory_id: event.memoryId,
    content: event.content,
    importance: event.importance,
    tags: event.tags,
    entities: event.entities.map(writeEntity),
    relationships: event.relations.map(writeRelation),
    vector_clock: JSON.stringify(event.clock),
    ...more,
    ...belonging(event, {
      ...event.metadata,
      conversation_id: event.conversationId,
      source_message_ids: event.sourceMessageIds,
      type: event.type ?? event.metadata['type'],
      category: event.category,
      expires_at: time(event.expiresAt),
    }),
  });
}

function record(event: EventOf<Kind>, type: string, key: string, content: Wire['value']): Wire {
  return { topic: 'helixagent.memory.events', key, value: { ...occurrence(event), event_type: type, ...content } };
}
