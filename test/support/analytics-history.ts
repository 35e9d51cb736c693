import fc, { type Arbitrary } from 'fast-check';
import type { Event, EventKind, EventOf } from '../../src/events/event.ts';
import type { DebateRound, Message, Participant } from '../../src/events/states.ts';

/** Few ids, so that events meet; few moments, so that their times tie. */
const one = (prefix: string) => fc.integer({ min: 0, max: 1 }).map((n) => `${prefix}${n}`);
const at = fc.integer({ min: 0, max: 40 }).map((n) => Date.UTC(2026, 0, 1) + n * 7_123_457);
const text = fc.string({ unit: 'binary', maxLength: 8 });
const maybe = <T>(arbitrary: Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const ratio = fc.integer({ min: 0, max: 4 }).map((n) => n / 4);
const count = fc.integer({ min: 0, max: 2 ** 31 - 1 });
const provider = fc.constantFrom('p0', 'p1');
const model = fc.constantFrom('m0', 'm1');

const message: Arbitrary<Message> = fc.record({ messageId: one('m'), role: fc.constantFrom('user', 'assistant'), content: text, model: maybe(model), tokens: maybe(count), createdAt: maybe(at) });
const round: Arbitrary<DebateRound> = fc.record({ roundId: one('r'), round: fc.integer({ min: 1, max: 3 }), provider: maybe(provider), model: maybe(model), role: maybe(one('role')), response: maybe(text), tokens: maybe(count) });
const participant: Arbitrary<Participant> = fc.record({ provider, model: maybe(model), position: maybe(one('role')), won: maybe(fc.boolean()) });
const entity = fc.record({ id: one('e'), name: text, type: fc.constant('T'), aliases: fc.constant([]), properties: fc.constant({}) });
const conversationId = one('c');

const contents: { readonly [K in EventKind]?: Arbitrary<unknown> } = {
  'message.added': fc.record({ conversationId, userId: maybe(one('u')), sequence: maybe(fc.bigInt({ min: -5n, max: 2n ** 63n - 1n })), message }).map(withMessageId),
  'message.updated': fc.record({ conversationId, message }).map(withMessageId),
  'message.deleted': fc.record({ conversationId, messageId: one('m') }),
  'entities.mentioned': fc.record({ conversationId, messageId: maybe(one('m')), entities: fc.array(entity, { maxLength: 3 }) }),
  'conversation.completed': fc.record({ conversationId: one('d'), messages: fc.array(message, { maxLength: 3 }), entities: fc.array(entity, { maxLength: 2 }), rounds: fc.array(round, { maxLength: 2 }) }),
  'conversation.compressed': fc.record({ conversationId, compressionId: maybe(one('z')), summary: maybe(text), originalTokens: maybe(count) }),
  'debate.started': fc.record({ debateId: one('d'), participants: fc.array(participant, { maxLength: 2 }) }),
  'debate.round': fc.record({ debateId: one('d'), round }),
  'debate.completed': fc.record({ debateId: one('d'), outcome: fc.constantFrom('successful', 'abandoned', 'error'), winner: maybe(participant), participants: fc.array(participant, { maxLength: 3 }) }),
  'debate.metrics': fc.record({ debateId: one('d'), winner: maybe(participant) }),
  'provider.metrics': fc.record({ provider, model, requestId: one('q'), responseTimeMs: fc.integer({ min: 0, max: 5000 }), tokens: count, promptTokens: maybe(count), success: fc.boolean(), confidence: maybe(ratio), costUsd: maybe(ratio) }),
  'memory.remembered': fc.record({ memoryId: one('y'), content: maybe(text), tags: fc.array(text, { maxLength: 2 }), metadata: fc.constant({}), entities: fc.array(entity, { maxLength: 1 }), relations: fc.constant([]), sourceMessageIds: fc.array(one('m'), { maxLength: 2 }), clock: fc.constant({}) }),
};

function withMessageId<T extends { readonly message: Message }>(event: T): T & { messageId: string } {
  return { ...event, messageId: event.message.messageId };
}

const event = fc.oneof(...(Object.entries(contents) as [EventKind, Arbitrary<object>][]).map(([kind, content]) =>
  fc.tuple(content, at, fc.bigInt({ min: 0n, max: 2n })).map(([fields, time, version]) => ({ kind, at: time, version, ...fields }))));

/** What happened in one tenant, each event with an id of its own; the tenant is the test's to set. */
export const history: Arbitrary<Event[]> = fc.array(event, { minLength: 1, maxLength: 80 })
  .map((events) => events.map((fields, i) => ({ ...fields, id: `event-${i}`, tenant: '' }) as EventOf<EventKind> as Event));
