import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HelixError } from '../../../src/errors.ts';
import { eventsOf, openAnalytics, type Analytics } from '../../support/analytics.ts';

let analytics: Analytics;
beforeAll(async () => { analytics = await openAnalytics(); });
afterAll(() => analytics.close());

const at = (text: string) => Date.parse(`${text}Z`);
const entity = (id: string) => ({ id, name: id, type: 'T', aliases: [], properties: {} });

describe('mentions of entities', () => {
  const tenant = randomUUID();
  const event = eventsOf(tenant);
  const mention = (time: string, ...ids: string[]) => event('entities.mentioned', { id: `${time}${ids}`, at: at(time), conversationId: 'c', messageId: 'm', entities: ids.map(entity) });
  beforeAll(async () => {
    const log = analytics.log();
    await log.take([mention('2026-01-31T23:59:59.999', 'x', 'y'), mention('2026-02-01T00:00:00.000', 'x'), mention('2026-03-01T12:00', 'x', 'x'), mention('2027-01-01T00:00', 'x')]);
    await log.take([mention('2026-02-01T00:00:00.000', 'x'), event('conversation.completed', { at: at('2026-02-01T05:00'), conversationId: 'c', messages: [], rounds: [], entities: [entity('x')] })]);
  });

  it('are counted by month in UTC, empty ones with 0, each event once', async () => {
    const [x, y, none] = await analytics.reads.mentions(tenant, ['x', 'y', 'none'], 'MONTH', { from: at('2026-01-15T00:00'), until: at('2026-04-02T00:00') });
    expect(x!.map(({ start, mentions }) => [new Date(start).toISOString().slice(0, 10), mentions])).toEqual([['2026-01-01', 1], ['2026-02-01', 2], ['2026-03-01', 1], ['2026-04-01', 0]]);
    expect(y!.map(({ mentions }) => mentions)).toEqual([1, 0, 0, 0]);
    expect(none!.map(({ mentions }) => mentions)).toEqual([0, 0, 0, 0]);
  });

  it.each([['MINUTE', '2026-01-31T23:59'], ['HOUR', '2026-01-31T23:00'], ['DAY', '2026-01-31T00:00'], ['WEEK', '2026-01-26T00:00']] as const)('fall into the %s that begins at %s', async (bucket, start) => {
    const [x] = await analytics.reads.mentions(tenant, ['x'], bucket, { from: at('2026-01-31T23:50'), until: at('2026-02-01T00:00') });
    expect(x!.filter(({ mentions }) => mentions > 0)).toEqual([{ start: at(start), mentions: 1 }]);
  });

  it('are refused in more buckets than an answer should hold', async () => {
    const asked = analytics.reads.mentions(tenant, ['x'], 'MINUTE', { from: 0, until: at('2026-01-01T00:00') });
    await expect(asked).rejects.toSatisfy((error) => error instanceof HelixError && error.code === 'LIMIT_EXCEEDED');
  });

  it('are known by message', async () => {
    expect(await analytics.reads.mentionedIn(tenant, ['m', 'other'])).toEqual([['x', 'y'], []]);
  });
});

it('activity counts what happened in each bucket, once', async () => {
  const tenant = randomUUID();
  const event = eventsOf(tenant);
  const [first, second] = [at('2026-01-01T10:00'), at('2026-01-01T12:30')];
  const message = { messageId: 'm', role: 'user' as const, content: 'x' };
  const round = (id: string, time: number) => event('debate.round', { id, at: time, debateId: 'd', round: { roundId: 'r', round: 1 } });
  const events = [
    event('message.added', { id: '1', at: first, conversationId: 'c', messageId: 'm', message }),
    event('message.updated', { id: '2', at: second, conversationId: 'c', messageId: 'm', message }),
    event('message.added', { id: '3', at: second, conversationId: 'c', messageId: 'n', message: { ...message, messageId: 'n' } }),
    event('message.deleted', { id: '4', at: second, conversationId: 'c', messageId: 'n' }),
    event('entities.mentioned', { id: '5', at: first, conversationId: 'c', entities: [entity('x'), entity('y')] }),
    round('6', first), round('7', second),
    event('provider.metrics', { id: '8', at: second, provider: 'p', model: 'm', requestId: 'r', responseTimeMs: 1, tokens: 1, success: true }),
    event('memory.forgotten', { id: '9', at: first, memoryId: 'y' }),
  ];
  const log = analytics.log();
  await log.take(events);
  await log.take(events);
  const empty = { messages: 0, mentions: 0, rounds: 0, requests: 0, memoryEvents: 0 };
  expect(await analytics.reads.activity(tenant, 'HOUR', { from: first, until: at('2026-01-01T13:00') })).toEqual([
    { ...empty, start: first, messages: 1, mentions: 2, rounds: 1, memoryEvents: 1 },
    { ...empty, start: at('2026-01-01T11:00') },
    { ...empty, start: at('2026-01-01T12:00'), messages: 1, requests: 1 },
  ]);
});

it('sizes count rows once, of one tenant', async () => {
  const [tenant, other] = [randomUUID(), randomUUID()];
  const forgotten = (whose: string) => eventsOf(whose)('memory.forgotten', { memoryId: 'y' });
  const mine = forgotten(tenant);
  await analytics.log().take([mine, { ...mine }, forgotten(other)]);
  const sizes = Object.fromEntries((await analytics.reads.sizes(tenant)).map(({ table, rows }) => [table, rows]));
  expect(sizes).toMatchObject({ memory_events: 1, archive: 2, messages: 0 });
});

it('rounds and compressions keep the newest of what was said again', async () => {
  const tenant = randomUUID();
  const event = eventsOf(tenant);
  const T = at('2026-01-01T00:00');
  const round = (n: number, roundId: string, response: string, time: number) => event('debate.round', { at: time, debateId: 'd', round: { roundId, round: n, response, confidence: 0.5, responseTimeMs: 12.5, tokens: 3 } });
  const compression = (summary: string, time: number) => event('conversation.compressed', { at: time, conversationId: 'c', compressionId: 'z', summary, originalMessages: 4 });
  await analytics.log().take([round(2, 'b', 'second', T), round(1, 'a', 'corrected', T + 9), compression('better', T + 9)]);
  await analytics.log().take([round(1, 'a', 'first', T), compression('good', T)]);
  const [rounds, none] = await analytics.reads.rounds(tenant, ['d', 'none']);
  expect(rounds!.map(({ id, round: n, response }) => [id, n, response])).toEqual([['a', 1, 'corrected'], ['b', 2, 'second']]);
  expect(rounds![0]).toMatchObject({ confidence: 0.5, responseTimeMs: 12.5, tokens: 3, provider: null, at: T + 9 });
  expect(none).toEqual([]);
  expect(await analytics.reads.compressions(tenant, ['none', 'c'])).toEqual([[], [
    { id: 'z', conversationId: 'c', at: T + 9, summary: 'better', originalMessages: 4, originalTokens: null, compressedTokens: null },
  ]]);
});
