import { randomUUID } from 'node:crypto';
import { createClient, type Client } from 'graphql-ws';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { resume } from '../../src/client/resume.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { say } from '../support/say.ts';

const QUERY = 'subscription ($debateId: ID!, $after: String) { debateEvents(debateId: $debateId, after: $after) { eventId cursor } }';

let api: TestApi;
let client: Client;
let sockets: WebSocket[] = [];
beforeAll(async () => { api = await startApi(); });
afterAll(() => api.stop());
beforeEach(() => {
  sockets = [];
  client = createClient({
    url: `${api.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    lazy: false,
    retryAttempts: Infinity,
    retryWait: async () => {},
    on: { opened: (socket) => sockets.push(socket as WebSocket) },
  });
});
afterEach(() => client.dispose());

/** Resolves when the client has been told where it begins. */
const begun = () => new Promise<void>((resolve) => client.on('message', ({ type }) => { if (type === 'complete') resolve(); }));
const round = (debateId: string, n: number) => ['recordRound', { eventId: `${debateId}-${n}`, debateId, round: n + 1, provider: 'p', model: 'm' }] as const;

describe('a client that resumes', () => {
  it('is given each event once, also when its connection is cut before the first', async () => {
    const debateId = randomUUID();
    const stream = resume<{ debateEvents: { eventId: string } }>(client, { query: QUERY, variables: { debateId } });
    const next = async () => (await stream.next()).value!.data!.debateEvents.eventId;

    const first = next();
    await begun();
    sockets.at(-1)!.terminate();
    await say(api, round(debateId, 0));
    expect(await first).toBe(`${debateId}-0`);
    for (let n = 1; n < 5; n++) {
      sockets.at(-1)!.terminate();
      await say(api, round(debateId, n));
      expect(await next()).toBe(`${debateId}-${n}`);
    }
    await stream.return();
  });

  it('is not given again what had arrived but was not read yet when the connection was cut', async () => {
    const debateId = randomUUID();
    const stream = resume<{ debateEvents: { eventId: string } }>(client, { query: QUERY, variables: { debateId } });
    const first = stream.next();
    await begun();
    let count = 0;
    const three = new Promise<void>((resolve) => client.on('message', ({ type }) => { if (type === 'next' && ++count === 3) resolve(); }));
    await say(api, round(debateId, 0), round(debateId, 1), round(debateId, 2));
    await three;
    sockets.at(-1)!.terminate();
    await say(api, round(debateId, 3));
    const ids = [await first, await stream.next(), await stream.next(), await stream.next()].map(({ value }) => value!.data!.debateEvents.eventId);
    expect(ids).toEqual([0, 1, 2, 3].map((n) => `${debateId}-${n}`));
    await stream.return();
  });

  it('is told what is refused for good', async () => {
    const refused = resume(client, { query: QUERY, variables: { debateId: 'any', after: 'x' } }).next();
    await expect(refused).rejects.toMatchObject({ name: 'StreamRefused', retryable: false, errors: [{ extensions: { code: 'POSITION_INVALID' } }] });
  });

  it('is told that it must select the cursor', async () => {
    const debateId = randomUUID();
    const blind = resume(client, { query: QUERY.replace(' cursor', ''), variables: { debateId } }).next();
    await begun();
    const refused = expect(blind).rejects.toThrow('must select `cursor`');
    await say(api, round(debateId, 0));
    await refused;
  });
});
