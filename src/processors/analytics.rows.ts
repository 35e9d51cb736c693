import type { Event, EventKind, EventOf } from '../events/event.ts';
import type { DebateRound, EntityState, Message, Participant } from '../events/states.ts';
import { orderKey } from '../events/order.ts';
import { time } from '../sources/analytics/insert.ts';
import type { Row, Table } from '../sources/analytics/tables.ts';

/** The tables of facts: `schema/clickhouse/002-facts.sql`. */
export type FactTable = Exclude<Table, 'archive' | 'identities' | 'positions' | 'epochs'>;

export type Fact = { readonly [T in FactTable]: readonly [table: T, row: Row<T>] }[FactTable];

type Belonging = { readonly userId?: string; readonly sessionId?: string };
type ConversationEvent = Extract<Event, { conversationId: string; kind: `conversation.${string}` }>;
type MemoryEvent = EventOf<'memory.remembered' | 'memory.revised' | 'memory.merged' | 'memory.forgotten'>;

/** The rows that an event is kept as. What only the graph keeps makes none. */
export function facts(event: Event): readonly Fact[] {
  return (factsOf[event.kind] as (event: Event) => readonly Fact[])(event);
}

const none = (): readonly Fact[] => [];

const factsOf: { readonly [K in EventKind]: (event: EventOf<K>) => readonly Fact[] } = {
  'conversation.started': (event) => [conversation(event, { title: event.title, status: 'active' })],
  'conversation.completed': (event) => [
    conversation(event, { status: 'completed', outcome: event.outcome, starts_at: time(event.startedAt), ends_at: time(event.at) }),
    ...event.messages.map((message) => retold(event, message)),
    ...mentions(event, event.conversationId, event.entities),
    ...event.rounds.flatMap((round) => debateRound(event, event.conversationId, round)),
  ],
  'conversation.status': (event) => [conversation(event, { status: event.status })],
  'conversation.context': (event) => [
    conversation(event, { messages: event.messageCount, entities: event.entityCount, tokens: event.totalTokens, key_topics: event.keyTopics }),
  ],
  'conversation.metrics': (event) => [
    conversation(event, {
      messages: event.messageCount, entities: event.entityCount, tokens: event.totalTokens, debates: event.debateCount,
      compressed: event.compressed, compression_ratio: event.compressionRatio,
    }),
  ],
  'conversation.window': (event) => [
    ['conversation_events', {
      ...common(event), conversation_id: event.conversationId ?? '', kind: event.kind,
      starts_at: time(event.from), ends_at: time(event.until), messages: event.messages, llm_calls: event.llmCalls,
      debate_rounds: event.debateRounds, average_response_time_ms: event.averageResponseTimeMs,
    }],
  ],
  'conversation.compressed': (event) => [
    ['compressions', {
      ...common(event), conversation_id: event.conversationId, compression_id: event.compressionId ?? event.id,
      strategy: event.strategy, original_messages: event.originalMessages, compressed_messages: event.compressedMessages,
      original_tokens: event.originalTokens, compressed_tokens: event.compressedTokens, duration_ms: event.durationMs, summary: event.summary,
    }],
  ],

  'message.added': (event) => [message(event, 'added', event.message)],
  'message.updated': (event) => [message(event, 'updated', event.message)],
  'message.deleted': (event) => [message(event, 'deleted')],
  'entities.mentioned': (event) => mentions(event, event.conversationId, event.entities, event.messageId),

  'debate.started': (event) => [
    debate(event, 'started', { topic: event.topic }),
    ...event.participants.map((who) => participant(event, event.debateId, 'started', who)),
  ],
  'debate.round': (event) => debateRound(event, event.debateId, event.round),
  'debate.completed': (event) => [
    debate(event, 'completed', {
      topic: event.topic, outcome: event.outcome, ...winner(event.winner), confidence: event.confidence,
      rounds: event.rounds, duration_ms: event.durationMs,
    }),
    ...event.participants.map((who) => participant(event, event.debateId, 'completed', who)),
  ],
  'debate.metrics': (event) => [
    debate(event, 'measured', {
      topic: event.topic, outcome: event.outcome, ...winner(event.winner), confidence: event.confidence,
      rounds: event.rounds, tokens: event.tokens, duration_ms: event.durationMs,
    }),
  ],

  'provider.metrics': (event) => [
    ['provider_metrics', {
      tenant: event.tenant, provider: event.provider, model: event.model, at: time(event.at), event_id: event.id,
      request_id: event.requestId, debate_id: event.debateId, round: event.round,
      response_time_ms: event.responseTimeMs, time_to_first_token_ms: event.timeToFirstTokenMs,
      tokens: event.tokens, prompt_tokens: event.promptTokens, completion_tokens: event.completionTokens,
      confidence: event.confidence, success: event.success, error_type: event.errorType, error_count: event.errorCount, cost_usd: event.costUsd,
    }],
  ],

  'memory.remembered': (event) => [memory(event, written(event))],
  'memory.revised': (event) => [memory(event, written(event))],
  'memory.merged': (event) => [memory(event, { ...written(event), merged_from: event.mergedFrom })],
  'memory.forgotten': (event) => [memory(event, {})],

  'memory.graph': none,
  'memory.sync': none,
  'entity.described': (event) => (event.conversationId === undefined ? none() : mentions(event, event.conversationId, [event.entity])),
  'entity.removed': none,
  'entity.merged': none,
  'entities.linked': none,
  'entities.unlinked': none,
  'stream.event': none,
};

function common(event: Event) {
  return { tenant: event.tenant, event_id: event.id, order_key: orderKey(event), at: time(event.at) };
}

function conversation(event: ConversationEvent, said: Row<'conversation_events'>): Fact {
  return ['conversation_events', { ...common(event), conversation_id: event.conversationId, kind: event.kind, ...belonging(event), ...said }];
}

function message(event: EventOf<'message.added' | 'message.updated' | 'message.deleted'>, kind: 'added' | 'updated' | 'deleted', said?: Message): Fact {
  const createdAt = said?.createdAt ?? event.at;
  return ['messages', {
    ...common(event), conversation_id: event.conversationId, message_id: event.messageId, kind,
    place: place(event.messageId, createdAt, event.sequence), sequence: event.sequence, created_at: time(createdAt),
    ...belonging(event), role: said?.role, content: said?.content, model: said?.model, tokens: said?.tokens,
  }];
}

/** A message in a conversation's summary is its addition told again: of its own time, so that edits and deletions stay newer. */
function retold(event: EventOf<'conversation.completed'>, said: Message): Fact {
  const at = said.createdAt ?? event.startedAt ?? event.at;
  return ['messages', {
    tenant: event.tenant, event_id: event.id, order_key: orderKey({ version: 0n, at, id: event.id }), at: time(at),
    conversation_id: event.conversationId, message_id: said.messageId, kind: 'retold',
    place: place(said.messageId, at), created_at: time(at),
    ...belonging(event), role: said.role, content: said.content, model: said.model, tokens: said.tokens,
  }];
}

/** Sorts like (sequence, time, id). A message without a sequence stands at its time in nanoseconds: HelixAgent's sequences are those. */
function place(messageId: string, createdAt: number, sequence = BigInt(createdAt) * 1_000_000n): string {
  return orderKey({ version: sequence, at: createdAt, id: messageId });
}

/** What the graph keeps as MENTIONED_IN. */
function mentions(event: Event, conversationId: string, entities: readonly EntityState[], messageId?: string): readonly Fact[] {
  return entities.map(({ id }) => ['mentions', {
    tenant: event.tenant, entity_id: id, at: time(event.at), event_id: event.id, conversation_id: conversationId, message_id: messageId,
  }]);
}

function debate(event: EventOf<'debate.started' | 'debate.completed' | 'debate.metrics'>, kind: 'started' | 'measured' | 'completed', said: Row<'debates'>): Fact {
  const conversationId = event.kind === 'debate.metrics' ? undefined : event.conversationId;
  return ['debates', { ...common(event), debate_id: event.debateId, kind, conversation_id: conversationId, ...said }];
}

function winner(who?: Participant): Row<'debates'> {
  return { winner_provider: who?.provider, winner_model: who?.model, winner_position: who?.position };
}

/** A round, and that its speaker took part. The rounds of a conversation's summary belong to the debate with the conversation's id. */
function debateRound(event: Event, debateId: string, said: DebateRound): readonly Fact[] {
  const { roundId, round, role, provider, model, position, response, responseTimeMs, tokens, confidence, errorCount } = said;
  return [
    ['debate_rounds', {
      ...common(event), debate_id: debateId, round_id: roundId, round, position, role, provider, model, response,
      response_time_ms: responseTimeMs, tokens, confidence, error_count: errorCount,
    }],
    participant(event, debateId, 'round', { provider, model, position: position ?? role }),
  ];
}

function participant(event: Event, debateId: string, source: 'round' | 'started' | 'completed', who: Participant): Fact {
  return ['debate_participants', {
    tenant: event.tenant, debate_id: debateId, event_id: event.id, source,
    provider: who.provider ?? '', model: who.model ?? '', position: who.position ?? '', won: who.won ?? false,
    response_time_ms: who.responseTimeMs, tokens: who.tokens, confidence: who.confidence,
  }];
}

function memory(event: MemoryEvent, said: Row<'memory_events'>): Fact {
  return ['memory_events', {
    ...common(event), memory_id: event.memoryId, kind: event.kind, version: event.version, node_id: event.nodeId, ...belonging(event), ...said,
  }];
}

function written(event: EventOf<'memory.remembered' | 'memory.revised' | 'memory.merged'>): Row<'memory_events'> {
  return {
    conversation_id: event.conversationId, content: event.content, type: event.type, category: event.category, importance: event.importance,
    tags: event.tags, entity_ids: event.entities.map((entity) => entity.id), source_message_ids: event.sourceMessageIds,
  };
}

function belonging({ userId, sessionId }: Belonging) {
  return { user_id: userId, session_id: sessionId };
}
