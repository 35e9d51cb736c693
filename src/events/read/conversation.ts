import type { ConversationCompressed, ConversationStatusChanged, ContextUpdated, Event, MessageAdded } from '../event.ts';
import type { Fields } from '../fields.ts';
import { refuse } from '../refuse.ts';
import { readRound } from './debate.ts';
import { type Readers, type Source, belonging, conversationOf } from './source.ts';
import { readEntity, readMessage } from './states.ts';

/** HelixAgent's three conversation shapes, the types that only its schema document names, and the summary of a completed one. */
export const conversationReaders: Readers = Object.freeze({
  'conversation.created': started,
  'conversation.completed': completed,
  'conversation.archived': (source) => status(source, 'archived'),
  'conversation.paused': (source) => status(source, 'paused'),
  'conversation.resumed': (source) => status(source, 'active'),
  'conversation.message.added': messageAdded,
  'message.added': messageAdded,
  'conversation.message.updated': messageUpdated,
  'message.updated': messageUpdated,
  'conversation.message.deleted': messageDeleted,
  'message.deleted': messageDeleted,
  'conversation.entity.extracted': entitiesMentioned,
  'entity.extracted': entitiesMentioned,
  'conversation.compressed': compressed,
  'context.compressed': compressed,
  'conversation.context.updated': contextUpdated,
  'snapshot.created': contextUpdated,
});

function started(source: Source): Event {
  const { data, metadata, occurrence } = source;
  return {
    kind: 'conversation.started',
    ...occurrence,
    ...owned(source),
    title: metadata.text('title', 'topic') ?? data.text('title', 'topic'),
    debateId: metadata.optionalId('debate_id'),
  };
}

function completed(source: Source): Event {
  const { data, metadata, occurrence } = source;
  return {
    kind: 'conversation.completed',
    ...occurrence,
    ...owned(source),
    startedAt: data.time('started_at'),
    outcome: data.text('outcome') ?? metadata.text('outcome'),
    messages: data.objects('messages').map((message) => readMessage(message)),
    entities: data.objects('entities').map(readEntity),
    rounds: data.objects('debate_rounds').map((round, i) => readRound(round, `${occurrence.id}:${i}`)),
  };
}

function status(source: Source, to: ConversationStatusChanged['status']): Event {
  return { kind: 'conversation.status', ...source.occurrence, ...owned(source), status: to };
}

function messageAdded(source: Source): MessageAdded {
  const { event, data, metadata, occurrence } = source;
  const message = readMessage(messageFields(source), occurrence.id);
  const said = owned(source);
  return {
    kind: 'message.added',
    ...occurrence,
    ...said,
    userName: said.userName ?? (message.role === 'user' ? metadata.text('speaker') : undefined),
    sequence: event.integer('sequence_number') ?? data.integer('sequence_number'),
    messageId: message.messageId,
    message,
  };
}

/** Its role and id are required: a guess would overwrite what the message was added with. */
function messageUpdated(source: Source): Event {
  const fields = messageFields(source);
  fields.id('message_id');
  fields.id('role');
  return { ...messageAdded(source), kind: 'message.updated' };
}

function messageDeleted(source: Source): Event {
  const { event, data, metadata, occurrence } = source;
  const message = data.nested('message');
  return {
    kind: 'message.deleted',
    ...occurrence,
    ...owned(source),
    sequence: event.integer('sequence_number') ?? data.integer('sequence_number'),
    messageId: message?.optionalId('message_id') ?? metadata.optionalId('message_id') ?? data.id('message_id'),
  };
}

/** The message is an object, a text (what the validation script sends), or the very content of `data`. */
function messageFields({ event, data }: Source): Fields {
  const { message } = data.object;
  if (typeof message === 'string') return data.with({ ...data.object, content: message });
  const nested = data.nested('message');
  if (nested === undefined && data === event) return refuse('message', 'an object or a text', message);
  const fields = nested ?? data;
  if (typeof fields.object['content'] !== 'string') fields.id('content');
  return fields;
}

function entitiesMentioned(source: Source): Event {
  const { data, metadata, occurrence } = source;
  return {
    kind: 'entities.mentioned',
    ...occurrence,
    ...owned(source),
    messageId: data.optionalId('message_id') ?? metadata.optionalId('message_id'),
    entities: data.objects('entities').map(readEntity),
  };
}

function compressed(source: Source): ConversationCompressed {
  const fields = source.data.nested('compression') ?? source.data;
  return {
    kind: 'conversation.compressed',
    ...source.occurrence,
    ...owned(source),
    compressionId: fields.optionalId('compression_id'),
    strategy: fields.text('compression_type'),
    originalMessages: fields.count('original_messages'),
    compressedMessages: fields.count('compressed_messages'),
    originalTokens: fields.count('original_tokens'),
    compressedTokens: fields.count('compressed_tokens'),
    durationMs: fields.amount('compression_duration_ms'),
    summary: fields.text('summary_content'),
  };
}

function contextUpdated(source: Source): ContextUpdated {
  const fields = source.data.nested('context') ?? source.data;
  return {
    kind: 'conversation.context',
    ...source.occurrence,
    ...owned(source),
    messageCount: fields.count('message_count'),
    totalTokens: fields.count('total_tokens'),
    entityCount: fields.count('entity_count'),
    keyTopics: fields.texts('key_topics'),
  };
}

function owned(source: Source): { conversationId: string; userId?: string; userName?: string; sessionId?: string } {
  return { conversationId: conversationOf(source) ?? source.event.id('conversation_id'), ...belonging(source) };
}
