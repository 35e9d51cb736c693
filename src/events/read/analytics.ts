import type { Event } from '../event.ts';
import { readOutcome, readWinner } from './debate.ts';
import { type Readers, type Source, belonging, conversationOf } from './source.ts';

/** What HelixAgent measures, and the tokens it streams. */
export const analyticsReaders: Readers = Object.freeze({
  'provider.metrics': providerMetrics,
  'debate.metrics': debateMetrics,
  'conversation.metrics': conversationMetrics,
  'analytics.windowed': conversationWindow,
  'stream.event': streamEvent,
});

function providerMetrics({ data, occurrence }: Source): Event {
  const promptTokens = data.count('prompt_tokens');
  const completionTokens = data.count('completion_tokens');
  return {
    kind: 'provider.metrics',
    ...occurrence,
    provider: data.id('provider'),
    model: data.id('model'),
    requestId: data.optionalId('request_id') ?? occurrence.id,
    debateId: data.optionalId('debate_id'),
    round: data.count('round'),
    responseTimeMs: data.amount('response_time_ms') ?? 0,
    timeToFirstTokenMs: data.amount('ttft_ms', 'time_to_first_token_ms'),
    tokens: data.count('tokens_used') ?? (promptTokens ?? 0) + (completionTokens ?? 0),
    promptTokens,
    completionTokens,
    confidence: data.ratio('confidence'),
    success: data.flag('success') ?? !data.has('error_type'),
    errorType: data.text('error_type'),
    errorCount: data.count('error_count'),
    costUsd: data.amount('cost_usd', 'cost'),
  };
}

function debateMetrics({ data, occurrence }: Source): Event {
  return {
    kind: 'debate.metrics',
    ...occurrence,
    debateId: data.id('debate_id'),
    topic: data.text('topic'),
    rounds: data.count('total_rounds'),
    durationMs: data.amount('total_duration_ms'),
    participantCount: data.count('participant_count'),
    winner: readWinner(data),
    confidence: data.ratio('confidence'),
    tokens: data.count('total_tokens'),
    outcome: readOutcome(data),
  };
}

function conversationMetrics(source: Source): Event {
  const { data, occurrence } = source;
  return {
    kind: 'conversation.metrics',
    ...occurrence,
    ...belonging(source),
    conversationId: data.id('conversation_id'),
    messageCount: data.count('message_count'),
    entityCount: data.count('entity_count'),
    totalTokens: data.count('total_tokens'),
    compressed: data.flag('compressed'),
    compressionRatio: data.amount('compression_ratio'),
    debateCount: data.count('debate_count'),
  };
}

function conversationWindow(source: Source): Event {
  const { data, occurrence } = source;
  return {
    kind: 'conversation.window',
    ...occurrence,
    conversationId: conversationOf(source),
    from: data.requiredTime('window_start'),
    until: data.requiredTime('window_end'),
    messages: data.count('total_messages') ?? 0,
    llmCalls: data.count('llm_calls') ?? 0,
    debateRounds: data.count('debate_rounds') ?? 0,
    averageResponseTimeMs: data.amount('avg_response_time_ms'),
  };
}

const pieces = { token: 'token', chunk: 'chunk', done: 'done', error: 'error' } as const;

function streamEvent({ data, occurrence }: Source): Event {
  return {
    kind: 'stream.event',
    ...occurrence,
    streamId: data.id('stream_id'),
    type: data.word('type', pieces) ?? (data.flag('done') === true ? 'done' : 'token'),
    content: data.content('content'),
    index: data.count('index') ?? 0,
    error: data.text('error'),
  };
}
