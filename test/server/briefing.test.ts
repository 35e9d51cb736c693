import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApi, type TestApi } from '../support/api.ts';
import { startReader, type Reader } from '../support/reader.ts';
import { say } from '../support/say.ts';

const BRIEFING = readFileSync(new URL('../../operations/briefing.graphql', import.meta.url), 'utf8');
const conversationId = randomUUID();
const [messageId, kafka, neo4j] = ['m1', 'e-kafka', 'e-neo4j'];

let api: TestApi;
let reader: Reader;
let positions: string[];
beforeAll(async () => {
  api = await startApi();
  reader = await startReader(api.tenant);
  positions = await say(
    api,
    ['startConversation', { conversationId, userId: 'ada', userName: 'Ada', title: 'Choosing a log' }],
    ['appendMessage', { conversationId, messageId, role: 'user', content: 'Should we keep everything in Kafka?' }],
    ['describeEntity', { entityId: kafka, name: 'Kafka', type: 'TECH', importance: 0.9, conversationId }],
    ['describeEntity', { entityId: neo4j, name: 'Neo4j', type: 'TECH', importance: 0.7, conversationId }],
    ['linkEntities', { sourceId: kafka, targetId: neo4j, type: 'FEEDS', strength: 0.8 }],
    ['mentionEntities', { conversationId, messageId, entities: [{ id: kafka, name: 'Kafka', type: 'TECH' }] }],
    ['remember', { userId: 'ada', content: 'Ada prefers logs.', importance: 0.6, about: [{ id: kafka, name: 'Kafka', type: 'TECH' }], sourceIds: [messageId], conversationId }],
    ['startDebate', { debateId: 'd1', topic: 'Kafka or not', conversationId, participants: [{ provider: 'openai', model: 'gpt-4o', position: 'for' }] }],
    ['recordRound', { debateId: 'd1', conversationId, round: 1, provider: 'openai', model: 'gpt-4o', position: 'for', confidence: 0.8, response: 'Yes.' }],
    ['completeDebate', { debateId: 'd1', conversationId, outcome: 'successful', winner: { provider: 'openai', model: 'gpt-4o', position: 'for' }, confidence: 0.9, participants: [{ provider: 'openai', model: 'gpt-4o', position: 'for' }] }],
    ['recordProviderMetrics', { provider: 'openai', model: 'gpt-4o', responseTimeMs: 120, tokens: 50, success: true, costUsd: 0.01 }],
  );
});
afterAll(async () => {
  await reader.close();
  await api.stop();
});

describe('the Briefing', () => {
  it('is filled from every store in one request', async () => {
    const { data, errors } = await api.query(BRIEFING, { conversationId }, { minPosition: positions });
    expect(errors).toBeUndefined();
    const { user, entities, debates, context } = data.conversation;
    expect(user).toEqual({ name: 'Ada', memories: [{ content: 'Ada prefers logs.', importance: 0.6 }] });
    const found = entities.find((entity: { name: string }) => entity.name === 'Kafka');
    expect(found.relatedEntities).toEqual([{ name: 'Neo4j' }]);
    expect(found.memories).toEqual([{ content: 'Ada prefers logs.', sources: [{ message: { content: 'Should we keep everything in Kafka?' } }] }]);
    expect(found.activity).toHaveLength(14);
    expect(found.activity.at(-1).mentions).toBeGreaterThan(0);
    expect(debates).toEqual([{
      topic: 'Kafka or not',
      rounds: [{ model: 'gpt-4o', confidence: 0.8 }],
      winner: { model: { name: 'gpt-4o', performance: { winRate: 1, p95LatencyMs: 120, costUsd: 0.01 } } },
    }]);
    expect(context.messages).toEqual([{ role: 'user', content: 'Should we keep everything in Kafka?' }]);
    expect(context.tokens).toBeLessThanOrEqual(2000);
  });

  it('is one statement to the graph and at most six to the analytics, also when its translation is kept', async () => {
    const first = await reader.read(BRIEFING, { conversationId });
    expect([reader.cypher.length, reader.sql.length <= 6]).toEqual([1, true]);
    const [cypher] = reader.cypher;
    const second = await reader.read(BRIEFING, { conversationId });
    expect([reader.cypher.length, reader.sql.length <= 6]).toEqual([1, true]);
    expect(reader.cypher[0]).toBe(cypher);
    expect(first.errors).toBeUndefined();
    expect(second.data).toEqual(first.data);
  });

  it('is answered as graphql-js would', async () => {
    expect((await reader.read(BRIEFING, { conversationId })).data).toEqual((await reader.readByReference(BRIEFING, { conversationId })).data);
  });
});
