import type { Event } from '../event.ts';
import type { DebateOutcome, DebateRound, Participant } from '../states.ts';
import type { Fields } from '../fields.ts';
import { type Readers, type Source, belonging, conversationOf } from './source.ts';
import { readParticipant } from './states.ts';

const NANOSECONDS = 1e6;

const outcomes: Readonly<Record<string, DebateOutcome>> = {
  successful: 'successful', success: 'successful', completed: 'successful',
  abandoned: 'abandoned', cancelled: 'abandoned',
  error: 'error', failed: 'error',
};

/** Debates: what conversations say of them, and HelixAgent's `DebateCompletion`. */
export const debateReaders: Readers = Object.freeze({
  'debate.started': started,
  'conversation.debate.round': roundRecorded,
  'debate.round': roundRecorded,
  'conversation.debate.winner': completed,
  'debate.completed': completed,
});

export function readOutcome(fields: Fields): DebateOutcome | undefined {
  return fields.word('outcome', outcomes);
}

/** @param fallbackId the round's identity where its producer gave none */
export function readRound(fields: Fields, fallbackId: string, metadata?: Fields): DebateRound {
  return {
    roundId: fields.optionalId('round_id') ?? fallbackId,
    round: fields.count('round_number', 'round') ?? 0,
    position: metadata?.label('position') ?? fields.label('position'),
    role: fields.text('role'),
    provider: fields.optionalId('provider'),
    model: fields.optionalId('model'),
    response: fields.text('response'),
    responseTimeMs: fields.amount('response_time_ms'),
    tokens: fields.count('tokens_used'),
    confidence: fields.ratio('confidence', 'confidence_score'),
    errorCount: fields.count('error_count'),
  };
}

/** The winner as `winner_provider`, `winner_model` and, in some shapes, `winner_position` name it; else the participant that is said to have won. */
export function readWinner(fields: Fields, participants: readonly Participant[] = []): Participant | undefined {
  const won = participants.find((participant) => participant.won === true);
  const provider = fields.optionalId('winner_provider');
  const model = fields.optionalId('winner_model');
  const position = fields.label('winner_position');
  if (provider === undefined && model === undefined && position === undefined) {
    return won && { provider: won.provider, model: won.model, position: won.position };
  }
  return { provider, model, position: position ?? (won?.model === model ? won?.position : undefined) };
}

function started(source: Source): Event {
  const { data, metadata, occurrence } = source;
  return {
    kind: 'debate.started',
    ...occurrence,
    ...held(source),
    topic: data.text('topic') ?? metadata.text('topic'),
    participants: data.objects('participants').map(readParticipant),
  };
}

function roundRecorded(source: Source): Event {
  const { data, metadata, occurrence } = source;
  const fields = data.nested('debate_round') ?? data;
  return { kind: 'debate.round', ...occurrence, ...held(source, fields), round: readRound(fields, occurrence.id, metadata) };
}

/** The outcome's fields are in the event, its `data` or its `metadata`, by shape. An outcome that is not told was a success. */
function completed(source: Source): Event {
  const { event, data, metadata, occurrence } = source;
  const fields = data === event && !event.has('debate_id') ? metadata : data;
  const participants = fields.objects('participants').map(readParticipant);
  return {
    kind: 'debate.completed',
    ...occurrence,
    ...held(source),
    topic: fields.text('topic'),
    rounds: fields.count('total_rounds', 'rounds'),
    outcome: readOutcome(fields) ?? 'successful',
    winner: readWinner(fields, participants),
    confidence: fields.ratio('confidence'),
    conclusion: fields.text('conclusion'),
    reason: fields.text('reason'),
    durationMs: fields.amount('duration_ms') ?? scaled(fields.amount('duration')),
    startedAt: fields.time('started_at'),
    participants,
  };
}

function held(source: Source, round?: Fields): { debateId: string; conversationId?: string; userId?: string; userName?: string; sessionId?: string } {
  const conversationId = conversationOf(source);
  const debateId = round?.optionalId('debate_id') ?? source.data.optionalId('debate_id') ?? source.metadata.optionalId('debate_id');
  return { debateId: debateId ?? conversationId ?? source.event.id('debate_id'), conversationId, ...belonging(source) };
}

function scaled(nanoseconds: number | undefined): number | undefined {
  return nanoseconds === undefined ? undefined : nanoseconds / NANOSECONDS;
}
