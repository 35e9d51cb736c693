import { expect, it } from 'vitest';
import type { Event } from '../../src/events/event.ts';
import { entitiesOf } from '../../src/resolvers/entities-of.ts';

const occurrence = { id: 'e', tenant: 't', at: 0, version: 0n };
const entity = (id: string) => ({ id, name: id, type: 'TECH', aliases: [], properties: {} });

it.each<[Event, readonly string[] | undefined]>([
  [{ kind: 'entity.described', ...occurrence, entity: entity('a') }, ['a']],
  [{ kind: 'entity.removed', ...occurrence, entityId: 'a' }, ['a']],
  [{ kind: 'entity.merged', ...occurrence, sourceId: 'a', targetId: 'b' }, ['b', 'a']],
  [{ kind: 'entities.linked', ...occurrence, relation: { id: 'r', type: 'T', sourceId: 'a', targetId: 'b', contexts: [], properties: {} } }, ['a', 'b']],
  [{ kind: 'entities.mentioned', ...occurrence, conversationId: 'c', entities: [entity('a'), entity('b')] }, ['a', 'b']],
  [{ kind: 'memory.sync', ...occurrence }, undefined],
])('$kind is about the entities that it names', (event, ids) => {
  expect(entitiesOf(event)?.ids).toEqual(ids);
});
