import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { startApi, type TestApi } from '../support/api.ts';
import { follow, webSocketClient } from '../support/follow.ts';

const limited = {
  HELIXGRAPH_MAX_BODY_BYTES: '20000', HELIXGRAPH_MAX_TOKENS: '400', HELIXGRAPH_MAX_DEPTH: '5', HELIXGRAPH_MAX_FIELDS: '30', HELIXGRAPH_MAX_ROOT_FIELDS: '8', HELIXGRAPH_MAX_ALIASES: '4',
  HELIXGRAPH_MAX_DIRECTIVES: '3', HELIXGRAPH_MAX_VALUES: '50', HELIXGRAPH_MAX_VALUE_DEPTH: '6', HELIXGRAPH_MAX_FILTER_DEPTH: '1', HELIXGRAPH_MAX_PAGE: '25', HELIXGRAPH_MAX_COST: '500',
  HELIXGRAPH_MAX_SUBSCRIPTIONS_PER_SOCKET: '2', HELIXGRAPH_MAX_SUBSCRIPTIONS_PER_CLIENT: '3', HELIXGRAPH_CONNECTION_INIT_MS: '50',
};

let api: TestApi;
beforeAll(async () => {
  api = await startApi(undefined, limited);
});
afterAll(() => api.stop());

const client = (of = api) => {
  const made = webSocketClient(of);
  onTestFinished(() => void made.dispose());
  return made;
};
/** The first answer over WebSocket, be it an error message or a result with errors. */
const ask = (over: ReturnType<typeof client>, query: string, variables = {}) =>
  follow(over, query, variables).next().then(({ value }) => value, (errors: unknown) => ({ errors: errors as { extensions: Record<string, unknown> }[] }));
const both = async (of: TestApi, query: string, variables = {}) => [await of.query(query, variables), await ask(client(of), query, variables)] as const;

describe('both transports', () => {
  const some = (where: object) => ({ relatedEntities: { some: where } });

  it.each([
    ['depth', '{ entity(id: "e") { relatedEntities { relatedEntities { relatedEntities { relatedEntities { name } } } } } }', {}],
    ['fields', `{ entities(limit: 1) { ${'id '.repeat(31)} } }`, {}],
    ['rootFields', `{ ${'__typename '.repeat(9)} }`, {}],
    ['aliases', '{ entities { a: id b: id c: id d: id e: id } }', {}],
    ['directives', 'query ($is: Boolean = true) { entities { id @skip(if: $is) name @skip(if: $is) type @skip(if: $is) value @skip(if: $is) } }', {}],
    ['values', 'query ($ids: [ID!]) { entities(where: { id: { in: $ids } }) { id } }', { ids: Array.from({ length: 60 }, String) }],
    ['valueDepth', 'query ($where: EntityWhere) { entities(where: $where) { id } }', { where: JSON.parse(`${'{"NOT":'.repeat(8)}{}${'}'.repeat(8)}`) }],
    ['filterDepth', 'query ($where: EntityWhere) { entities(where: $where) { id } }', { where: some(some({ id: { eq: 'e' } })) }],
    ['listSize', 'query ($n: Int) { entities(limit: $n) { id } }', { n: 26 }],
    ['cost', 'query ($n: Int) { entities(limit: $n) { memories(limit: 25) { id } } }', { n: 20 }],
  ])('refuse what is beyond the limit of %s, before anything runs', async (limit, query, variables) => {
    for (const { errors } of await both(api, query, variables)) {
      expect(errors).toHaveLength(1);
      expect(errors![0]).toMatchObject({ extensions: { code: 'LIMIT_EXCEEDED', retryable: false, limit } });
    }
  });

  it('take a condition as a variable, though the type of a condition has no end', async () => {
    for (const { data, errors } of (await both(api, 'query ($where: EntityWhere, $n: Int = 5) { entities(where: $where, limit: $n) { id } }', { where: { NOT: { OR: [{ type: { eq: 'A' } }] } } })) as readonly { data?: unknown; errors?: unknown }[]) {
      expect(errors).toBeUndefined();
      expect(data).toEqual({ entities: [] });
    }
  });

  it('refuse a document of too many tokens', async () => {
    for (const { errors } of await both(api, `{ ${'__typename '.repeat(400)} }`)) expect(errors![0]!.extensions['code']).toBe('GRAPHQL_PARSE_FAILED');
  });

  it('say what an operation was estimated to cost, and what it cost', async () => {
    for (const { extensions } of (await both(api, '{ entities(limit: 10) { relatedEntities(limit: 3) { name } } }')) as readonly { extensions?: unknown }[])
      expect(extensions).toMatchObject({ cost: { estimated: 41, actual: 1 } });
  });

  it('take from one allowance, give back what was not needed, and say when to come again', async () => {
    const poor = await startApi(undefined, { HELIXGRAPH_MAX_COST_PER_MINUTE: '200' });
    onTestFinished(() => poor.stop());
    const over = client(poor);
    const dear = '{ entities(limit: 100) { name } }';
    // Each is estimated at half of the allowance, and costs 1.
    for (let i = 0; i < 10; i++) expect((await poor.query(dear)).errors).toBeUndefined();
    // A mutation costs what it was estimated to: 12.
    const write = 'mutation { describeEntity(input: { name: "A", type: "T" }) { id } }';
    for (let i = 0; i < 8; i++) expect((await (i % 2 ? poor.query(write) : ask(over, write))).errors).toBeUndefined();

    const response = await fetch(`${poor.url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ query: dear }) });
    const refusal = { message: 'Operations have cost more than 200 within a minute.', extensions: { code: 'RATE_LIMITED', retryable: true, limit: 'costPerMinute', retryAfter: expect.toSatisfy((seconds) => seconds > 0 && seconds <= 60) } };
    expect(response.status).toBe(429);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await response.json() as { errors: unknown[] }).errors).toEqual([refusal]);
    expect((await ask(over, dear)).errors).toEqual([refusal]);
    // What is cheap still fits: a refusal is not counted.
    expect((await poor.query('{ __typename }')).errors).toBeUndefined();
  });
});

describe('HTTP', () => {
  it('refuses a body that is too large, also one that does not say how large it is', async () => {
    const body = JSON.stringify({ query: `# ${'x'.repeat(20_000)}` });
    const told = await fetch(`${api.url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    const untold = await fetch(`${api.url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: new Blob([body]).stream(), duplex: 'half' } as RequestInit);
    for (const response of [told, untold]) {
      expect(response.status).toBe(413);
      expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'PAYLOAD_TOO_LARGE', limit: 'bodyBytes', most: 20_000 } }] });
    }
  });
});

describe('a WebSocket', () => {
  const open = async () => {
    const socket = new WebSocket(`${api.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    onTestFinished(() => socket.terminate());
    await once(socket, 'open');
    return socket;
  };

  it('that sends too much at once is closed', async () => {
    const socket = await open();
    const closed = once(socket, 'close');
    socket.send(JSON.stringify({ type: 'connection_init', payload: { text: 'x'.repeat(20_000) } }));
    expect((await closed)[0]).toBe(1009);
  });

  it('that does not introduce itself is closed', async () => {
    expect((await once(await open(), 'close'))[0]).toBe(4408);
  });

  it('may hold so many subscriptions, and so may a client; those that are open go on', async () => {
    const query = 'subscription { debateEvents { kind } }';
    const [one, other] = [client(), client()];
    const held = async (over: typeof one) => {
      const events = follow(over, query);
      void events.next().catch(() => {});
      await ask(over, '{ __typename }'); // is answered after it
      return events;
    };
    const first = await held(one);
    await held(one);
    const refusal = (limit: string, most: number) => ({ code: 'TOO_MANY_SUBSCRIPTIONS', retryable: true, limit, most, retryAfter: expect.any(Number) });
    expect((await ask(one, query)).errors![0]!.extensions).toEqual(refusal('subscriptionsPerSocket', 2));
    await held(other);
    expect((await ask(other, query)).errors![0]!.extensions).toEqual(refusal('subscriptionsPerClient', 3));

    await first.return!();
    await held(one);
    expect((await ask(other, query)).errors![0]!.extensions).toEqual(refusal('subscriptionsPerClient', 3));
    await one.dispose();
    await expect.poll(async () => {
      const events = follow(other, query);
      const refused = events.next().then(({ value }) => value, (errors: unknown) => ({ errors }));
      const answer = await Promise.race([refused, ask(other, '{ __typename }').then(() => 'open')]);
      return answer;
    }).toBe('open');
  });
});
