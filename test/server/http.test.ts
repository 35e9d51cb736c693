import { request } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApi, testConfig, type TestApi } from '../support/api.ts';
import { startRole } from '../../src/app.ts';
import { follow, webSocketClient } from '../support/follow.ts';
import { standardLimits as limits } from '../../src/limits.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

const post = (body: string, headers: Record<string, string> = { 'content-type': 'application/json' }) => fetch(`${api.url}/graphql`, { method: 'POST', headers, body });

/** The same operation over both transports. */
const overBoth = async (query: string, variables: Record<string, unknown> = {}) => {
  const client = webSocketClient(api);
  const overWebSocket = await follow(client, query, variables).next().then(({ value }) => value.errors, (errors: unknown) => errors);
  await client.dispose();
  return [(await api.query(query, variables)).errors, overWebSocket] as { message: string; extensions: Record<string, unknown> }[][];
};

describe('HTTP', () => {
  it('tells a probe that it lives and is ready', async () => {
    expect((await fetch(`${api.url}/live`)).status).toBe(200);
    expect(await (await fetch(`${api.url}/ready`)).json()).toEqual({ status: 'ready', components: { graph: 'up', analytics: 'up', log: 'up' } });
  });

  it('leads to the explorer, which needs nobody else', async () => {
    const response = await fetch(api.url);
    expect(new URL(response.url).pathname).toBe('/explorer');
    const page = await response.text();
    expect(page).toContain('conversation(id: $conversationId)');
    expect(page).not.toMatch(/<(script|link)[^>]+(src|href)="https?:/);
  });

  it.each([
    ['is not JSON', 'not json', 400, 'BAD_USER_INPUT'],
    ['is not UTF-8', '\uD800', 400, 'BAD_USER_INPUT'],
    ['is too large', JSON.stringify({ query: `# ${'x'.repeat(1_100_000)}` }), 413, 'PAYLOAD_TOO_LARGE'],
    ['is a list', '[]', 400, 'BAD_REQUEST'],
    ['does not parse', JSON.stringify({ query: '{' }), 400, 'GRAPHQL_PARSE_FAILED'],
    ['is not valid', JSON.stringify({ query: '{ nothing }' }), 400, 'GRAPHQL_VALIDATION_FAILED'],
    ['has a position that nobody gave', JSON.stringify({ query: '{ __typename }', extensions: { minPosition: 'x' } }), 400, 'POSITION_INVALID'],
    ['asks for too much', JSON.stringify({ query: '{ entities(limit: 0) { name } }' }), 400, 'LIMIT_EXCEEDED'],
  ])('refuses a body that %s', async (_, body, status, code) => {
    const response = await post(body);
    expect(response.status).toBe(status);
    expect((await response.json()).errors[0].extensions.code).toBe(code);
  });

  it('refuses what a page of another site could send without asking', async () => {
    const body = JSON.stringify({ query: '{ __typename }' });
    expect((await post(body, { 'content-type': 'text/plain' })).status).toBe(400);
    expect((await fetch(`${api.url}/graphql?query=%7B__typename%7D`)).status).toBe(400);
    expect((await fetch(`${api.url}/graphql?query=%7B__typename%7D`, { headers: { 'apollo-require-preflight': '1' } })).status).toBe(200);
  });

  it('compresses what is large for who takes that', async () => {
    const body = JSON.stringify({ query: '{ __schema { types { name description } } }' });
    const bytes = await new Promise<Buffer>((resolve, reject) => {
      const chunks: Buffer[] = [];
      request(`${api.url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json', 'accept-encoding': 'gzip' } }, (response) => {
        expect(response.headers['content-encoding']).toBe('gzip');
        response.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => resolve(Buffer.concat(chunks)));
      }).on('error', reject).end(body);
    });
    expect(JSON.parse(gunzipSync(bytes).toString()).data.__schema.types.length).toBeGreaterThan(100);
  });

  it('says that a taken port is taken', async () => {
    const port = new URL(api.url).port;
    await expect(startRole(testConfig(api.tenant, { PORT: port }), 'api')).rejects.toMatchObject({ code: 'START_FAILED', message: expect.stringMatching(new RegExp(`^Port ${port} is taken`)) });
  });
});

describe('both transports', () => {
  const nested = (depth: number) => `{ entities ${'{ relatedEntities '.repeat(depth)}{ name }${' }'.repeat(depth)} }`;

  it.each([
    ['a list of nothing', 'query ($n: Int) { entities(limit: $n) { name } }', { n: 0 }, 'LIMIT_EXCEEDED'],
    ['depth', nested(limits.depth), {}, 'LIMIT_EXCEEDED'],
    ['tokens', `{ ${'__typename '.repeat(limits.tokens)} }`, {}, 'GRAPHQL_PARSE_FAILED'],
    ['what the schema has not', '{ nothing }', {}, 'GRAPHQL_VALIDATION_FAILED'],
    ['variables that do not fit', 'query ($n: Int!) { entities(limit: $n) { name } }', { n: 'many' }, 'BAD_USER_INPUT'],
    ['null for a variable that has a default', 'query ($phrase: String = "a") { searchEntities(phrase: $phrase) { totalCount } }', { phrase: null }, 'BAD_USER_INPUT'],
    ['null for a value of an enum', 'query ($bucket: Bucket = DAY) { activity(bucket: $bucket) { start } }', { bucket: null }, 'BAD_USER_INPUT'],
    ['input that does not hold', 'mutation { describeEntity(input: { name: "A", type: "T", importance: 3 }) { id } }', {}, 'BAD_USER_INPUT'],
  ])('refuse %s alike', async (_, query, variables, code) => {
    const [http, webSocket] = await overBoth(query, variables);
    expect(http![0]!.extensions['code']).toBe(code);
    expect(webSocket![0]!.extensions['code']).toBe(code);
    expect(webSocket![0]!.message).toBe(http![0]!.message);
  });

  it('name the field that does not hold', async () => {
    const { errors } = await api.query('mutation { remember(input: { content: " " }) { id } }');
    expect(errors![0]).toMatchObject({ message: 'content: expected some text, got " ".', extensions: { code: 'BAD_USER_INPUT', field: 'content' } });
  });
});
