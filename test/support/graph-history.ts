import fc, { type Arbitrary } from 'fast-check';
import type { Event } from '../../src/events/event.ts';

const entityId = fc.constantFrom('e1', 'e2', 'e3', 'e4');
const relationId = fc.constantFrom('r1', 'r2', 'r3');
const memoryId = fc.constantFrom('m1', 'm2', 'm3');
const conversationId = fc.constantFrom('c1', 'c2');
const userId = fc.option(fc.constantFrom('u1', 'u2'), { nil: undefined });
const ratio = fc.option(fc.constantFrom(0, 0.5, 1), { nil: undefined });
const words = fc.constantFrom('Kafka', 'kafka', 'Neo4j', '__proto__', "'}) DETACH DELETE n //", '日本 🙂');
const maybeTime = fc.option(fc.integer({ min: 1, max: 50 }), { nil: undefined });

const entity = fc.record({
  id: entityId, name: words, type: fc.constantFrom('TECH', 'ORG'), value: fc.option(words, { nil: undefined }),
  aliases: fc.uniqueArray(words, { maxLength: 2 }), properties: fc.constant({}), confidence: ratio, importance: ratio, createdAt: maybeTime,
});
const relation = fc.record({
  id: relationId, type: fc.constantFrom('USES', 'OWNS'), sourceId: entityId, targetId: entityId, strength: ratio,
  cooccurrences: fc.option(fc.nat(9), { nil: undefined }), contexts: fc.constant([]), properties: fc.constant({}), createdAt: maybeTime,
});
const participant = fc.record({ provider: fc.constantFrom('p1', 'p2'), model: fc.constantFrom('x', 'y'), position: fc.constantFrom('pro', 'con') });
const memory = {
  memoryId, userId, conversationId: fc.option(conversationId, { nil: undefined }), content: fc.option(words, { nil: undefined }),
  importance: ratio, tags: fc.constant([]), metadata: fc.constant({}), entities: fc.array(entity, { maxLength: 2 }),
  relations: fc.array(relation, { maxLength: 1 }), sourceMessageIds: fc.constant([]), clock: fc.constant({}),
};
const talk = { conversationId, userId, sessionId: fc.option(fc.constantFrom('s1', 's2'), { nil: undefined }) };
const debate = { debateId: fc.constantFrom('d1', 'd2'), conversationId: fc.option(conversationId, { nil: undefined }) };

const of = (kind: Event['kind'], content: Record<string, Arbitrary<unknown>>) => fc.record({ kind: fc.constant(kind), ...content });
const content: Arbitrary<object> = fc.oneof(
  { weight: 5, arbitrary: of('entity.described', { entity, conversationId: fc.option(conversationId, { nil: undefined }), userId }) },
  { weight: 2, arbitrary: of('entity.removed', { entityId }) },
  { weight: 4, arbitrary: of('entity.merged', { sourceId: entityId, targetId: entityId }) },
  { weight: 4, arbitrary: of('entities.linked', { relation }) },
  { weight: 2, arbitrary: of('entities.unlinked', { relationId }) },
  { weight: 2, arbitrary: of('entities.mentioned', { ...talk, entities: fc.array(entity, { maxLength: 2 }) }) },
  { weight: 3, arbitrary: of('memory.remembered', memory) },
  { weight: 1, arbitrary: of('memory.merged', { ...memory, mergedFrom: fc.array(memoryId, { maxLength: 2 }) }) },
  { weight: 1, arbitrary: of('memory.forgotten', { memoryId }) },
  of('memory.graph', { removed: fc.boolean(), entities: fc.array(entity, { maxLength: 2 }), relations: fc.array(relation, { maxLength: 1 }) }),
  of('conversation.started', { ...talk, title: fc.option(words, { nil: undefined }) }),
  of('conversation.status', { ...talk, status: fc.constantFrom('archived', 'paused', 'active') }),
  of('debate.started', { ...debate, topic: words, participants: fc.array(participant, { maxLength: 2 }) }),
  of('debate.completed', {
    ...debate, outcome: fc.constantFrom('successful', 'error'), winner: fc.option(participant, { nil: undefined }), participants: fc.array(participant, { maxLength: 2 }),
  }),
);

/** What producers may say about a few things: clocks that tie, versions or none, now and then two events of one id. */
export const history: Arbitrary<readonly Omit<Event, 'tenant'>[]> = fc.array(
  fc.record({ content, at: fc.integer({ min: 1, max: 30 }), version: fc.constantFrom(0n, 0n, 0n, 1n), id: fc.oneof({ weight: 9, arbitrary: fc.uuid() }, fc.constant('same')) })
    .map(({ content: what, ...when }) => ({ ...what, ...when }) as unknown as Omit<Event, 'tenant'>),
  { minLength: 2, maxLength: 24 },
);
