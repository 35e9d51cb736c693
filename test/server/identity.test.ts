import { randomUUID } from 'node:crypto';
import type { CloseEvent } from 'ws';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApi, testConfig, type TestApi } from '../support/api.ts';
import { startRole } from '../../src/app.ts';
import { follow, webSocketClient } from '../support/follow.ts';
import { runVerb } from '../support/run-verb.ts';
import { startIssuer, type Issuer } from '../support/issuer.ts';

let issuer: Issuer;
let api: TestApi;
const [one, two] = [randomUUID(), randomUUID()];
const tokens = { one: '', two: '' };
beforeAll(async () => {
  issuer = await startIssuer();
  api = await startApi(randomUUID(), issuer.env);
  tokens.one = await issuer.token({ sub: 'ada', tenant: one, roles: ['admin'] });
  tokens.two = await issuer.token({ sub: 'ada', tenant: two, roles: ['admin'] });
});
afterAll(async () => {
  await api.stop();
  await issuer.stop();
});

const socket = (token: string | undefined) => webSocketClient(api, { connectionParams: token === undefined ? {} : { authorization: `Bearer ${token}` } });
const closed = (token: string | undefined) => follow(socket(token), '{ __typename }').next().then(() => undefined, ({ code, reason }: CloseEvent) => ({ code, reason }));

describe('without authentication', () => {
  it('an API that others reach does not start', async () => {
    const { code, errors } = await runVerb(['start'], { HOST: '0.0.0.0', HELIXGRAPH_DATA: '/nowhere' });
    expect(errors).toMatch(/^helixgraph: Others reach HOST 0\.0\.0\.0, [^\n]+\n$/);
    expect(code).toBe(1);
    await expect(startRole(testConfig(one, { HOST: '0.0.0.0' }), 'api')).rejects.toMatchObject({ code: 'CONFIG_INVALID', message: expect.stringContaining('HOST 0.0.0.0') });
  });
});

describe('who does not say who they are', () => {
  it('is answered nothing over HTTP', async () => {
    const shown: Record<string, string>[] = [{}, { authorization: 'Basic YTpi' }, { authorization: 'Bearer nonsense' }, { authorization: `Bearer ${tokens.one}x` }];
    for (const headers of shown) {
      const response = await fetch(`${api.url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify({ query: '{ __typename }' }) });
      expect(response.status).toBe(401);
      expect(response.headers.get('www-authenticate')).toBe('Bearer');
      const body = await response.json() as { data?: unknown; errors: { extensions: { code: string } }[] };
      expect([body.data, body.errors[0]!.extensions.code]).toEqual([undefined, 'UNAUTHENTICATED']);
    }
  });

  it('is answered nothing over WebSocket', async () => {
    expect(await closed(undefined)).toEqual({ code: 4401, reason: expect.stringContaining('Say who you are') });
    expect(await closed('nonsense')).toEqual({ code: 4401, reason: 'The token is not valid.' });
    expect(await closed(tokens.one)).toBeUndefined();
  });
});

describe('the tenant', () => {
  const describeEntity = (id: string, name: string, token: string) =>
    api.query(`mutation ($input: DescribeEntityInput!) { describeEntity(input: $input) { position } }`, { input: { entityId: id, name, type: 'T' } }, { token });
  const nameOf = `query ($id: ID!) { entity(id: $id) { name } }`;

  it('is that of the token, and the same identities are two things', async () => {
    const id = randomUUID();
    const positions = { one: (await describeEntity(id, 'of one', tokens.one)).data['describeEntity'].position, two: (await describeEntity(id, 'of two', tokens.two)).data['describeEntity'].position };
    for (const who of ['one', 'two'] as const) {
      expect((await api.query(nameOf, { id }, { token: tokens[who], minPosition: positions[who] })).data).toEqual({ entity: { name: `of ${who}` } });
      const { value } = await follow(socket(tokens[who]), nameOf, { id }, positions[who]).next();
      expect(value.data).toEqual({ entity: { name: `of ${who}` } });
    }
    const { errors } = await api.query(nameOf, { id }, { token: tokens.two, minPosition: positions.one });
    expect(errors![0]!.extensions.code).toBe('POSITION_INVALID');
  });

  it('decides what a subscription is told, and whose cursor it takes', async () => {
    const id = randomUUID();
    const query = 'subscription ($id: ID!, $after: String) { entityChanged(id: $id, after: $after) { cursor entity { name } } }';
    const clients = { one: socket(tokens.one), two: socket(tokens.two) };
    const first = [];
    for (const client of Object.values(clients)) {
      first.push(follow(client, query, { id }).next());
      await follow(client, '{ __typename }').next();
    }
    await describeEntity(id, 'of one', tokens.one);
    await describeEntity(id, 'of two', tokens.two);
    const [ofOne, ofTwo] = (await Promise.all(first)).map(({ value }) => value.data['entityChanged']);
    expect([ofOne.entity, ofTwo.entity]).toEqual([{ name: 'of one' }, { name: 'of two' }]);
    const { value } = await follow(clients.two, query, { id, after: ofOne.cursor }).next().catch((errors: unknown) => ({ value: { errors } }));
    expect(value.errors[0].extensions.code).toBe('POSITION_INVALID');
    await Promise.all(Object.values(clients).map((client) => client.dispose()));
  });
});

describe('a token that ends', () => {
  it('ends the streams that were opened with it, and says why', async () => {
    const token = await issuer.token({ sub: 'ada', tenant: one, roles: ['admin'] }, { lastsS: 2 });
    const client = socket(token);
    const ended = new Promise<CloseEvent>((resolve) => client.on('closed', (event) => resolve(event as CloseEvent)));
    const events = follow(client, 'subscription { entityChanged { kind } }').next();
    await expect(events).rejects.toMatchObject({ code: 4403, reason: 'The token has expired.' });
    expect(await ended).toMatchObject({ code: 4403 });
  });
});
