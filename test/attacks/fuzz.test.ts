import fc from 'fast-check';
import { parse, print } from 'graphql';
import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { startApi, type TestApi } from '../support/api.ts';

const SEED = 20261125;
const DOCUMENTS = 10_000;
const AT_ONCE = 16;
/** What no answer may have: a stack, a statement, a path, a host. */
const LEAK = /\bat [^"]*\.[tj]s:\d+|node_modules|\bMATCH \(|\bSELECT \w+ FROM|DB::Exception|Neo\.Client|bolt:\/\/|127\.0\.0\.1|\/home\/|\/tmp\//;
const STATUSES = [200, 400, 401, 403, 404, 405, 413, 415, 429];

const folder = new URL('../../operations/', import.meta.url);
// Reads only: what is written here would stay in the log.
const valid = readdirSync(folder).map((file) => readFileSync(new URL(file, folder), 'utf8')).filter((text) => /^query/m.test(text)).map((text) => print(parse(text)));
const words = [...new Set(valid.join(' ').match(/\w+/g))];
const pieces = ['{', '}', '(', ')', '[', ']', '...', '@', '!', '$', ':', '"', '"""', '|', '&', '=', '#', '\u0000', '\ud800', '\ufeff', 'null', '-1', '1e309', '99999999999', 'fragment F on', 'subscription', '__schema', '__type', ...words];

// Mostly so little that what is left may still be valid: other numbers, and then some cuts.
const mutated = fc.record({
  base: fc.constantFrom(...valid),
  numbers: fc.array(fc.constantFrom('0', '1', '7', '100', '101', '-1', 'null', '2147483648', '1e9'), { maxLength: 3 }),
  cuts: fc.array(fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), length: fc.nat(12), put: fc.array(fc.constantFrom(...pieces), { maxLength: 3 }) }), { maxLength: 3 }),
}).map(({ base, numbers, cuts }) => {
  let used = 0;
  const numbered = numbers.length === 0 ? base : base.replace(/\b\d+\b/g, () => numbers[used++ % numbers.length]!);
  return cuts.reduce((text, { at, length, put }) => {
    const from = Math.floor(at * text.length);
    return text.slice(0, from) + put.join(' ') + text.slice(from + length);
  }, numbered);
});
const generated = fc.array(fc.constantFrom(...pieces), { maxLength: 60 }).map((parts) => parts.join(' '));
const body = fc.oneof(
  { weight: 6, arbitrary: fc.record({ query: fc.oneof(mutated, generated), variables: fc.oneof(fc.constant(undefined), fc.dictionary(fc.constantFrom('conversationId', 'entityId', 'phrase', 'n'), fc.jsonValue({ maxDepth: 3 }))) }).map((one) => JSON.stringify(one)) },
  { weight: 1, arbitrary: fc.json() },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes).toString('latin1')) },
);

let api: TestApi;
beforeAll(async () => {
  console.log(`seed ${SEED}`);
  api = await startApi(undefined, { NODE_ENV: 'production', HELIXGRAPH_MAX_COST_PER_MINUTE: '1000000000000' });
});
afterAll(() => api.stop());

const bodies = fc.sample(body, { seed: SEED, numRuns: 2 * DOCUMENTS });

describe('documents that are generated, mutated or no documents at all', () => {
  it(`leave the process as it is over HTTP: ${DOCUMENTS}`, async () => {
    const seen = new Map<number, number>();
    const left = bodies.slice(0, DOCUMENTS);
    await Promise.all(Array.from({ length: AT_ONCE }, async () => {
      for (let one = left.pop(); one !== undefined; one = left.pop()) {
        const response = await fetch(`${api.url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: Buffer.from(one, 'latin1') });
        const text = await response.text();
        expect(STATUSES, one).toContain(response.status);
        expect(text, one).not.toMatch(LEAK);
        expect(text, one).not.toContain('INTERNAL_SERVER_ERROR');
        seen.set(response.status, (seen.get(response.status) ?? 0) + 1);
      }
    }));
    expect(seen.get(200)).toBeGreaterThan(DOCUMENTS / 50); // some must run, or nothing was tried
    expect((await api.query('{ __typename }')).data).toEqual({ __typename: 'Query' });
  }, 400_000);

  it(`leave the process as it is over WebSocket: ${DOCUMENTS}`, async () => {
    const left = bodies.slice(DOCUMENTS);
    let answered = 0;
    await Promise.all(Array.from({ length: AT_ONCE }, async () => {
      for (let one = left.pop(); one !== undefined; one = left.pop()) {
        answered += 1;
        const said = await answerOf(one);
        expect(said, one).not.toMatch(LEAK);
        expect(said, one).not.toContain('INTERNAL_SERVER_ERROR');
      }
    }));
    expect(answered).toBe(DOCUMENTS);
    expect((await api.query('{ __typename }')).data).toEqual({ __typename: 'Query' });
  }, 400_000);
});

let sockets: WebSocket[] = [];
/** What is said to a payload: its messages up to the end, or the reason that the connection is closed with. */
async function answerOf(payload: string): Promise<string> {
  const socket = sockets.pop() ?? await connected();
  let text = '';
  return new Promise((resolve) => {
    const id = String(Math.random());
    const hear = (data: unknown) => {
      text += String(data);
      const { type, id: of } = JSON.parse(String(data)) as { type: string; id: string };
      if (of === id && (type === 'complete' || type === 'error')) finish(true);
    };
    const closed = (code: number, reason: Buffer) => {
      text += `${code} ${reason}`;
      finish(false);
    };
    const finish = (isOpen: boolean) => {
      socket.off('message', hear).off('close', closed);
      if (isOpen) sockets.push(socket);
      resolve(text);
    };
    socket.on('message', hear).on('close', closed);
    socket.send(`{"id":"${id}","type":"subscribe","payload":${payload}}`);
  });
}

async function connected(): Promise<WebSocket> {
  const socket = new WebSocket(`${api.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  onTestFinished(() => socket.terminate());
  socket.on('error', () => {});
  socket.once('open', () => socket.send('{"type":"connection_init"}'));
  await new Promise<void>((resolve) => socket.once('message', () => resolve()));
  return socket;
}
