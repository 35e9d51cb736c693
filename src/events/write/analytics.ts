import type { EventOf } from '../event.ts';
import { type Wire, type Writers, belonging, occurrence, time } from './wire.ts';
import { writeWinner } from './states.ts';

type Measured = 'provider.metrics' | 'debate.metrics' | 'conversation.metrics';

/** As HelixAgent's analytics wrapper, its windows and its stream events. */
export const analyticsWriters: Writers<Measured | 'conversation.window' | 'stream.event'> = Object.freeze({
  'provider.metrics': (event) =>
    measured(event, 'helixagent.analytics.providers', event.requestId, {
      provider: event.provider,
      model: event.model,
      request_id: event.requestId,
      debate_id: event.debateId,
      round: event.round,
      response_time_ms: event.responseTimeMs,
      ttft_ms: event.timeToFirstTokenMs,
      tokens_used: event.tokens,
      prompt_tokens: event.promptTokens,
      completion_tokens: event.completionTokens,
      confidence: event.confidence,
      success: event.success,
      error_type: event.errorType,
      error_count: event.errorCount,
      cost_usd: event.costUsd,
    }),
  'debate.metrics': (event) =>
    measured(event, 'helixagent.analytics.debates', event.debateId, {
      debate_id: event.debateId,
      topic: event.topic,
      total_rounds: event.rounds,
      total_duration_ms: event.durationMs,
      participant_count: event.participantCount,
      ...writeWinner(event.winner),
      confidence: event.confidence,
      total_tokens: event.tokens,
      outcome: event.outcome,
    }),
  'conversation.metrics': (event) =>
    measured(event, 'helixagent.analytics.conversations', event.conversationId, {
      conversation_id: event.conversationId,
      message_count: event.messageCount,
      entity_count: event.entityCount,
      total_tokens: event.totalTokens,
      compressed: event.compressed,
      compression_ratio: event.compressionRatio,
      debate_count: event.debateCount,
      ...belonging(event),
    }),
  'conversation.window': (event) => ({
    topic: 'helixagent.analytics.debates',
    key: event.conversationId ?? event.id,
    value: {
      ...occurrence(event),
      conversation_id: event.conversationId,
      window_start: time(event.from),
      window_end: time(event.until),
      total_messages: event.messages,
      llm_calls: event.llmCalls,
      debate_rounds: event.debateRounds,
      avg_response_time_ms: event.averageResponseTimeMs,
    },
  }),
  'stream.event': (event) => {
    const { event_id: id, ...rest } = occurrence(event);
    return {
      topic: 'helixagent.stream.events',
      key: event.streamId,
      value: { id, ...rest, stream_id: event.streamId, type: event.type, content: event.content, index: event.index, error: event.error },
    };
  },
});

function measured(event: EventOf<Measured>, topic: string, key: string, data: Wire['value']): Wire {
  return { topic, key, value: { ...occurrence(event), event_type: event.kind, data } };
}
