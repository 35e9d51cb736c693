import { describe, expect, test } from 'vitest';
import type { EventKind } from '../../../src/events/event.ts';
import { AT, at, enveloped, readEvent } from '../../support/read-event.ts';

const VERSION = '1709287200123456789';

describe('conversations', () => {
  const a = (event_type: string, more: object) => ({
    event_id: 'cevt-1', event_type, timestamp: AT, node_id: 'node-a', conversation_id: 'c1', session_id: 's1', user_id: 'u1', entities: null, ...more,
  });
  const common = { id: 'cevt-1', at, tenant: 'default', version: 0n, nodeId: 'node-a', conversationId: 'c1', sessionId: 's1', userId: 'u1' };
  const said = { message_id: 'm1', role: 'assistant', content: 'Hello', model: 'gpt-4', tokens: 3, created_at: AT };
  const kept = { messageId: 'm1', role: 'assistant', content: 'Hello', model: 'gpt-4', tokens: 3, createdAt: at };
  const entity = { entity_id: 'e1', type: 'TECH', name: 'Kafka', value: 'a log', confidence: 0.9, context: 'x', properties: null };
  const state = { id: 'e1', type: 'TECH', name: 'Kafka', value: 'a log', confidence: 0.9, aliases: [], properties: {} };

  test('shape A: a message added, its sequence to the last digit', () => {
    const text = JSON.stringify(a('conversation.message.added', { message: said, sequence_number: 0 })).replace('"sequence_number":0', `"sequence_number":${VERSION}`);
    expect(readEvent(text)).toEqual({ ...common, kind: 'message.added', sequence: BigInt(VERSION), messageId: 'm1', message: kept });
  });

  test('shape A: a message edited and deleted', () => {
    expect(readEvent(a('conversation.message.updated', { message: said }))).toEqual({ ...common, kind: 'message.updated', messageId: 'm1', message: kept });
    expect(readEvent(a('conversation.message.deleted', { message: { message_id: 'm1' } }))).toEqual({ ...common, kind: 'message.deleted', messageId: 'm1' });
  });

  test('shape A: a conversation created, completed and archived', () => {
    expect(readEvent(a('conversation.created', { metadata: { topic: 'Logs', debate_id: 'd1', user_name: 'Ada' } })))
      .toEqual({ ...common, kind: 'conversation.started', title: 'Logs', debateId: 'd1', userName: 'Ada' });
    expect(readEvent(a('conversation.completed', {}))).toEqual({ ...common, kind: 'conversation.completed', messages: [], entities: [], rounds: [] });
    expect(readEvent(a('conversation.archived', {}))).toEqual({ ...common, kind: 'conversation.status', status: 'archived' });
  });

  test('shape A: entities extracted, context updated, compressed', () => {
    expect(readEvent(a('conversation.entity.extracted', { entities: [entity] }))).toEqual({ ...common, kind: 'entities.mentioned', entities: [state] });
    expect(readEvent(a('conversation.context.updated', { context: { message_count: 3, total_tokens: 90, entity_count: 2, key_topics: null } })))
      .toEqual({ ...common, kind: 'conversation.context', messageCount: 3, totalTokens: 90, entityCount: 2, keyTopics: [] });
    const compression = {
      compression_id: 'k1', compression_type: 'hybrid', original_messages: 40, compressed_messages: 5, original_tokens: 4000,
      compressed_tokens: 900, compression_ratio: 0.22, summary_content: 'They chose Kafka.', compression_duration_ms: 120, compressed_at: AT,
    };
    expect(readEvent(a('conversation.compressed', { compression }))).toEqual({
      ...common, kind: 'conversation.compressed', compressionId: 'k1', strategy: 'hybrid', originalMessages: 40, compressedMessages: 5,
      originalTokens: 4000, compressedTokens: 900, durationMs: 120, summary: 'They chose Kafka.',
    });
  });

  test('shape A: a debate round and the winner, the debate named by metadata', () => {
    const debate_round = { round_id: 'r1', round_number: 2, provider: 'openai', model: 'gpt-4', role: 'critic', response: 'No.', tokens_used: 9, response_time_ms: 80, confidence: 0.7, created_at: AT };
    expect(readEvent(a('conversation.debate.round', { debate_round, metadata: { debate_id: 'd1', position: 'Negative side' } }))).toEqual({
      ...common, kind: 'debate.round', debateId: 'd1',
      round: { roundId: 'r1', round: 2, position: 'Negative side', role: 'critic', provider: 'openai', model: 'gpt-4', response: 'No.', responseTimeMs: 80, tokens: 9, confidence: 0.7 },
    });
    const metadata = { debate_id: 'd1', conclusion: 'Yes', reason: 'Sound', total_rounds: 3, winner_provider: 'openai', winner_model: 'gpt-4', winner_position: null };
    expect(readEvent(a('conversation.debate.winner', { metadata }))).toEqual({
      ...common, kind: 'debate.completed', debateId: 'd1', outcome: 'successful', rounds: 3, conclusion: 'Yes', reason: 'Sound',
      winner: { provider: 'openai', model: 'gpt-4' }, participants: [],
    });
  });

  test('a debate that nothing names is that of its conversation', () => {
    expect(readEvent(a('conversation.debate.round', { debate_round: { round_id: 'r1', round_number: 1 } }))).toMatchObject({ debateId: 'c1', conversationId: 'c1' });
  });

  const b = (event_type: string, more: object) => ({ event_id: 'cevt-1', conversation_id: 'c1', user_id: 'u1', session_id: '', event_type, timestamp: AT, ...more });

  test('shape B: message, entities, round with a number as position, completion', () => {
    expect(readEvent(b('message.added', { message: { message_id: 'm1', role: 'user', content: '', tokens: 0, timestamp: AT } })))
      .toMatchObject({ kind: 'message.added', userId: 'u1', message: { messageId: 'm1', role: 'user', content: '', tokens: 0, createdAt: at } });
    expect(readEvent(b('entity.extracted', { entities: [{ entity_id: 'e1', name: 'Kafka', type: 'TECH', importance: 0.7 }] })))
      .toMatchObject({ kind: 'entities.mentioned', entities: [{ id: 'e1', name: 'Kafka', importance: 0.7 }] });
    expect(readEvent(b('debate.round', { debate_round: { round_id: 'r1', round: 2, position: 1, confidence_score: 0.6 } })))
      .toMatchObject({ kind: 'debate.round', round: { roundId: 'r1', round: 2, position: '1', confidence: 0.6 } });
    expect(readEvent(b('conversation.completed', {}))).toMatchObject({ kind: 'conversation.completed', conversationId: 'c1' });
  });

  const c = (event_type: string, data: object) => enveloped({ event_id: 'evt_1', conversation_id: 'c1', event_type, timestamp: AT, data });

  test('shape C: everything lies under data, and nobody is named', () => {
    expect(readEvent(c('message.added', { message_id: 'm1', role: 'user', content: 'Hi' }))).toMatchObject({ kind: 'message.added', messageId: 'm1', message: { content: 'Hi' } });
    expect(readEvent(c('message.added', { message: said }))).toMatchObject({ message: kept });
    expect(readEvent(c('entity.extracted', { message_id: 'm1', entities: [entity] }))).toMatchObject({ kind: 'entities.mentioned', messageId: 'm1', entities: [state] });
    expect(readEvent(c('debate.started', { debate_id: 'd1', topic: 'Logs', participants: [{ provider: 'openai', model: 'gpt-4', position: 'pro' }] })))
      .toMatchObject({ kind: 'debate.started', debateId: 'd1', conversationId: 'c1', topic: 'Logs', participants: [{ position: 'pro' }] });
    expect(readEvent(c('debate.completed', { debate_id: 'd1', rounds: 2, outcome: 'abandoned' }))).toMatchObject({ kind: 'debate.completed', outcome: 'abandoned', rounds: 2 });
    expect(readEvent(c('context.compressed', { original_messages: 9, summary_content: 'Short.' }))).toMatchObject({ kind: 'conversation.compressed', originalMessages: 9, summary: 'Short.' });
  });

  test.each<[string, object, EventKind]>([
    ['message.updated', { message: said }, 'message.updated'],
    ['message.deleted', { message_id: 'm1' }, 'message.deleted'],
    ['conversation.paused', {}, 'conversation.status'],
    ['conversation.resumed', {}, 'conversation.status'],
    ['snapshot.created', { message_count: 4 }, 'conversation.context'],
    ['relationship.created', { data: { relationship: { type: 'USES', source_id: 'a', target_id: 'b' } } }, 'entities.linked'],
  ])('shape D: %s', (event_type, more, kind) => expect(readEvent(b(event_type, more)).kind).toBe(kind));

  test('shape E: what the validation script sends, its id made of its content', () => {
    const event = readEvent({ conversation_id: 'c1', message: 'Hello', timestamp: AT });
    expect(event).toMatchObject({ kind: 'message.added', at, conversationId: 'c1', message: { messageId: event.id, role: 'user', content: 'Hello' } });
  });

  test('the summary of a completed conversation', () => {
    const summary = {
      conversation_id: 'c1', user_id: 'u1', session_id: 's1', started_at: AT, completed_at: AT, outcome: 'successful',
      messages: [{ message_id: 'm1', role: 'assistant', content: 'Hello', timestamp: AT, tokens: 3 }],
      entities: [{ entity_id: 'e1', type: 'TECH', name: 'Kafka', value: 'a log', confidence: 0.9 }],
      debate_rounds: [{ round: 1, position: 'pro', provider: 'openai', model: 'gpt-4', response: 'Yes', confidence: 0.8, response_time_ms: 90 }],
    };
    expect(readEvent(summary, { topic: 'helixagent.conversations.completed' })).toMatchObject({
      kind: 'conversation.completed', at, startedAt: at, outcome: 'successful',
      messages: [{ messageId: 'm1', content: 'Hello' }], entities: [state], rounds: [{ round: 1, position: 'pro', response: 'Yes' }],
    });
    expect(readEvent({ ...summary, messages: null, entities: null })).toMatchObject({ messages: [], entities: [] });
  });

  test('a user is named by metadata, or by the speaker of what the user said', () => {
    expect(readEvent(a('conversation.message.added', { message: { ...said, role: 'user' }, metadata: { speaker: 'Ada' } }))).toMatchObject({ userName: 'Ada' });
    expect(readEvent(a('conversation.message.added', { message: said, metadata: { speaker: 'Robot' } }))).toHaveProperty('userName', undefined);
  });
});
