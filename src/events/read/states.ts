import type { EntityState, Message, Participant, RelationState, Role } from '../states.ts';
import type { Fields } from '../fields.ts';
import { relationId } from '../identity.ts';

/** The roles, and what other platforms call them. */
const roles: Readonly<Record<string, Role>> = {
  user: 'user', human: 'user',
  assistant: 'assistant', ai: 'assistant', model: 'assistant', agent: 'assistant', bot: 'assistant',
  system: 'system', developer: 'system',
  tool: 'tool', function: 'tool',
};

/** A message without a role was said by the user. */
export function readMessage(fields: Fields, fallbackId?: string): Message {
  return {
    messageId: fields.optionalId('message_id') ?? fallbackId ?? fields.id('message_id'),
    role: fields.word('role', roles) ?? 'user',
    content: fields.content('content') ?? '',
    model: fields.text('model'),
    tokens: fields.count('tokens'),
    createdAt: fields.time('created_at', 'timestamp'),
  };
}

export function readEntity(fields: Fields): EntityState {
  return {
    id: fields.id('id', 'entity_id'),
    name: fields.text('name', 'value') ?? fields.id('name'),
    type: fields.id('type', 'entity_type'),
    value: fields.text('value'),
    aliases: fields.texts('aliases'),
    properties: fields.record('properties'),
    confidence: fields.ratio('confidence'),
    importance: fields.ratio('importance'),
    createdAt: fields.time('created_at', 'first_seen'),
  };
}

export function readRelation(fields: Fields): RelationState {
  const type = fields.id('type');
  const sourceId = fields.id('source_id', 'from_entity');
  const targetId = fields.id('target_id', 'to_entity');
  return {
    id: fields.optionalId('id') ?? relationId(sourceId, type, targetId),
    type,
    sourceId,
    targetId,
    strength: fields.ratio('strength'),
    cooccurrences: fields.count('cooccurrence_count'),
    contexts: fields.texts('contexts'),
    properties: fields.record('properties'),
    createdAt: fields.time('created_at'),
  };
}

export function readParticipant(fields: Fields): Participant {
  return {
    provider: fields.optionalId('provider'),
    model: fields.optionalId('model'),
    position: fields.label('position'),
    responseTimeMs: fields.amount('response_time_ms'),
    tokens: fields.count('tokens_used'),
    confidence: fields.ratio('confidence'),
    won: fields.flag('won'),
  };
}
