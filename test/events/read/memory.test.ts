import { describe, expect, test } from 'vitest';
import { relationId } from '../../../src/events/identity.ts';
import { AT, at, readEvent } from '../../support/read-event.ts';

describe('memories', () => {
  const a = (event_type: string, more: object = {}) => readEvent({
    event_id: 'evt-1', event_type, timestamp: AT, node_id: 'n1', memory_id: 'm1', user_id: 'u1', content: 'Ada uses Kafka', importance: 0.8,
    tags: ['work'], version: 7, vector_clock: '{"n1":2,"n2":1}', metadata: null, ...more,
  });

  test('shape A: the version, the clock and what the metadata says', () => {
    const metadata = { conversation_id: 'c1', source_message_ids: ['x', 'y'], type: 'semantic', category: 'tools', mood: 'calm' };
    expect(a('memory.created', { metadata, entities: [{ id: 'e1', type: 'TECH', name: 'Kafka', confidence: 1, created_at: AT }], relationships: [{ from_entity: 'e1', to_entity: 'e2', type: 'USES', strength: 0.5, created_at: AT }] })).toEqual({
      kind: 'memory.remembered', id: 'evt-1', tenant: 'default', at, version: 7n, nodeId: 'n1', userId: 'u1', memoryId: 'm1', conversationId: 'c1',
      content: 'Ada uses Kafka', type: 'semantic', category: 'tools', importance: 0.8, tags: ['work'], metadata: { mood: 'calm' },
      entities: [{ id: 'e1', type: 'TECH', name: 'Kafka', aliases: [], properties: {}, confidence: 1, createdAt: at }],
      relations: [{ id: relationId('e1', 'USES', 'e2'), type: 'USES', sourceId: 'e1', targetId: 'e2', strength: 0.5, contexts: [], properties: {}, createdAt: at }],
      sourceMessageIds: ['x', 'y'], clock: { n1: 2, n2: 1 },
    });
  });

  test('shape A: the other memory events', () => {
    expect(a('memory.updated').kind).toBe('memory.revised');
    expect(a('memory.merged', { merged_from: ['m2', 'm3'] })).toMatchObject({ kind: 'memory.merged', mergedFrom: ['m2', 'm3'] });
    expect(a('memory.deleted')).toMatchObject({ kind: 'memory.forgotten', memoryId: 'm1' });
    expect(a('memory.sync_request')).toEqual({ kind: 'memory.sync', id: 'evt-1', tenant: 'default', at, version: 7n, nodeId: 'n1' });
  });

  test.each(['entity.created', 'entity.updated', 'entity.linked', 'relationship.created', 'relationship.updated'])('shape A: %s is about the graph beside the memories', (type) => {
    expect(a(type, { entities: [{ id: 'e1', type: 'TECH', name: 'Kafka' }], relationships: null }))
      .toMatchObject({ kind: 'memory.graph', removed: false, memoryId: 'm1', entities: [{ id: 'e1' }], relations: [] });
  });

  test('shape A: a relationship deleted beside the memories', () => {
    expect(a('relationship.deleted', { relationships: [{ id: 'r1', from_entity: 'e1', to_entity: 'e2', type: 'USES' }] }))
      .toMatchObject({ kind: 'memory.graph', removed: true, relations: [{ id: 'r1' }] });
  });

  test('shape B: no version, clock, importance or tags; a deletion without node and user', () => {
    const b = { event_id: 'evt-1', event_type: 'memory.created', node_id: 'n1', timestamp: AT, memory_id: 'm1', content: 'x', entities: [{ id: 'e1', name: 'Kafka', type: 'TECH', aliases: null, created_at: AT, updated_at: AT }] };
    expect(readEvent(b)).toMatchObject({ kind: 'memory.remembered', version: 0n, clock: {}, tags: [], entities: [{ id: 'e1' }] });
    expect(readEvent({ event_id: 'evt-2', event_type: 'memory.deleted', node_id: '', timestamp: AT, memory_id: 'm1' })).toEqual({ kind: 'memory.forgotten', id: 'evt-2', tenant: 'default', at, version: 0n, memoryId: 'm1' });
  });

  test('the clock may be an object; tags, importance and expiry may be in the metadata', () => {
    expect(a('memory.created', { vector_clock: { n1: 3 }, tags: null, importance: null, metadata: { tags: ['a'], importance: 0.3, expires_at: AT, type: 'odd' } }))
      .toMatchObject({ clock: { n1: 3 }, tags: ['a'], importance: 0.3, expiresAt: at, type: undefined, metadata: { type: 'odd' } });
  });
});
