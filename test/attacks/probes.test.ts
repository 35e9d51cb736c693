import { serverAudits } from 'graphql-http';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { startApi, type TestApi } from '../support/api.ts';
import { follow, webSocketClient } from '../support/follow.ts';

let api: TestApi;
let open: TestApi;
beforeAll(async () => {
  api = await startApi(undefined, { NODE_ENV: 'production' });
  open = await startApi();
});
afterAll(() => Promise.all([api.stop(), open.stop()]));

describe('GraphQL over HTTP', () => {
  // Two of the audits ask for the schema, so they are asked where it is told.
  it.each(serverAudits({ url: () => `${open.url}/graphql` }))('audit $id: $name', async ({ name, fn }) => {
    const result = await fn();
    if (name.startsWith('MUST')) expect(result.status, 'reason' in result ? result.reason : '').toBe('ok');
    expect(result.status, 'reason' in result ? result.reason : '').not.toBe('error');
  });
});

/** What graphql-cop looks for, in our own words: each answers whether the door is open. */
const json = { 'content-type': 'application/json' };
const post = async (body: string, headers: Record<string, string> = json) => {
  const response = await fetch(`${api.url}/graphql`, { method: 'POST', headers, body });
  return { status: response.status, text: await response.text() };
};
const get = async (query: string, headers: Record<string, string> = {}) => {
  const response = await fetch(`${api.url}/graphql?${new URLSearchParams({ query })}`, { headers });
  return { status: response.status, text: await response.text() };
};
const ask = async (query: string, extensions?: object) => (await post(JSON.stringify({ query, extensions }))).text;
const hasData = (text: string) => JSON.parse(text).data != null;

const INTROSPECTION = 'query { __schema { types { name fields { name type { name } } } } }';
const CIRCULAR = `query { __schema { types { fields ${'{ type { fields '.repeat(5)}{ name }${' } }'.repeat(5)} } } }`;

describe('graphql-cop finds nothing open:', () => {
  it.each<[string, () => Promise<boolean>]>([
    ['a hundred aliases', async () => hasData(await ask(`query { ${Array.from({ length: 101 }, (_, i) => `alias${i}: __typename`).join(' ')} }`))],
    ['a batch in a list', async () => Array.isArray(JSON.parse((await post(JSON.stringify(Array.from({ length: 10 }, () => ({ query: '{ __typename }' }))))).text))],
    ['a field five hundred times', async () => hasData(await ask(`query { ${'__typename '.repeat(500)} }`))],
    ['directives ten times over', async () => JSON.parse(await ask(`query { __typename ${'@aa'.repeat(10)} }`)).errors.length >= 10],
    ['introspection that goes in circles', async () => hasData(await ask(CIRCULAR))],
    ['introspection', async () => hasData(await ask(INTROSPECTION))],
    ['an explorer', async () => {
      const pages = await Promise.all(['/', '/explorer', '/graphql', '/graphiql', '/playground', '/console'].map(async (path) => (await fetch(`${api.url}${path}`, { headers: { accept: 'text/html' } })).text()));
      return pages.some((page) => /graphiql|playground|apollo sandbox/i.test(page));
    }],
    ['a guess at the name that was meant', async () => /did you mean/i.test(await ask('query { __schema { directive } } '))],
    ['a query by GET that a page of another site could send', async () => (await get('query cop { __typename }')).text.includes('"data"')],
    ['a mutation by GET', async () => hasData((await get('mutation cop { __typename }', { 'apollo-require-preflight': '1' })).text)],
    ['a form', async () => hasData((await post(new URLSearchParams({ query: 'query cop { __typename }' }).toString(), { 'content-type': 'application/x-www-form-urlencoded' })).text)],
    ['tracing', async () => /"tracing"/.test(await ask('query cop { __typename }'))],
    ['an error that nobody handled', async () => /exception|stacktrace|at .*\.(ts|js):\d+/i.test(await ask('queryy cop { __typename }'))],
  ])('%s', async (_, isOpen) => {
    expect(await isOpen()).toBe(false);
  });

  it('nor over WebSocket', async () => {
    const client = webSocketClient(api);
    onTestFinished(() => void client.dispose());
    const over = (query: string) => follow(client, query).next().then(({ value }) => value, (errors: unknown) => ({ errors })) as Promise<{ data?: unknown; errors?: readonly object[] }>;
    for (const query of [`{ ${Array.from({ length: 101 }, (_, i) => `alias${i}: __typename`).join(' ')} }`, `{ ${'__typename '.repeat(500)} }`, `{ __typename ${'@aa'.repeat(10)} }`, CIRCULAR, INTROSPECTION, 'queryy { __typename }', '{ __schema { directive } }']) {
      const { data, errors } = await over(query);
      expect(data ?? null, query).toBeNull();
      expect(errors!.length).toBeLessThan(10);
      expect(JSON.stringify(errors)).not.toMatch(/did you mean|exception|stacktrace|at .*\.(ts|js):\d+/i);
    }
  });
});
