import { describe, expect, test } from 'vitest';
import { AT, GO_ZERO, at, enveloped, readEvent } from '../../support/read-event.ts';

describe('debates and analytics', () => {
  const participants = [{ provider: 'openai', model: 'gpt-4', position: 'pro', response_time_ms: 900, tokens_used: 10, confidence: 0.9, won: true }];

  test("HelixAgent's DebateCompletion: nanoseconds to milliseconds, the winner's position from the participants", () => {
    const completion = {
      debate_id: 'd1', conversation_id: 'c1', user_id: 'u1', session_id: 's1', topic: 'Logs', rounds: 3, winner: 'openai', winner_provider: 'openai',
      winner_model: 'gpt-4', confidence: 0.9, duration: 1_500_000_000, started_at: GO_ZERO, completed_at: AT, participants, outcome: 'successful',
    };
    expect(readEvent(enveloped(completion, { type: 'debate.completed' }), { topic: 'helixagent.debates.completed' })).toMatchObject({
      kind: 'debate.completed', at, debateId: 'd1', conversationId: 'c1', userId: 'u1', topic: 'Logs', rounds: 3, outcome: 'successful', confidence: 0.9,
      durationMs: 1500, startedAt: undefined, winner: { provider: 'openai', model: 'gpt-4', position: 'pro' }, participants: [{ won: true, tokens: 10 }],
    });
    expect(readEvent({ ...completion, participants: null, winner_provider: '', winner_model: '', outcome: 'error' })).toMatchObject({ outcome: 'error', winner: undefined, participants: [] });
  });

  const measured = (event_type: string, data: object) => readEvent({ event_id: 'evt_1', event_type, timestamp: AT, data });
  const common = { id: 'evt_1', tenant: 'default', at, version: 0n };

  test('provider.metrics, with what only some producers measure', () => {
    expect(measured('provider.metrics', {
      provider: 'openai', model: 'gpt-4', request_id: 'r1', debate_id: 'd1', round: 1, timestamp: AT, response_time_ms: 120.5, ttft_ms: 20, tokens_used: 30,
      prompt_tokens: 10, completion_tokens: 20, confidence: 0.5, success: false, error_type: 'timeout', error_count: 1, cost_usd: 0.002,
    })).toEqual({
      ...common, kind: 'provider.metrics', provider: 'openai', model: 'gpt-4', requestId: 'r1', debateId: 'd1', round: 1, responseTimeMs: 120.5,
      timeToFirstTokenMs: 20, tokens: 30, promptTokens: 10, completionTokens: 20, confidence: 0.5, success: false, errorType: 'timeout', errorCount: 1, costUsd: 0.002,
    });
  });

  test('debate.metrics and conversation.metrics', () => {
    expect(measured('debate.metrics', { debate_id: 'd1', topic: 'Logs', timestamp: AT, total_rounds: 3, total_duration_ms: 900, participant_count: 2, winner_provider: 'openai', winner_model: 'gpt-4', confidence: 0.9, total_tokens: 100, outcome: 'successful' }))
      .toEqual({ ...common, kind: 'debate.metrics', debateId: 'd1', topic: 'Logs', rounds: 3, durationMs: 900, participantCount: 2, winner: { provider: 'openai', model: 'gpt-4' }, confidence: 0.9, tokens: 100, outcome: 'successful' });
    expect(measured('conversation.metrics', { conversation_id: 'c1', user_id: 'u1', session_id: 's1', timestamp: AT, message_count: 5, entity_count: 2, total_tokens: 80, compressed: true, compression_ratio: 0.3, debate_count: 1 }))
      .toEqual({ ...common, kind: 'conversation.metrics', conversationId: 'c1', userId: 'u1', sessionId: 's1', messageCount: 5, entityCount: 2, totalTokens: 80, compressed: true, compressionRatio: 0.3, debateCount: 1 });
  });

  test('windowed analytics', () => {
    expect(readEvent({ window_start: '2024-03-01T09:00:00Z', window_end: AT, conversation_id: 'c1', total_messages: 4, llm_calls: 2, debate_rounds: 1, avg_response_time_ms: 300, entity_growth: 2, knowledge_density: 0.5, provider_distribution: { openai: 2 }, created_at: AT }))
      .toMatchObject({ kind: 'conversation.window', at, from: Date.UTC(2024, 2, 1, 9), until: at, messages: 4, llmCalls: 2, debateRounds: 1, averageResponseTimeMs: 300, conversationId: 'c1' });
  });

  test('stream events', () => {
    expect(readEvent({ id: 's-1', stream_id: 'st', type: 'token', content: ' Hi', index: 0, timestamp: AT }))
      .toEqual({ kind: 'stream.event', id: 's-1', tenant: 'default', at, version: 0n, streamId: 'st', type: 'token', content: ' Hi', index: 0 });
    expect(readEvent({ id: 's-2', stream_id: 'st', type: 'error', index: 1, timestamp: AT, done: true, error: 'cut off' })).toMatchObject({ type: 'error', error: 'cut off' });
  });
});
