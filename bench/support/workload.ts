import type { Event } from '../../src/events/event.ts';
import type { EntityState } from '../../src/events/states.ts';

export interface WorkloadOptions {
  readonly tenant: string;
  readonly count: number;
  /** Milliseconds since 1970: when the last event happened. */
  readonly now: number;
  /** Set apart the ids of several workloads of one tenant. */
  readonly from?: number;
}

const MESSAGES_PER_CONVERSATION = 40;
/** A prime, so that every kind of event meets all of them. */
const ENTITIES = 20_011;
const MODELS = [['openai', 'gpt-4o'], ['anthropic', 'claude-sonnet'], ['google', 'gemini-pro'], ['mistral', 'mistral-large']] as const;
const SENTENCE = 'The projector keeps its position in the store that it writes, so that a crash neither loses nor repeats a record. ';

/**
 * What a platform says, in its proportions: of twenty events nine are messages, four provider metrics, two entities,
 * one relation, two mentions, one memory and one round of a debate. The same for the same options.
 */
export function* workload({ tenant, count, now, from = 0 }: WorkloadOptions): Generator<Event> {
  for (let n = 0; n < count; n++) yield eventOf(tenant, from + n, now - (count - n));
}

function eventOf(tenant: string, i: number, at: number): Event {
  const occurrence = { id: `event-${i}`, tenant, at, version: 0n };
  const conversationId = `conversation-${Math.floor(i / MESSAGES_PER_CONVERSATION)}`;
  const userId = `user-${i % 97}`;
  const [provider, model] = MODELS[i % MODELS.length]!;
  switch (i % 20) {
    case 3: case 8: case 13: case 18:
      return {
        kind: 'provider.metrics', ...occurrence, provider, model, requestId: `request-${i}`, success: i % 50 !== 3,
        responseTimeMs: 200 + (i * 37) % 1800, tokens: 500 + i % 700, promptTokens: 300, completionTokens: 200 + i % 700, costUsd: 0.002, confidence: 0.8,
      };
    case 4: case 14:
      return { kind: 'entity.described', ...occurrence, conversationId, userId, entity: entity(i) };
    case 9:
      return {
        kind: 'entities.linked', ...occurrence,
        relation: { id: `relation-${i}`, type: 'RELATES', sourceId: entity(i).id, targetId: entity(i * 31 + 7).id, strength: 0.5, contexts: [], properties: {} },
      };
    case 6: case 16:
      return { kind: 'entities.mentioned', ...occurrence, conversationId, userId, messageId: `message-${i - 1}`, entities: [entity(i)] };
    case 11:
      return {
        kind: 'memory.remembered', ...occurrence, memoryId: `memory-${i}`, userId, conversationId, content: sentence(i), type: 'semantic', importance: 0.5,
        tags: ['work'], metadata: {}, entities: [entity(i)], relations: [], sourceMessageIds: [`message-${i - 1}`], clock: { 'node-a': 1 },
      };
    case 19:
      return {
        kind: 'debate.round', ...occurrence, debateId: `debate-${Math.floor(i / 100)}`, conversationId,
        round: { roundId: `round-${i}`, round: 1 + i % 5, position: i % 2 ? 'for' : 'against', provider, model, response: sentence(i), confidence: 0.7, responseTimeMs: 900 },
      };
    default:
      return {
        kind: 'message.added', ...occurrence, conversationId, userId, messageId: `message-${i}`,
        message: { messageId: `message-${i}`, role: i % 2 ? 'user' : 'assistant', content: sentence(i), model: i % 2 ? undefined : model, tokens: 30 },
      };
  }
}

function entity(i: number): EntityState {
  const n = (i * 7919) % ENTITIES;
  return { id: `entity-${n}`, name: `Entity ${n}`, type: n % 3 ? 'TECH' : 'CONCEPT', value: sentence(n), aliases: [`E${n}`], properties: {}, importance: (n % 100) / 100, confidence: 0.9 };
}

function sentence(i: number): string {
  return `${i}: ${SENTENCE.repeat(1 + i % 3)}`;
}
