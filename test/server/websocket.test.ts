import { randomUUID } from 'node:crypto';
import type { Client } from 'graphql-ws';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { startApi, type TestApi } from '../support/api.ts';
import { follow, webSocketClient } from '../support/follow.ts';
import { say } from '../support/say.ts';

let api: TestApi;
let client: Client;
beforeAll(async () => {
  api = await startApi();
});
beforeEach(() => {
  client = webSocketClient(api);
});
afterEach(() => client.dispose());
afterAll(() => api.stop());

/** Begins to follow, and is there before it answers: a query on the same connection has been answered after it. */
const following = async (query: string, variables: Record<string, unknown> = {}) => {
  const events = follow(client, query, variables);
  const first = events.next();
  await follow(client, '{ __typename }').next();
  return { first, events };
};

describe('a subscription', () => {
  it('delivers what happens to one entity, with joined fields that are never older than the event', async () => {
    const [id, conversationId] = [randomUUID(), randomUUID()];
    const { first, events } = await following(
      `subscription ($id: ID!) { entityChanged(id: $id) { eventId kind entityIds position cursor entity { id name type } } }`,
      { id },
    );
    await say(api,
      ['describeEntity', { entityId: randomUUID(), name: 'Another', type: 'TECH' }],
      ['describeEntity', { eventId: `${id}-1`, entityId: id, name: 'First name', type: 'TECH', conversationId }],
      ['describeEntity', { eventId: `${id}-2`, entityId: id, name: 'Second name', type: 'TECH' }],
      ['removeEntity', { eventId: `${id}-3`, entityId: id }],
    );
    const answers = [await first, await events.next(), await events.next()].map(({ value }) => value);
    expect(answers.flatMap(({ errors }) => errors ?? [])).toEqual([]);
    const changes = answers.map(({ data }) => data['entityChanged']);
    expect(changes.map(({ eventId, kind }) => [eventId, kind])).toEqual([[`${id}-1`, 'entity.described'], [`${id}-2`, 'entity.described'], [`${id}-3`, 'entity.removed']]);
    expect(changes[1].entity === null || changes[1].entity.name === 'Second name').toBe(true);
    expect(changes[2].entity).toBeNull();
    expect(answers[0].extensions.freshness.graph).toEqual({ position: expect.any(String), lagMs: expect.any(Number) });
  });

  it('resumes after a cursor exactly where it stopped', async () => {
    const debateId = randomUUID();
    const query = 'subscription ($debateId: ID!, $after: String) { debateEvents(debateId: $debateId, after: $after) { kind round model cursor debate { topic } } }';
    const { first, events } = await following(query, { debateId });
    const round = (number: number) => ['recordRound', { debateId, round: number, provider: 'p', model: 'm' }] as const;
    await say(api, ['startDebate', { debateId, topic: 'Where were we?' }], round(1), round(2));
    const started = (await first).value.data['debateEvents'];
    expect(started).toMatchObject({ kind: 'debate.started', debate: { topic: 'Where were we?' } });
    const { cursor } = (await events.next()).value.data['debateEvents'];
    await events.return!();

    await say(api, round(3), ['completeDebate', { debateId, outcome: 'successful' }]);
    const resumed = follow(client, query, { debateId, after: cursor });
    const rest = [await resumed.next(), await resumed.next(), await resumed.next()].map(({ value }) => value.data['debateEvents']);
    expect(rest.map(({ kind, round: number }) => [kind, number])).toEqual([['debate.round', 2], ['debate.round', 3], ['debate.completed', null]]);
  });

  it('tells of conversations and of memories', async () => {
    const [conversationId, userId, memoryId] = [randomUUID(), randomUUID(), randomUUID()];
    const said = await following('subscription ($id: ID!) { conversationEvents(conversationId: $id) { kind role content conversation { title messages { totalCount } } } }', { id: conversationId });
    const remembered = await following('subscription ($id: ID!) { memoryChanged(userId: $id) { kind memoryId content memory { content user { id } } } }', { id: userId });
    await say(api,
      ['startConversation', { conversationId, title: 'Talk' }],
      ['appendMessage', { conversationId, role: 'user', content: 'Hello' }],
      ['remember', { memoryId, userId, content: 'Says hello.' }],
      ['forget', { memoryId, userId }],
    );
    expect((await said.first).value.data['conversationEvents']).toMatchObject({ kind: 'conversation.started', conversation: { title: 'Talk' } });
    expect((await said.events.next()).value.data['conversationEvents']).toEqual({
      kind: 'message.added', role: 'user', content: 'Hello', conversation: { title: 'Talk', messages: { totalCount: 1 } },
    });
    expect((await remembered.first).value.data['memoryChanged']).toMatchObject({ kind: 'memory.remembered', memoryId, content: 'Says hello.' });
    expect((await remembered.events.next()).value.data['memoryChanged']).toEqual({ kind: 'memory.forgotten', memoryId, content: null, memory: null });
  });

  it('loses a joined field that fails, and nothing else', async () => {
    const alone = await startApi(api.tenant, { NEO4J_URI: 'bolt://127.0.0.1:1' });
    const lonely = webSocketClient(alone);
    const events = follow(lonely, 'subscription { debateEvents { kind debate { topic } } }');
    const first = events.next();
    await follow(lonely, '{ __typename }').next();
    await say(alone, ['startDebate', { topic: 'Who is there?' }], ['startDebate', { topic: 'And now?' }]);
    for (const { value } of [await first, await events.next()]) {
      expect(value.data['debateEvents']).toEqual({ kind: 'debate.started', debate: null });
      expect(value.errors![0]!.extensions['code']).toMatch(/SOURCE_UNAVAILABLE|POSITION_NOT_REACHED/);
    }
    await lonely.dispose();
    await alone.stop();
  });

  it('with a cursor that nobody gave is refused', async () => {
    const { value } = await follow(client, 'subscription { debateEvents(after: "x") { kind } }').next().catch((errors: unknown) => ({ value: { errors } }));
    expect(value.errors[0].extensions.code).toBe('POSITION_INVALID');
  });
});

describe('the connection', () => {
  it('answers queries and mutations too, and reads what was written', async () => {
    const entityId = randomUUID();
    const written = await follow(client, `mutation { describeEntity(input: { entityId: "${entityId}", name: "Over sockets", type: "TECH" }) { position } }`).next();
    const { value } = await follow(client, `{ entity(id: "${entityId}") { name } }`, {}, written.value.data['describeEntity'].position).next();
    expect(value.data).toEqual({ entity: { name: 'Over sockets' } });
  });

  it('is refused to a page of another site', async () => {
    const socket = new WebSocket(`${api.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', { origin: 'https://elsewhere.example' });
    await expect(new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))).rejects.toThrow('401');
  });
});
