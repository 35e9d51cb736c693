import type { Event } from '../events/event.ts';

/** What an event says about entities. */
export interface About {
  readonly ids: readonly string[];
  /** Null where the event does not tell types. */
  readonly types: readonly string[] | null;
  readonly conversationId: string | null;
}

/** The entities that an event is about, or null when it is about none. */
export function entitiesOf(event: Event): About | null {
  switch (event.kind) {
    case 'entity.described':
      return { ids: [event.entity.id], types: [event.entity.type], conversationId: event.conversationId ?? null };
    case 'entity.removed':
      return { ids: [event.entityId], types: null, conversationId: null };
    case 'entity.merged':
      return { ids: [event.targetId, event.sourceId], types: null, conversationId: null };
    case 'entities.linked':
      return { ids: [event.relation.sourceId, event.relation.targetId], types: null, conversationId: event.conversationId ?? null };
    case 'entities.mentioned':
      return { ids: event.entities.map(({ id }) => id), types: event.entities.map(({ type }) => type), conversationId: event.conversationId };
    case 'entities.unlinked': // names the relation alone
      return { ids: [], types: null, conversationId: null };
    default:
      return null;
  }
}
