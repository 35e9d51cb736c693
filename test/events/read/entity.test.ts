import { describe, expect, test } from 'vitest';
import { relationId } from '../../../src/events/identity.ts';
import { AT, at, readEvent } from '../../support/read-event.ts';

describe('entities and relationships', () => {
  const entity = { id: 'e1', type: 'TECH', name: 'Kafka', value: '', properties: { site: 'x' }, confidence: 1, importance: 0.5, created_at: AT, updated_at: AT };
  const state = { id: 'e1', type: 'TECH', name: 'Kafka', aliases: [], properties: { site: 'x' }, confidence: 1, importance: 0.5, createdAt: at };
  const a = (update_type: string, more: object) => readEvent({ update_id: 'u-1', update_type, timestamp: AT, user_id: 'u1', ...more });
  const b = (event_type: string, more: object) => readEvent({ event_id: 'u-1', event_type, timestamp: AT, conversation_id: 'c1', ...more });
  const relationship = { id: 'r1', type: 'USES', source_id: 'e1', target_id: 'e2', strength: 3.5, cooccurrence_count: 2, contexts: null, created_at: AT };
  const relation = { id: 'r1', type: 'USES', sourceId: 'e1', targetId: 'e2', strength: 1, cooccurrences: 2, contexts: [], properties: {}, createdAt: at };

  test('shape A: created, updated, deleted, merged', () => {
    for (const type of ['entity.created', 'entity.updated']) {
      expect(a(type, { entity })).toEqual({ kind: 'entity.described', id: 'u-1', tenant: 'default', at, version: 0n, userId: 'u1', entity: state });
    }
    expect(a('entity.deleted', { entity: { id: 'e1' } })).toMatchObject({ kind: 'entity.removed', entityId: 'e1' });
    expect(a('entity.merged', { source_id: 'e1', target_id: 'e2' })).toMatchObject({ kind: 'entity.merged', sourceId: 'e1', targetId: 'e2' });
  });

  test('shape A: relationships, their strength never beyond 1', () => {
    for (const type of ['relationship.created', 'relationship.updated']) expect(a(type, { relationship })).toMatchObject({ kind: 'entities.linked', relation });
    expect(a('relationship.deleted', { relationship: { id: 'r1' } })).toMatchObject({ kind: 'entities.unlinked', relationId: 'r1' });
  });

  test('a relationship without an id is identified by its ends and its type', () => {
    const { id: _, ...anonymous } = relationship;
    expect(a('relationship.created', { relationship: anonymous })).toMatchObject({ relation: { id: relationId('e1', 'USES', 'e2') } });
    expect(a('relationship.deleted', { relationship: anonymous })).toMatchObject({ relationId: relationId('e1', 'USES', 'e2') });
    expect(relationId('e1', 'USES', 'e2')).not.toBe(relationId('e1', 'KNOWS', 'e2'));
  });

  test('shape B: an entity as the memory has it', () => {
    expect(b('entity.created', { entity: { id: 'e1', name: 'Kafka', type: 'TECH', aliases: ['Apache Kafka'], created_at: AT, updated_at: AT } }))
      .toMatchObject({ kind: 'entity.described', conversationId: 'c1', entity: { id: 'e1', aliases: ['Apache Kafka'] } });
  });

  test('shape C: a merge of two whole entities', () => {
    expect(b('entity.merged', { source_entity: { id: 'e1' }, target_entity: { id: 'e2' } })).toMatchObject({ kind: 'entity.merged', sourceId: 'e1', targetId: 'e2' });
  });

  test('shape D: the result of an extraction', () => {
    expect(readEvent({ conversation_id: 'c1', message_id: 'm1', entities: [{ entity_id: 'e1', name: 'Kafka', type: 'TECH', importance: 0.7 }], extracted_at: AT }))
      .toMatchObject({ kind: 'entities.mentioned', at, conversationId: 'c1', messageId: 'm1', entities: [{ id: 'e1' }] });
  });

  test('shape E: a relationship on its own topic', () => {
    expect(b('relationship.created', { relationship: { ...relationship, strength: 0.4 } })).toMatchObject({ kind: 'entities.linked', conversationId: 'c1', relation: { ...relation, strength: 0.4 } });
  });

  test('shape F: what the validation script sends', () => {
    expect(readEvent({ event_type: 'entity.created', entity: { id: 'e1', name: 'Kafka', type: 'TECH' } })).toMatchObject({ kind: 'entity.described', at: 42, entity: { id: 'e1' } });
  });
});
