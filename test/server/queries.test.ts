import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApi, type TestApi } from '../support/api.ts';
import { say } from '../support/say.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

const ok = async (query: string, variables: Record<string, unknown> = {}, minPosition?: readonly string[]) => {
  const { data, errors } = await api.query(query, variables, { minPosition });
  expect(errors).toBeUndefined();
  return data;
};

describe('a conversation', () => {
  const conversationId = randomUUID();
  const messageIds = Array.from({ length: 7 }, (_, i) => `${conversationId}-${i}`);
  let positions: string[];
  beforeAll(async () => {
    positions = await say(api,
      ['startConversation', { conversationId, userId: 'reader', title: 'In pages' }],
      ...messageIds.map((messageId, i) => ['appendMessage', { conversationId, messageId, role: i % 2 ? 'assistant' : 'user', content: `Message number ${i}`, at: new Date(Date.now() - 60_000 + i * 1000).toISOString() }] as const),
      ['updateMessage', { conversationId, messageId: messageIds[2], role: 'user', content: 'Message number two' }],
      ['deleteMessage', { conversationId, messageId: messageIds[4] }],
      ['mentionEntities', { conversationId, messageId: messageIds[0], entities: [{ id: 'paging', name: 'Paging', type: 'CONCEPT' }] }],
      ['completeConversation', { conversationId, outcome: 'solved' }],
    );
  });

  const PAGE = `query ($id: ID!, $first: Int, $after: String, $last: Int, $before: String) {
    conversation(id: $id) { status outcome messages(first: $first, after: $after, last: $last, before: $before) {
      totalCount nodes { id content edited } pageInfo { hasNextPage hasPreviousPage endCursor startCursor }
    } }
  }`;
  const alive = messageIds.filter((_, i) => i !== 4);
  const page = async (variables: object) => (await ok(PAGE, { id: conversationId, ...variables }, positions))['conversation'].messages;

  it('comes in pages with cursors that stay, edits applied and deleted ones left out', async () => {
    const read: string[] = [];
    let after: string | undefined;
    for (let more = true; more; ) {
      const { nodes, totalCount, pageInfo } = await page({ first: 4, after });
      expect(totalCount).toBe(6);
      read.push(...nodes.map(({ id }: { id: string }) => id));
      ({ hasNextPage: more, endCursor: after } = pageInfo);
    }
    expect(read).toEqual(alive);
    const { nodes } = await page({ first: 3 });
    expect(nodes[2]).toEqual({ id: messageIds[2], content: 'Message number two', edited: true });
  });

  it('comes from its end, too', async () => {
    const { nodes, pageInfo } = await page({ last: 2 });
    expect(nodes.map(({ id }: { id: string }) => id)).toEqual(alive.slice(-2));
    expect(pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
    const before = await page({ last: 10, before: pageInfo.startCursor });
    expect(before.nodes.map(({ id }: { id: string }) => id)).toEqual(alive.slice(0, -2));
    expect(before.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
  });

  it('gives a context that tells what it left out', async () => {
    const data = await ok(
      `query ($id: ID!) { conversation(id: $id) { status outcome
        small: context(maxTokens: 20, model: "gpt-4") { tokens maxTokens truncated omittedMessages messages { id } }
        whole: context { tokens truncated omittedMessages messages { id } summaries { content } } } }`,
      { id: conversationId }, positions,
    );
    const { small, whole, status, outcome } = data['conversation'];
    expect([status, outcome]).toEqual(['completed', 'solved']);
    expect(whole).toMatchObject({ truncated: false, omittedMessages: 0, summaries: [] });
    expect(whole.messages.map(({ id }: { id: string }) => id)).toEqual(alive);
    expect(small.tokens).toBeLessThanOrEqual(20);
    expect(small).toMatchObject({ maxTokens: 20, truncated: true, omittedMessages: alive.length - small.messages.length });
    expect(small.messages.map(({ id }: { id: string }) => id)).toEqual(alive.slice(-small.messages.length));
  });

  it('leads from a message back into the graph', async () => {
    const data = await ok('query ($id: ID!) { conversation(id: $id) { messages(first: 2) { nodes { mentions { id name activity(last: 1) { mentions } } conversation { title } } } } }', { id: conversationId }, positions);
    expect(data['conversation'].messages.nodes).toEqual([
      { mentions: [{ id: 'paging', name: 'Paging', activity: [{ mentions: 1 }] }], conversation: { title: 'In pages' } },
      { mentions: [], conversation: { title: 'In pages' } },
    ]);
  });
});

describe('entities', () => {
  it('that are described in a conversation are mentioned there, in both stores', async () => {
    const [entityId, elsewhere, conversationId] = [randomUUID(), randomUUID(), randomUUID()];
    const said = await say(api, ['describeEntity', { entityId, name: 'Said', type: 'TECH', conversationId }], ['describeEntity', { entityId: elsewhere, name: 'Unsaid', type: 'TECH' }]);
    const data = await ok(
      `query ($id: ID!, $said: ID!, $unsaid: ID!) {
        conversation(id: $id) { entities { id } }
        said: entity(id: $said) { conversations { id } activity(last: 1) { mentions } }
        unsaid: entity(id: $unsaid) { conversations { id } activity(last: 1) { mentions } } }`,
      { id: conversationId, said: entityId, unsaid: elsewhere }, said,
    );
    expect(data['conversation'].entities).toContainEqual({ id: entityId });
    expect(data['said']).toEqual({ conversations: [{ id: conversationId }], activity: [{ mentions: 1 }] });
    expect(data['unsaid']).toEqual({ conversations: [], activity: [{ mentions: 0 }] });
  });

  it('are described, linked, found by path, merged and removed', async () => {
    const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((name) => `${name}-${randomUUID()}`) as [string, string, string, string];
    const entity = (entityId: string) => ['describeEntity', { entityId, name: `Name ${entityId}`, type: 'TECH', aliases: [`alias ${entityId}`] }] as const;
    const before = await say(api, entity(a), entity(b), entity(c), entity(d),
      ['linkEntities', { sourceId: a, targetId: b, type: 'USES', strength: 0.4 }], ['linkEntities', { sourceId: b, targetId: c, type: 'USES' }], ['linkEntities', { relationshipId: `r-${d}`, sourceId: c, targetId: d, type: 'USES' }]);
    const PATH = 'query ($from: ID!, $to: ID!) { shortestPath(from: $from, to: $to) { length entities { id } relationships { type strength } } entity(id: $from) { neighbourhood(depth: 5) { distance entity { id } } } }';
    expect(await ok(PATH, { from: a, to: c }, before)).toEqual({
      shortestPath: { length: 2, entities: [{ id: a }, { id: b }, { id: c }], relationships: [{ type: 'USES', strength: 0.4 }, { type: 'USES', strength: null }] },
      entity: { neighbourhood: [{ distance: 1, entity: { id: b } }, { distance: 2, entity: { id: c } }, { distance: 3, entity: { id: d } }] },
    });
    const after = await say(api, ['unlinkEntities', { relationshipId: `r-${d}` }], ['mergeEntities', { sourceId: b, targetId: a }], ['removeEntity', { entityId: d }]);
    const data = await ok(`query ($a: ID!, $b: ID!, $d: ID!) { entity(id: $a) { aliases relatedEntities { id } } merged: entity(id: $b) { id } removed: entity(id: $d) { id } }`, { a, b, d }, after);
    expect(data).toEqual({ entity: { aliases: expect.arrayContaining([`Name ${b}`]), relatedEntities: [{ id: c }] }, merged: null, removed: null });
  });
});

describe('memories of a user', () => {
  it('are found by text, of that user alone, until they are forgotten', async () => {
    const [mine, theirs] = [randomUUID(), randomUUID()];
    const SEARCH = 'query ($userId: ID!, $phrase: String!) { searchMemory(userId: $userId, phrase: $phrase) { score memory { id content user { id } } } }';
    const written = await say(api,
      ['remember', { memoryId: mine, userId: 'u-mine', content: 'Likes marmalade on toast' }],
      ['remember', { memoryId: theirs, userId: 'u-theirs', content: 'Hates marmalade' }],
      ['revise', { memoryId: mine, userId: 'u-mine', content: 'Likes marmalade on bread' }]);
    const found = await ok(SEARCH, { userId: 'u-mine', phrase: 'marmalade" OR (' }, written);
    expect(found['searchMemory']).toEqual([{ score: expect.any(Number), memory: { id: mine, content: 'Likes marmalade on bread', user: { id: 'u-mine' } } }]);
    const forgotten = await say(api, ['forget', { memoryId: mine, userId: 'u-mine' }]);
    expect((await ok(SEARCH, { userId: 'u-mine', phrase: 'marmalade' }, forgotten))['searchMemory']).toEqual([]);
  });
});

describe('figures', () => {
  it('are of raw rows, and a mutation tried again counts once', async () => {
    const at = new Date(Date.now() - 60_000).toISOString();
    const request = (eventId: string, responseTimeMs: number, success = true) => ['recordProviderMetrics', { eventId, provider: 'acme', model: 'anvil', responseTimeMs, tokens: 10, success, at }] as const;
    const positions = await say(api, request('q1', 100), request('q2', 300), request('q3', 200, false), request('q2', 300));
    const data = await ok('{ performance { providerName modelName performance { requests errors errorRate p50LatencyMs tokens costUsd winRate } model { id } } activity(last: 1) { requests } }', {}, positions);
    expect(data['performance']).toEqual([{
      providerName: 'acme', modelName: 'anvil', model: expect.anything(),
      performance: { requests: 3, errors: 1, errorRate: expect.closeTo(1 / 3), p50LatencyMs: 200, tokens: 30, costUsd: null, winRate: null },
    }]);
    expect(data['activity']).toEqual([{ requests: 3 }]);
    expect(await ok('{ provider(id: "acme") { performance(last: "1h") { requests } models { name performance(last: "30m", until: "2020-01-01T00:00:00Z") { requests p95LatencyMs } } } }', {}, positions)).toEqual({
      provider: { performance: { requests: 3 }, models: [{ name: 'anvil', performance: { requests: 0, p95LatencyMs: null } }] },
    });
  });
});

describe('the platform', () => {
  it('tells its own state', async () => {
    const { platform, deadLetters } = await ok('{ platform { version components { name status latencyMs } freshness { store lagMs stalled } lagMs deadLetters sizes { store name count } } deadLetters { totalCount nodes { id } pageInfo { hasNextPage } } }');
    expect(platform.components.map(({ name, status }: { name: string; status: string }) => [name, status])).toEqual([['graph', 'up'], ['analytics', 'up'], ['log', 'up']]);
    expect(platform.freshness).toHaveLength(2);
    expect(platform.sizes.length).toBeGreaterThan(5);
    expect(deadLetters).toEqual({ totalCount: platform.deadLetters, nodes: expect.any(Array), pageInfo: { hasNextPage: false } });
  });
});

describe('a mutation tried again', () => {
  it('has no further effect, also when the server names things and times', async () => {
    const conversationId = randomUUID();
    const again = ['appendMessage', { eventId: randomUUID(), conversationId, role: 'user', content: 'Once' }] as const;
    const positions = await say(api, again, again, again);
    expect(await ok('query ($id: ID!) { conversation(id: $id) { messages { totalCount nodes { content } } } deadLetters { totalCount } }', { id: conversationId }, positions)).toEqual({
      conversation: { messages: { totalCount: 1, nodes: [{ content: 'Once' }] } }, deadLetters: { totalCount: 0 },
    });
  });
});
