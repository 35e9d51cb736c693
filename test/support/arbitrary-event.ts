import fc, { type Arbitrary } from 'fast-check';
import type { Event, EventKind, EventOf } from '../../src/events/event.ts';
import type { EntityState, Participant, RelationState } from '../../src/events/states.ts';

/** Any code point but a lone surrogate; never "", which is how Go says absent. */
const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 24 });
const id = fc.string({ unit: 'binary', minLength: 1, maxLength: 40 });
const at = fc.integer({ min: 0, max: Date.UTC(2199, 11, 31) });
const count = fc.integer({ min: 0, max: 2 ** 31 - 1 });
const ratio = fc.double({ min: 0, max: 1, noNaN: true }).map((n) => n + 0);
const amount = fc.double({ min: 0, max: 1e9, noNaN: true }).map((n) => n + 0);
const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const maybe = <T>(arbitrary: Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const list = <T>(arbitrary: Arbitrary<T>) => fc.array(arbitrary, { maxLength: 3 });
const key = fc.string({ unit: 'binary', maxLength: 12 }).filter((name) => name !== '__proto__');
const leaf = fc.oneof(text, fc.boolean(), fc.constant(null), fc.maxSafeInteger().map((n) => n + 0), ratio);
const properties = fc.dictionary(key, fc.oneof(leaf, fc.array(leaf, { maxLength: 3 }), fc.dictionary(key, leaf, { maxKeys: 2 })), { maxKeys: 3 });
const own = new Set(['conversation_id', 'source_message_ids', 'type', 'category', 'importance', 'tags', 'expires_at', 'user_name']);
const metadata = properties.map((all) => Object.fromEntries(Object.entries(all).filter(([name]) => !own.has(name))));

const belonging = { userId: maybe(id), userName: maybe(text), sessionId: maybe(id) };
const entity: Arbitrary<EntityState> = fc.record({
  id, name: text, type: id, value: maybe(text), aliases: list(text), properties,
  confidence: maybe(ratio), importance: maybe(ratio), createdAt: maybe(at),
});
const relation: Arbitrary<RelationState> = fc.record({
  id, type: id, sourceId: id, targetId: id, strength: maybe(ratio), cooccurrences: maybe(count),
  contexts: list(text), properties, createdAt: maybe(at),
});
const message = fc.record({
  messageId: id, role: fc.constantFrom('user', 'assistant', 'system', 'tool'), content: fc.string({ unit: 'binary' }),
  model: maybe(text), tokens: maybe(count), createdAt: maybe(at),
});
const round = fc.record({
  roundId: id, round: count, position: maybe(text), role: maybe(text), provider: maybe(id), model: maybe(id), response: maybe(text),
  responseTimeMs: maybe(amount), tokens: maybe(count), confidence: maybe(ratio), errorCount: maybe(count),
});
const participant: Arbitrary<Participant> = fc.record({
  provider: maybe(id), model: maybe(id), position: maybe(text), responseTimeMs: maybe(amount), tokens: maybe(count),
  confidence: maybe(ratio), won: maybe(fc.constant(false)),
});
const winner = fc.record({ provider: id, model: maybe(id), position: maybe(text) });
const outcome = fc.constantFrom('successful', 'abandoned', 'error');
const memory = {
  ...belonging, memoryId: id, conversationId: maybe(id), content: maybe(fc.string({ unit: 'binary' })),
  type: maybe(fc.constantFrom('episodic', 'semantic', 'procedural', 'working')), category: maybe(text), importance: maybe(ratio),
  tags: list(text), metadata, entities: list(entity), relations: list(relation), sourceMessageIds: list(id),
  clock: fc.dictionary(key, fc.maxSafeInteger().map(Math.abs), { maxKeys: 3 }), expiresAt: maybe(at),
};
const inConversation = { ...belonging, conversationId: id };
const inDebate = { ...belonging, debateId: id, conversationId: maybe(id) };

type Content<K extends EventKind> = Omit<EventOf<K>, 'kind' | 'id' | 'tenant' | 'at' | 'version' | 'nodeId'>;

/** Each kind's own fields; those that every event has are added below. */
const contents: { readonly [K in EventKind]: Arbitrary<unknown> } = {
  'conversation.started': fc.record({ ...inConversation, title: maybe(text), debateId: maybe(id) }),
  'conversation.completed': fc.record({ ...inConversation, startedAt: maybe(at), outcome: maybe(text), messages: list(message), entities: list(entity), rounds: list(round) }),
  'conversation.status': fc.record({ ...inConversation, status: fc.constantFrom('archived', 'paused', 'active') }),
  'message.added': fc.record({ ...inConversation, sequence: maybe(int64), message }).map((e) => ({ ...e, messageId: e.message.messageId })),
  'message.updated': fc.record({ ...inConversation, sequence: maybe(int64), message }).map((e) => ({ ...e, messageId: e.message.messageId })),
  'message.deleted': fc.record({ ...inConversation, sequence: maybe(int64), messageId: id }),
  'entities.mentioned': fc.record({ ...inConversation, messageId: maybe(id), entities: list(entity) }),
  'conversation.compressed': fc.record({
    ...inConversation, compressionId: maybe(id), strategy: maybe(text), originalMessages: maybe(count), compressedMessages: maybe(count),
    originalTokens: maybe(count), compressedTokens: maybe(count), durationMs: maybe(amount), summary: maybe(text),
  }),
  'conversation.context': fc.record({ ...inConversation, messageCount: maybe(count), totalTokens: maybe(count), entityCount: maybe(count), keyTopics: list(text) }),
  'debate.started': fc.record({ ...inDebate, topic: maybe(text), participants: list(participant) }),
  'debate.round': fc.record({ ...inDebate, round }),
  'debate.completed': fc.record({
    ...inDebate, topic: maybe(text), rounds: maybe(count), outcome, winner: maybe(winner), confidence: maybe(ratio),
    conclusion: maybe(text), reason: maybe(text), durationMs: maybe(amount), startedAt: maybe(at), participants: list(participant),
  }),
  'entity.described': fc.record({ ...belonging, entity, conversationId: maybe(id) }),
  'entity.removed': fc.record({ entityId: id }),
  'entity.merged': fc.record({ sourceId: id, targetId: id }),
  'entities.linked': fc.record({ ...belonging, relation, conversationId: maybe(id) }),
  'entities.unlinked': fc.record({ relationId: id }),
  'memory.remembered': fc.record(memory),
  'memory.revised': fc.record(memory),
  'memory.merged': fc.record({ ...memory, mergedFrom: list(id) }),
  'memory.forgotten': fc.record({ ...belonging, memoryId: id }),
  'memory.graph': fc.record({ ...belonging, memoryId: maybe(id), removed: fc.boolean(), entities: list(entity), relations: list(relation) }),
  'memory.sync': fc.record({}),
  'provider.metrics': fc.record({
    provider: id, model: id, requestId: id, debateId: maybe(id), round: maybe(count), responseTimeMs: amount, timeToFirstTokenMs: maybe(amount),
    tokens: count, promptTokens: maybe(count), completionTokens: maybe(count), confidence: maybe(ratio), success: fc.boolean(),
    errorType: maybe(text), errorCount: maybe(count), costUsd: maybe(amount),
  }),
  'debate.metrics': fc.record({
    debateId: id, topic: maybe(text), rounds: maybe(count), durationMs: maybe(amount), participantCount: maybe(count),
    winner: maybe(winner), confidence: maybe(ratio), tokens: maybe(count), outcome: maybe(outcome),
  }),
  'conversation.metrics': fc.record({
    ...inConversation, messageCount: maybe(count), entityCount: maybe(count), totalTokens: maybe(count), compressed: maybe(fc.boolean()),
    compressionRatio: maybe(amount), debateCount: maybe(count),
  }),
  'conversation.window': fc.record({
    conversationId: maybe(id), from: at, until: at, messages: count, llmCalls: count, debateRounds: count, averageResponseTimeMs: maybe(amount),
  }),
  'stream.event': fc.record({ streamId: id, type: fc.constantFrom('token', 'chunk', 'done', 'error'), content: maybe(fc.string({ unit: 'binary' })), index: count, error: maybe(text) }),
} satisfies { readonly [K in EventKind]: Arbitrary<Content<K>> };

export const eventKinds = Object.keys(contents) as readonly EventKind[];

/** Any event of a kind that can be written: what `encode` does not promise to keep is left out. */
export function arbitraryEvent(kind: EventKind): Arbitrary<Event> {
  const occurrence = fc.record({ id, tenant: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 16 }), at, version: int64, nodeId: maybe(id) });
  return fc.tuple(occurrence, contents[kind]).map(([common, content]) => ({ kind, ...common, ...(content as object) }) as Event);
}
