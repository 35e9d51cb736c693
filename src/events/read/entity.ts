import type { Event } from '../event.ts';
import { relationId } from '../identity.ts';
import { type Readers, type Source, belonging, conversationOf } from './source.ts';
import { readEntity, readRelation } from './states.ts';

/** HelixAgent's entity and relationship updates, in all their shapes. */
export const entityReaders: Readers = Object.freeze({
  'entity.created': described,
  'entity.updated': described,
  'entity.deleted': removed,
  'entity.merged': merged,
  'relationship.created': linked,
  'relationship.updated': linked,
  'relationship.deleted': unlinked,
});

function described(source: Source): Event {
  const entity = source.data.nested('entity') ?? source.data;
  return {
    kind: 'entity.described',
    ...source.occurrence,
    ...belonging(source),
    entity: readEntity(entity),
    conversationId: conversationOf(source),
  };
}

function removed({ data, occurrence }: Source): Event {
  const entityId = data.nested('entity')?.optionalId('id', 'entity_id') ?? data.optionalId('entity_id', 'source_id');
  return { kind: 'entity.removed', ...occurrence, entityId: entityId ?? (data.nested('entity') ?? data).id('id') };
}

function merged({ data, occurrence }: Source): Event {
  return {
    kind: 'entity.merged',
    ...occurrence,
    sourceId: data.nested('source_entity')?.id('id', 'entity_id') ?? data.id('source_id'),
    targetId: data.nested('target_entity')?.id('id', 'entity_id') ?? data.id('target_id'),
  };
}

function linked(source: Source): Event {
  const relation = source.data.nested('relationship') ?? source.data;
  return {
    kind: 'entities.linked',
    ...source.occurrence,
    ...belonging(source),
    relation: readRelation(relation),
    conversationId: conversationOf(source),
  };
}

function unlinked({ data, occurrence }: Source): Event {
  const relation = data.nested('relationship') ?? data;
  const id = relation.optionalId('id', 'relationship_id')
    ?? relationId(relation.id('source_id'), relation.id('type'), relation.id('target_id'));
  return { kind: 'entities.unlinked', ...occurrence, relationId: id };
}
