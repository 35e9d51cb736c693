import type { Event, EventOf, MessageAdded, MessageUpdated } from '../event.ts';
import { type Wire, type Writers, belonging, occurrence, time } from './wire.ts';
import { writeEntity, writeMessage, writeRound } from './states.ts';

type Kind = Extract<Event['kind'], `conversation.${string}` | `message.${string}` | 'entities.mentioned'>;
/** Metrics and windows are analytics: they lie on topics of their own. */
type Said = EventOf<Exclude<Kind, 'conversation.metrics' | 'conversation.window'>>;

const statuses = { archived: 'archived', paused: 'paused', active: 'resumed' } as const;

/** As HelixAgent's `conversation.ConversationEvent`, keyed by conversation. */
export const conversationWriters: Writers<Said['kind']> = Object.freeze({
  'conversation.started': (event) => said(event, 'conversation.created', {}, { title: event.title, debate_id: event.debateId }),
  'conversation.completed': (event) =>
    said(event, 'conversation.completed', {
      started_at: time(event.startedAt),
      outcome: event.outcome,
      messages: some(event.messages.map(writeMessage)),
      entities: some(event.entities.map(writeEntity)),
      debate_rounds: some(event.rounds.map(writeRound)),
    }),
  'conversation.status': (event) => said(event, `conversation.${statuses[event.status]}`, {}),
  'message.added': (event) => message(event, 'conversation.message.added'),
  'message.updated': (event) => message(event, 'conversation.message.updated'),
  'message.deleted': (event) =>
    said(event, 'conversation.message.deleted', { sequence_number: event.sequence, message: { message_id: event.messageId } }),
  'entities.mentioned': (event) =>
    said(event, 'conversation.entity.extracted', { entities: event.entities.map(writeEntity) }, { message_id: event.messageId }),
  'conversation.compressed': (event) =>
    said(event, 'conversation.compressed', {
      compression: {
        compression_id: event.compressionId,
        compression_type: event.strategy,
        original_messages: event.originalMessages,
        compressed_messages: event.compressedMessages,
        original_tokens: event.originalTokens,
        compressed_tokens: event.compressedTokens,
        compression_duration_ms: event.durationMs,
        summary_content: event.summary,
      },
    }),
  'conversation.context': (event) =>
    said(event, 'conversation.context.updated', {
      context: { message_count: event.messageCount, total_tokens: event.totalTokens, entity_count: event.entityCount, key_topics: event.keyTopics },
    }),
});

function message(event: MessageAdded | MessageUpdated, type: string): Wire {
  return said(event, type, { sequence_number: event.sequence, message: writeMessage(event.message) });
}

function said(event: Said, type: string, content: Wire['value'], metadata?: Wire['value']): Wire {
  return {
    topic: 'helixagent.conversations',
    key: event.conversationId,
    value: { ...occurrence(event), event_type: type, conversation_id: event.conversationId, ...content, ...belonging(event, metadata) },
  };
}

function some<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length === 0 ? undefined : list;
}
