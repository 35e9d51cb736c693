import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { startApi, type TestApi } from '../support/api.ts';
import { webSocketClient } from '../support/follow.ts';

const SITE = 'https://site.example';

let production: TestApi;
let safelisted: TestApi;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'helixgraph-operations-'));
  await writeFile(join(folder, 'known.graphql'), KNOWN);
  production = await startApi(undefined, { NODE_ENV: 'production', HELIXGRAPH_ORIGINS: SITE });
  safelisted = await startApi(undefined, { HELIXGRAPH_OPERATIONS: folder, HELIXGRAPH_SAFELIST: 'true' });
});
afterAll(async () => {
  await Promise.all([production.stop(), safelisted.stop()]);
  await rm(folder, { recursive: true });
});

const KNOWN = 'query Known($n: Int = 1) { entities(limit: $n) { name } }\n';
const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');
const persisted = (text: string) => ({ persistedQuery: { version: 1, sha256Hash: hashOf(text) } });

type Sent = { query?: string; variables?: object; extensions?: object };
type Answered = { data?: unknown; errors?: readonly { message: string; extensions: Record<string, unknown> }[] };

const overHttp = async ({ url }: TestApi, sent: Sent) =>
  (await (await fetch(`${url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(sent) })).json()) as Answered;
const overWebSocket = async (api: TestApi, sent: Sent) => {
  const client = webSocketClient(api);
  onTestFinished(() => void client.dispose());
  return client.iterate({ query: '', ...sent } as never).next().then(({ value }) => value as Answered, (errors: unknown) => ({ errors }) as Answered);
};
const both = async (api: TestApi, sent: Sent) => [await overHttp(api, sent), await overWebSocket(api, sent)];

/** The status that a request with these headers gets: `fetch` sets Host itself. */
const statusOf = async (api: TestApi, headers: Record<string, string>, method = 'GET', path = '/live') => {
  const sent = request(`${api.url}${path}`, { method, headers });
  sent.end();
  const [response] = await once(sent, 'response');
  response.resume();
  return { status: response.statusCode as number, headers: response.headers as Record<string, string> };
};
/** Whether a WebSocket of these headers is let in. */
const isLetIn = async (api: TestApi, headers: Record<string, string>) => {
  const socket = new WebSocket(`${api.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', { headers });
  onTestFinished(() => socket.terminate());
  return once(socket, 'open').then(() => true, () => false);
};

describe('in production', () => {
  it('nobody is told the schema, whole or by a guess at what was meant', async () => {
    for (const query of ['{ __schema { types { name } } }', '{ __type(name: "Entity") { fields { name } } }'])
      for (const { data, errors } of await both(production, { query })) {
        expect(data).toBeFalsy();
        expect(errors![0]!.extensions['code']).toBe('INTROSPECTION_DISABLED');
      }
    const guesses: Sent[] = [
      { query: '{ entitie { name } }' }, { query: '{ entities { nam } }' }, { query: '{ entities(limi: 1) { name } }' }, { query: '{ entities { ... on Entitty { name } } }' },
      { query: '{ activity(bucket: DAYY) { start } }' }, { query: 'query ($b: Bucket!) { activity(bucket: $b) { start } }', variables: { b: 'DAYY' } },
      { query: 'mutation ($i: DescribeEntityInput!) { describeEntity(input: $i) { id } }', variables: { i: { nam: 'A', name: 'A', type: 'T' } } },
    ];
    for (const guess of guesses)
      for (const answer of await both(production, guess)) {
        expect(answer.errors!.length, JSON.stringify(guess)).toBeGreaterThan(0);
        expect(JSON.stringify(answer)).not.toMatch(/did you mean/i);
      }
  });

  it('there is no explorer', async () => {
    expect((await fetch(`${production.url}/explorer`)).status).toBe(404);
    expect((await fetch(production.url)).status).toBe(404);
  });
});

describe('a page', () => {
  it('of a site that is listed may ask, and its browser is told so', async () => {
    const { status, headers } = await statusOf(production, { origin: SITE, 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type' }, 'OPTIONS', '/graphql');
    expect(status).toBe(204);
    expect(headers).toMatchObject({ 'access-control-allow-origin': SITE, 'access-control-allow-methods': 'GET, POST', vary: 'accept-encoding, origin' });
    expect(headers['access-control-allow-headers']).toContain('content-type');
    expect(headers).not.toHaveProperty('access-control-allow-credentials');
    expect(await isLetIn(production, { origin: SITE })).toBe(true);
  });

  it('of our own may ask, and so may who is no browser', async () => {
    expect((await statusOf(production, { origin: production.url })).status).toBe(200);
    expect(await isLetIn(production, { origin: production.url })).toBe(true);
    expect((await statusOf(production, {})).status).toBe(200);
    expect(await isLetIn(production, {})).toBe(true);
  });

  it.each([
    ['of another site', { origin: 'https://evil.example' }],
    ['of a site that is listed, by another protocol', { origin: 'http://site.example' }],
    ['of nowhere', { origin: 'null' }],
    ['whose name leads to this machine', { origin: 'http://evil.example', host: 'evil.example' }],
    ['whose name leads to this machine, without an origin', { host: 'evil.example' }],
  ])('%s may not', async (_, headers: Record<string, string>) => {
    for (const [method, path] of [['GET', '/live'], ['OPTIONS', '/graphql'], ['POST', '/graphql'], ['GET', '/graphql?query=%7B__typename%7D']] as const) {
      const answer = await statusOf(production, { ...headers, 'apollo-require-preflight': '1' }, method, path);
      expect(answer.status).toBe(403);
      expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
    }
    expect(await isLetIn(production, headers)).toBe(false);
  });
});

describe('an operation by its hash', () => {
  it('is answered where it is known, with its own variables', async () => {
    const text = await readFile(new URL('../../operations/activity.graphql', import.meta.url), 'utf8');
    for (const { data, errors } of await both(production, { extensions: persisted(text) })) {
      expect(errors).toBeUndefined();
      expect(data).toMatchObject({ activity: { length: 14 } });
    }
    const search = new URLSearchParams({ extensions: JSON.stringify(persisted(text)) });
    const response = await fetch(`${production.url}/graphql?${search}`, { headers: { 'apollo-require-preflight': '1' } });
    expect(await response.json()).toMatchObject({ data: { activity: expect.any(Array) } });
  });

  it('is refused where it is not, or is not that of its text', async () => {
    const query = '{ __typename }';
    const cases: readonly (readonly [string, Sent])[] = [
      ['PERSISTED_QUERY_NOT_FOUND', { extensions: persisted(query) }],
      ['BAD_USER_INPUT', { query, extensions: persisted(KNOWN) }],
      ['BAD_USER_INPUT', { query, extensions: { persistedQuery: { version: 1 } } }],
      ['PERSISTED_QUERY_NOT_SUPPORTED', { query, extensions: { persistedQuery: { version: 2, sha256Hash: hashOf(query) } } }],
    ];
    for (const [code, sent] of cases) for (const { errors } of await both(production, sent)) expect(errors![0]!.extensions['code']).toBe(code);
    // As the protocol wants it: the client sends the text then, which is answered, and nothing is learnt from it.
    for (const { data } of await both(production, { query, extensions: persisted(query) })) expect(data).toEqual({ __typename: 'Query' });
    for (const { errors } of await both(production, { extensions: persisted(query) })) expect(errors![0]!.message).toBe('PersistedQueryNotFound');
  });

  it('or its text is all that a safelist lets through', async () => {
    for (const sent of [{ query: KNOWN }, { extensions: persisted(KNOWN) }, { query: KNOWN, variables: { n: 2 }, extensions: persisted(KNOWN) }])
      for (const { data, errors } of await both(safelisted, sent)) expect([data, errors]).toEqual([{ entities: [] }, undefined]);
    const others: Sent[] = [{ query: KNOWN.trim() }, { query: KNOWN.replace('name', 'id') }, { query: '{ __typename }' }, { query: '{ __schema { types { name } } }' }, { query: '{ __typename }', extensions: persisted('{ __typename }') }, {}];
    for (const sent of others)
      for (const { data, errors } of await both(safelisted, sent)) {
        expect(data).toBeUndefined();
        expect(errors![0]!.extensions['code']).toBe('OPERATION_NOT_ALLOWED');
      }
  });
});

describe('an address', () => {
  it('that is none is refused', async () => {
    expect((await statusOf(production, {}, 'GET', '//')).status).toBe(400);
  });
});
