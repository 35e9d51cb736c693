import type { DebateCompleted, EntitiesLinked, EntityDescribed, Event, MessageAdded } from '../events/event.ts';
import { type EncodedEvent, encode } from '../events/encode.ts';
import type { Random } from './random.ts';

const NANOSECONDS = 1e6;

/** The part of HelixAgent that writes: each has a conversation event of its own. */
export type Component = 'streaming' | 'bigdata';

/**
 * An event as HelixAgent's own producers write it: mostly enveloped, keyed by a random id, without sequence.
 * They name no tenant, so only the default tenant's events can come this way.
 */
export function foreignShape(event: Event, component: Component, random: Random): EncodedEvent {
  if (event.kind === 'message.added') return component === 'streaming' ? streaming(event) : enveloped(bigdata(event), event, 'conversation.event', random);
  if (event.kind === 'entity.described') return enveloped(entityUpdate(event), event, 'entity.update', random);
  if (event.kind === 'entities.linked') return enveloped(relationshipUpdate(event), event, 'relationship.update', random);
  if (event.kind === 'debate.completed') return enveloped(completion(event), event, 'debate.completed', random);
  return enveloped(encode('sequence' in event ? { ...event, sequence: undefined } : event), event, event.kind, random);
}

/** What HelixAgent's validation script sends: hardly anything. */
export function validationScriptMessage(conversationId: string, message: string, at: number): EncodedEvent {
  return { topic: 'conversation-events', key: conversationId, headers: {}, value: JSON.stringify({ conversation_id: conversationId, message, timestamp: iso(at) }) };
}

interface Shaped {
  readonly topic: string;
  readonly value: string;
}

function enveloped({ topic, value }: Shaped, { at }: Event, type: string, random: Random): EncodedEvent {
  const id = `${iso(at).replace(/\D/g, '').slice(0, 14)}-${random.hex(12)}`;
  const message = {
    id, type, payload: Buffer.from(value).toString('base64'), headers: {}, timestamp: iso(at), priority: 5, retry_count: 0, max_retries: 3,
    expiration: '0001-01-01T00:00:00Z', delivery_mode: 2, state: 'pending',
  };
  return { topic, key: id, value: JSON.stringify(message), headers: { type, id } };
}

/** Its stream processor's conversation event: raw. */
function streaming({ id, at, conversationId, userId, sessionId, message }: MessageAdded): EncodedEvent {
  const { messageId, role, content, tokens } = message;
  const value = {
    event_id: id, conversation_id: conversationId, user_id: userId ?? '', session_id: sessionId ?? '', event_type: 'message.added',
    message: { message_id: messageId, role, content, tokens: tokens ?? 0, timestamp: iso(at) }, entities: null, timestamp: iso(at),
  };
  return { topic: 'helixagent.conversations', key: id, value: JSON.stringify(value), headers: {} };
}

/** Its big-data integration's conversation event: the message lies under `data`, and nobody is named. */
function bigdata({ id, at, conversationId, message }: MessageAdded): Shaped {
  const { messageId, role, content, model, tokens } = message;
  const data = { message_id: messageId, role, content, model, tokens };
  return { topic: 'helixagent.conversations', value: JSON.stringify({ event_id: id, conversation_id: conversationId, event_type: 'message.added', timestamp: iso(at), data }) };
}

function entityUpdate({ id, at, entity, conversationId }: EntityDescribed): Shaped {
  const { id: entityId, name, type, properties, aliases } = entity;
  const value = {
    event_id: id, event_type: 'entity.updated', timestamp: iso(at), conversation_id: conversationId ?? '',
    entity: { id: entityId, name, type, properties, aliases: aliases.length > 0 ? aliases : null, created_at: iso(at), updated_at: iso(at) },
  };
  return { topic: 'helixagent.entities.updates', value: JSON.stringify(value) };
}

function relationshipUpdate({ id, at, relation, conversationId }: EntitiesLinked): Shaped {
  const { id: relationshipId, sourceId, targetId, type, strength } = relation;
  const value = {
    event_id: id, event_type: 'relationship.created', timestamp: iso(at), conversation_id: conversationId ?? '',
    relationship: { id: relationshipId, source_id: sourceId, target_id: targetId, type, strength: strength ?? 1, created_at: iso(at), updated_at: iso(at) },
  };
  return { topic: 'helixagent.relationships.updates', value: JSON.stringify(value) };
}

/** It has no id: its content identifies it. */
function completion(event: DebateCompleted): Shaped {
  const value = {
    debate_id: event.debateId, conversation_id: event.conversationId ?? '', user_id: event.userId ?? '', session_id: '', topic: event.topic ?? '',
    rounds: event.rounds ?? 0, winner: event.winner?.position ?? '', winner_provider: event.winner?.provider ?? '', winner_model: event.winner?.model ?? '',
    confidence: event.confidence ?? 0, duration: Math.round((event.durationMs ?? 0) * NANOSECONDS), started_at: iso(event.startedAt ?? event.at), completed_at: iso(event.at),
    participants: event.participants.map(({ provider, model, position, responseTimeMs, tokens, confidence, won }) => ({
      provider, model, position, response_time_ms: Math.round(responseTimeMs ?? 0), tokens_used: tokens ?? 0, confidence: confidence ?? 0, won: won ?? false,
    })),
    outcome: event.outcome,
  };
  return { topic: 'helixagent.debates.completed', value: JSON.stringify(value) };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
