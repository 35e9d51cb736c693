import type { EventOf } from '../event.ts';
import { type Wire, type Writers, belonging, occurrence } from './wire.ts';
import { writeEntity, writeRelation } from './states.ts';

type Kind = 'entity.described' | 'entity.removed' | 'entity.merged' | 'entities.linked' | 'entities.unlinked';

/** As HelixAgent's `knowledge.EntityUpdate`, which its own graph reads: one topic, keyed by the thing that changes. */
export const entityWriters: Writers<Kind> = Object.freeze({
  'entity.described': (event) => update(event, 'entity.created', event.entity.id, { ...owner(event), entity: writeEntity(event.entity) }),
  'entity.removed': (event) => update(event, 'entity.deleted', event.entityId, { entity: { id: event.entityId } }),
  // The source is what changes: from here on it is another name of the target, so the merge lies among the source's own events.
  'entity.merged': (event) => update(event, 'entity.merged', event.sourceId, { source_id: event.sourceId, target_id: event.targetId }),
  'entities.linked': (event) => update(event, 'relationship.created', event.relation.id, { ...owner(event), relationship: writeRelation(event.relation) }),
  'entities.unlinked': (event) => update(event, 'relationship.deleted', event.relationId, { relationship: { id: event.relationId } }),
});

function owner(event: EventOf<'entity.described' | 'entities.linked'>): Wire['value'] {
  return { conversation_id: event.conversationId, ...belonging(event) };
}

function update(event: EventOf<Kind>, type: string, key: string, content: Wire['value']): Wire {
  const { event_id: update_id, ...rest } = occurrence(event);
  return { topic: 'helixagent.entities.updates', key, value: { update_id, update_type: type, ...rest, ...content } };
}
