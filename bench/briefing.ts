import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Event } from '../src/events/event.ts';
import type { Benchmark } from './support/benchmark.ts';
import { distribution } from './support/distribution.ts';
import { expectEqual } from './support/expect.ts';
import { httpClient } from './support/http-client.ts';
import { say } from './support/say.ts';
import { statementsOf } from './support/statements.ts';
import { connectStores } from './support/stores.ts';
import { timed } from './support/timed.ts';

const WARM_UP = 60;
const ROUNDS = 200;
const COUNTS = { entities: 10, memories: 5, debates: 3, rounds: 4, messages: 60, requests: 500, days: 14 };
const HOUR = 3_600_000;
const MODELS = ['gpt-4o', 'gpt-4o-mini', 'o3'];

const QUERY = readFileSync(new URL('../operations/briefing.graphql', import.meta.url), 'utf8');

export const briefing: Benchmark = {
  name: 'briefing',
  conditions: `operations/briefing.graphql over HTTP for a conversation of ${COUNTS.messages} messages, ${COUNTS.entities} entities, ${COUNTS.debates} debates; ${WARM_UP} to warm up, ` +
    `${ROUNDS} rounds, one request at a time, alternating with its Cypher and SQL by their drivers, one statement after another`,
  async run(lab) {
    const { url } = await lab.program();
    const { tenant, neo4j: { database } } = lab.config;
    const conversationId = randomUUID();
    await say(lab, events(tenant, conversationId));
    const stores = connectStores(lab.config);
    const client = httpClient(url);
    try {
      const variables = { conversationId };
      const statements = await statementsOf(QUERY, variables, { stores, database, tenant });
      const { data } = await client.query(QUERY, variables);
      const { user, entities, debates, context } = data.conversation;
      expectEqual('its parts', [user.memories.length, entities.length, debates.length], [COUNTS.memories, COUNTS.entities, COUNTS.debates]);
      expectEqual('rounds', debates[0].rounds.length, COUNTS.rounds);
      expectEqual('messages', context.messages.length > 0, true);

      const body = JSON.stringify({ query: QUERY, variables });
      const times = { ours: [] as number[], bare: [] as number[], cypher: [] as number[] };
      for (let i = 0; i < WARM_UP + ROUNDS; i++) {
        const ours = await timed(() => client.fetch(body));
        const { cypherMs, sqlMs } = await statements.ask();
        if (i < WARM_UP) continue;
        times.ours.push(ours);
        times.bare.push(cypherMs + sqlMs);
        times.cypher.push(cypherMs);
      }
      const [ours, bare, cypher] = [times.ours, times.bare, times.cypher].map(distribution);
      const floor = `its ${statements.cypher.length} Cypher and ${statements.sql.length} SQL (Cypher p50 ${cypher!.p50.toFixed(1)} ms)`;
      return [
        { name: 'the Briefing, p50', value: ours!.p50, unit: 'ms', distribution: ours!, comparison: { with: floor, value: bare!.p50 } },
        { name: 'the Briefing, p95', value: ours!.p95, unit: 'ms', comparison: { with: floor, value: bare!.p95 } },
      ];
    } finally {
      client.close();
      await stores.close();
    }
  },
};

function* events(tenant: string, conversationId: string): Generator<Event> {
  const now = Date.now();
  const occurrence = (hoursAgo = 0) => ({ id: randomUUID(), tenant, at: now - hoursAgo * HOUR, version: 0n });
  const [userId, provider] = [`user-${conversationId}`, 'openai'];
  const entity = (i: number) => ({ id: `${conversationId}-e${i}`, name: `Entity ${i}`, type: 'TECH', aliases: [], properties: {}, importance: i / 10 });
  yield { kind: 'conversation.started', ...occurrence(), conversationId, userId, userName: 'Ada', title: 'A conversation to brief about' };
  for (let i = 0; i < COUNTS.messages; i++) {
    const messageId = `${conversationId}-m${i}`;
    yield {
      kind: 'message.added', ...occurrence(), conversationId, userId, sequence: BigInt(i), messageId,
      message: { messageId, role: i % 2 ? 'assistant' : 'user', content: `Message ${i} says what a message says, in a sentence or two of ordinary length.` },
    };
  }
  for (let i = 0; i < COUNTS.entities; i++) {
    yield { kind: 'entity.described', ...occurrence(), conversationId, entity: entity(i) };
    for (let day = 0; day < COUNTS.days; day++) yield { kind: 'entities.mentioned', ...occurrence(24 * day), conversationId, entities: [entity(i)] };
    for (const to of [1, 2, 3].map((step) => (i + step) % COUNTS.entities))
      yield { kind: 'entities.linked', ...occurrence(), relation: { id: randomUUID(), type: 'USES', sourceId: entity(i).id, targetId: entity(to).id, contexts: [], properties: {} } };
  }
  for (let i = 0; i < COUNTS.memories; i++)
    yield {
      kind: 'memory.remembered', ...occurrence(), memoryId: `${conversationId}-n${i}`, userId, conversationId, content: `Ada prefers what note ${i} says.`, importance: 0.5, type: 'semantic',
      tags: [], metadata: {}, entities: [entity(i), entity(i + 5)], relations: [], sourceMessageIds: [`${conversationId}-m${i}`], clock: {},
    };
  for (let d = 0; d < COUNTS.debates; d++) {
    const debateId = `${conversationId}-d${d}`;
    const participants = MODELS.map((model, i) => ({ provider, model, position: `position ${i}`, won: i === d }));
    yield { kind: 'debate.started', ...occurrence(1), debateId, conversationId, topic: `Question ${d}`, participants };
    for (let round = 1; round <= COUNTS.rounds; round++)
      yield {
        kind: 'debate.round', ...occurrence(1), debateId, conversationId,
        round: { roundId: `${debateId}-r${round}`, round, provider, model: MODELS[round % MODELS.length], position: `position ${round % MODELS.length}`, confidence: 0.8, response: 'A reasoned response.' },
      };
    yield { kind: 'debate.completed', ...occurrence(), debateId, conversationId, topic: `Question ${d}`, outcome: 'successful', winner: participants[d], confidence: 0.9, participants };
  }
  for (let i = 0; i < COUNTS.requests; i++)
    yield {
      kind: 'provider.metrics', ...occurrence(i / 4), provider, model: MODELS[i % MODELS.length]!, requestId: `${conversationId}-q${i}`,
      responseTimeMs: 200 + (i * 37) % 900, tokens: 400, success: i % 20 !== 0, costUsd: 0.004,
    };
}
