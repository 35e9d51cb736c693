import type { EventOf } from '../event.ts';
import { type Wire, type Writers, belonging, occurrence, time } from './wire.ts';
import { writeParticipant, writeRound, writeWinner } from './states.ts';

type Kind = 'debate.started' | 'debate.round' | 'debate.completed';

/**
 * A whole debate on one key of one topic, so that a stream has it in order: HelixAgent spreads it over two topics.
 * Beginning and end as its `bigdata.ConversationEvent` (the other shapes know no abandoned debate), rounds as its `conversation.ConversationEvent`.
 */
export const debateWriters: Writers<Kind> = Object.freeze({
  'debate.started': (event) => held(event, 'debate.started', {
    data: { debate_id: event.debateId, topic: event.topic, participants: event.participants.map(writeParticipant) },
  }),
  'debate.round': (event) => held(event, 'conversation.debate.round', { debate_round: { debate_id: event.debateId, ...writeRound(event.round) } }),
  'debate.completed': (event) => held(event, 'debate.completed', {
    data: {
      debate_id: event.debateId,
      topic: event.topic,
      rounds: event.rounds,
      outcome: event.outcome,
      ...writeWinner(event.winner),
      confidence: event.confidence,
      conclusion: event.conclusion,
      reason: event.reason,
      duration_ms: event.durationMs,
      started_at: time(event.startedAt),
      participants: event.participants.map(writeParticipant),
    },
  }),
});

function held(event: EventOf<Kind>, type: string, content: Wire['value']): Wire {
  return {
    topic: 'helixagent.conversations',
    key: event.debateId,
    value: { ...occurrence(event), event_type: type, conversation_id: event.conversationId, ...content, ...belonging(event) },
  };
}
