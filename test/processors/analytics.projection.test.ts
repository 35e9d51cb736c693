import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Event } from '../../src/events/event.ts';
import { clickHouseArchive } from '../../src/sources/analytics/archive.ts';
import { tables } from '../../src/sources/analytics/tables.ts';
import { eventsOf, openAnalytics, type Analytics } from '../support/analytics.ts';
import { history } from '../support/analytics-history.ts';

let analytics: Analytics;
beforeAll(async () => { analytics = await openAnalytics(); });
afterAll(() => analytics.close());

const SPAN = { from: Date.UTC(2026, 0, 1), until: Date.UTC(2026, 0, 15) };
const ids = (prefix: string) => [0, 1].map((n) => `${prefix}${n}`);
const SEED = 20_261_124;
const RUNS = 12;

/** Every answer that the store gives about a tenant. */
async function answers({ reads }: Analytics, tenant: string) {
  const providers = ids('p');
  return {
    pages: await reads.messagePages(tenant, ids('c').map((conversationId) => ({ conversationId, first: 100 }))),
    messages: await reads.messagesById(tenant, ids('m')),
    newest: await reads.newestMessages(tenant, ids('c'), 3),
    mentionedIn: await reads.mentionedIn(tenant, ids('m')),
    compressions: await reads.compressions(tenant, ids('c')),
    rounds: await reads.rounds(tenant, ids('d')),
    mentions: await reads.mentions(tenant, ids('e'), 'DAY', SPAN),
    performance: await reads.performance(tenant, [...providers.map((provider) => ({ provider })), ...providers.map((provider) => ({ provider, model: 'm0' }))], SPAN),
    models: await reads.providerModels(tenant, SPAN, 10),
    activity: await reads.activity(tenant, 'HOUR', SPAN),
    sizes: (await reads.sizes(tenant)).filter(({ table }) => table !== 'archive'),
  };
}

function shuffled<T>(items: readonly T[], seed: number): T[] {
  const random = mulberry32(seed);
  return items.map((item) => [random(), item] as const).sort(([a], [b]) => a - b).map(([, item]) => item);
}

/** A small generator of numbers from a seed: https://gist.github.com/tommyettinger/46a874533244883189143505d203312c */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

describe('any order, any grouping, any number of times', () => {
  it(`leaves the same answers (seed ${SEED})`, async () => {
    await fc.assert(fc.asyncProperty(history, fc.integer(), fc.integer({ min: 1, max: 7 }), async (events, seed, size) => {
      const [inOrder, otherwise] = [randomUUID(), randomUUID()];
      const of = (tenant: string, some: readonly Event[]) => some.map((event) => ({ ...event, tenant }));
      expect(await analytics.log().take(of(inOrder, events))).toEqual([]);

      const log = analytics.log();
      const again = shuffled([...events, ...events.filter((_, i) => i % 3 === 0)], seed);
      for (let i = 0; i < again.length; i += Math.ceil(again.length / size)) {
        expect(await log.take(of(otherwise, again.slice(i, i + Math.ceil(again.length / size))))).toEqual([]);
      }
      expect(await answers(analytics, otherwise)).toEqual(await answers(analytics, inOrder));
    }), { seed: SEED, numRuns: RUNS });
  });

  it('gives each answer once when everything is imported twice', async () => {
    const tenant = randomUUID();
    const events = fc.sample(history, { seed: 7, numRuns: 10 }).flat().map((event, i) => ({ ...event, tenant, id: `${i}` }));
    await analytics.log().take(events);
    const once = await answers(analytics, tenant);
    await analytics.log().take(events);
    expect(await answers(analytics, tenant)).toEqual(once);
    const [archived] = await analytics.select<{ rows: number }>('SELECT toUInt32(count()) AS rows FROM archive FINAL WHERE tenant = {tenant:String}', { tenant });
    expect(archived!.rows).toBe(2 * events.length);
  });

  it('gives each answer once when a batch is written again after a process was killed before its position was', async () => {
    const tenant = randomUUID();
    const log = analytics.log();
    const events = fc.sample(history, { seed: 8, numRuns: 3 }).flat().map((event, i) => ({ ...event, tenant, id: `${i}` }));
    await log.take(events);
    const once = await answers(analytics, tenant);
    const slice = { partition: log.partition, epoch: 0, from: 0n, to: 1n, decoded: events.map((event, i) => ({ record: { topic: log.topic, partition: 0, epoch: 0, offset: BigInt(i), key: null, value: null, headers: {}, appendedAt: 0 }, outcome: { event: structuredClone(event) } })) };
    await log.projection.apply([slice]);
    expect(await answers(analytics, tenant)).toEqual(once);
  });
});

describe('the identity of an event', () => {
  const tenant = randomUUID();
  const event = eventsOf(tenant);
  const said = (id: string, content: string) => event('message.added', { id, conversationId: 'c', messageId: id, message: { messageId: id, role: 'user', content } });

  it('is in conflict with another payload, in a later batch and in the same', async () => {
    const log = analytics.log();
    expect(await log.take([said('x', 'first'), said('x', 'second'), said('y', 'other')])).toMatchObject([{ code: 'EVENT_CONFLICT' }]);
    expect(await log.take([said('y', 'another'), said('x', 'first')])).toMatchObject([{ code: 'EVENT_CONFLICT', reason: expect.stringContaining('"y"') }]);
    expect((await analytics.reads.messagesById(tenant, ['x', 'y'])).map((message) => message?.content)).toEqual(['first', 'other']);
  });

  it('is no conflict when only its stamps differ, as on a retry, and the first is kept', async () => {
    const log = analytics.log();
    const first = said('retried', 'once');
    expect(await log.take([first])).toEqual([]);
    expect(await log.take([{ ...first, at: first.at + 86_400_000, version: 5n, nodeId: 'elsewhere' }])).toEqual([]);
    expect((await analytics.reads.messagePages(tenant, [{ conversationId: 'c', first: 50 }]))[0]!.messages.find(({ id }) => id === 'retried')!.createdAt).toBe(first.at);
    expect((await analytics.reads.sizes(tenant)).find(({ table }) => table === 'messages')!.rows).toBe(3);
  });

  it('belongs to its tenant', async () => {
    const elsewhere = randomUUID();
    expect(await analytics.log().take([{ ...said('x', 'theirs'), tenant: elsewhere }])).toEqual([]);
    expect((await analytics.reads.messagesById(elsewhere, ['x']))[0]!.content).toBe('theirs');
    expect((await analytics.reads.messagesById(tenant, ['x']))[0]!.content).toBe('first');
  });

  it('does not depend on the order of a payload’s keys, and survives any character', async () => {
    const log = analytics.log();
    const about = (properties: Record<string, unknown>) => event('entities.mentioned', { id: '\0\'"\\\t漢字💡', conversationId: 'c', entities: [{ id: 'e', name: 'n', type: 't', aliases: [], properties }] });
    expect(await log.take([about({ a: 1, b: { c: 2n, d: null } })])).toEqual([]);
    expect(await log.take([about({ b: { d: null, c: 2n }, a: 1 })])).toEqual([]);
    expect(await log.take([about({ a: 1 })])).toMatchObject([{ code: 'EVENT_CONFLICT' }]);
  });
});

describe('positions', () => {
  it('pass refused records, which are archived with their reason', async () => {
    const log = analytics.log();
    const refusal = { code: 'EVENT_INVALID', reason: 'event_type: expected a known type' } as const;
    await log.takeDecoded([{ record: { topic: log.topic, partition: 0, epoch: 0, offset: 0n, key: null, value: Buffer.from('?'), headers: { tenant: 't' }, appendedAt: 5 }, outcome: { refusal } }]);
    expect(await log.projection.positions([log.partition, 'none/1'])).toEqual(new Map([[log.partition, { epoch: 0, next: 1n }]]));
    const rows = await analytics.select('SELECT tenant, refusal_code, refusal, value FROM archive WHERE topic = {topic:String}', { topic: log.topic });
    expect(rows).toEqual([{ tenant: 't', refusal_code: refusal.code, refusal: refusal.reason, value: '?' }]);
    expect(await clickHouseArchive(analytics.client).position()).toEqual(expect.any(Map));
  });

  it('are of the newest epoch, whichever was written last', async () => {
    const { projection, partition } = analytics.log();
    const reach = (epoch: number, to: bigint) => projection.apply([{ partition, epoch, from: 0n, to, decoded: [] }]);
    await reach(1, 3n);
    await reach(0, 9_007_199_254_740_993n);
    expect(await projection.positions([partition])).toEqual(new Map([[partition, { epoch: 1, next: 3n }]]));
    await reach(1, 9_007_199_254_740_993n);
    await reach(1, 2n);
    expect(await projection.positions([partition])).toEqual(new Map([[partition, { epoch: 1, next: 9_007_199_254_740_993n }]]));
  });
});

it('names every column of every table', async () => {
  const rows = await analytics.select<{ table: string; columns: string[] }>(
    `SELECT table, arrayMap(pair -> pair.2, arraySort(groupArray((position, name)))) AS columns
     FROM system.columns WHERE database = currentDatabase() AND table != 'migrations' GROUP BY table`);
  expect(Object.fromEntries(rows.map(({ table, columns }) => [table, columns]))).toEqual(tables);
});
