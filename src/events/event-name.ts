import type { Fields, Json } from './fields.ts';

/** Named alike in the knowledge graph's updates, where they hold one object, and in the distributed memory's, where they hold lists. */
const ambiguous = /^(entity|relationship)\.(created|updated|deleted|linked)$/;

/**
 * What an event is called by its producer: what it says itself, or what its shape says.
 * `undefined` when neither does.
 */
export function eventName(event: Fields): string | undefined {
  const { object } = event;
  const stated = event.text('event_type', 'update_type');
  if (stated === undefined) return nameByShape(object);
  return ambiguous.test(stated) && isMemory(object) ? `memory.${stated}` : stated;
}

function isMemory(object: Json): boolean {
  if ('entity' in object || 'relationship' in object) return false;
  return 'memory_id' in object || 'vector_clock' in object || 'entities' in object || 'relationships' in object;
}

function nameByShape(object: Json): string | undefined {
  return shapes.find(([fields]) => fields.every((field) => object[field] !== undefined))?.[1];
}

/** The shapes that HelixAgent writes without a type, most telling fields first. */
const shapes: readonly (readonly [fields: readonly string[], name: string])[] = Object.freeze([
  [['stream_id', 'index'], 'stream.event'],
  [['window_start', 'window_end'], 'analytics.windowed'],
  [['extracted_at', 'entities'], 'entity.extracted'],
  [['source_entity', 'target_entity'], 'entity.merged'],
  [['debate_id', 'outcome'], 'debate.completed'],
  [['conversation_id', 'messages'], 'conversation.completed'],
  [['conversation_id', 'completed_at'], 'conversation.completed'],
  [['conversation_id', 'message'], 'message.added'],
  [['relationship'], 'relationship.created'],
  [['entity'], 'entity.created'],
]);
