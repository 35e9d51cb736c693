import type { DebateRound, EntityState, Message, Participant, RelationState } from '../states.ts';
import { time } from './wire.ts';

type Json = Readonly<Record<string, unknown>>;

export function writeMessage(message: Message): Json {
  const { messageId, role, content, model, tokens, createdAt } = message;
  return { message_id: messageId, role, content, model, tokens, created_at: time(createdAt) };
}

export function writeEntity(entity: EntityState): Json {
  const { id, name, type, value, aliases, properties, confidence, importance, createdAt } = entity;
  return { id, name, type, value, aliases, properties, confidence, importance, created_at: time(createdAt) };
}

export function writeRelation(relation: RelationState): Json {
  const { id, type, sourceId, targetId, strength, cooccurrences, contexts, properties, createdAt } = relation;
  return {
    id, type, source_id: sourceId, target_id: targetId, strength,
    cooccurrence_count: cooccurrences, contexts, properties, created_at: time(createdAt),
  };
}

export function writeRound(round: DebateRound): Json {
  const { roundId, round: number, position, role, provider, model, response, responseTimeMs, tokens, confidence, errorCount } = round;
  return {
    round_id: roundId, round_number: number, position, role, provider, model, response,
    response_time_ms: responseTimeMs, tokens_used: tokens, confidence, error_count: errorCount,
  };
}

export function writeParticipant(participant: Participant): Json {
  const { provider, model, position, responseTimeMs, tokens, confidence, won } = participant;
  return { provider, model, position, response_time_ms: responseTimeMs, tokens_used: tokens, confidence, won };
}

export function writeWinner(winner: Participant | undefined): Json {
  return { winner_provider: winner?.provider, winner_model: winner?.model, winner_position: winner?.position };
}
