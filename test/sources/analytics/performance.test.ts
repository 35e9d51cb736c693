import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ProviderMetrics } from '../../../src/events/event.ts';
import { eventsOf, openAnalytics, type Analytics } from '../../support/analytics.ts';

let analytics: Analytics;
beforeAll(async () => { analytics = await openAnalytics(); });
afterAll(() => analytics.close());

const T = Date.UTC(2026, 0, 5);
const DAY = 86_400_000;
const range = { from: T, until: T + DAY };

describe('figures of requests', () => {
  const tenant = randomUUID();
  const event = eventsOf(tenant);
  const arbitrary = fc.record({
    provider: fc.constantFrom('openai', 'anthropic'), model: fc.constantFrom('a', 'b'), requestId: fc.uuid(),
    at: fc.integer({ min: T - DAY / 2, max: T + DAY + DAY / 2 }), responseTimeMs: fc.double({ min: 0, max: 1e5, noNaN: true }),
    tokens: fc.integer({ min: 0, max: 2 ** 31 - 1 }), promptTokens: fc.option(fc.integer({ min: 0, max: 1000 }), { nil: undefined }),
    success: fc.boolean(), confidence: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined }),
  });
  const raw = fc.sample(arbitrary, { seed: 5, numRuns: 900 }).map((fields) => event('provider.metrics', fields));
  beforeAll(async () => {
    const log = analytics.log();
    await log.take(raw.slice(0, 500));
    await log.take([...raw.slice(300), ...raw.slice(0, 100)]);
  });

  it.each([{ provider: 'openai' }, { provider: 'openai', model: 'a' }, { provider: 'anthropic', model: 'b' }])('%j equal those computed from the raw events', async (of) => {
    const rows = raw.filter(({ provider, model, at }) => provider === of.provider && (of.model ?? model) === model && at >= range.from && at < range.until);
    const [found] = await analytics.reads.performance(tenant, [of], range);
    expect(found).toEqual({
      requests: rows.length,
      errors: rows.filter(({ success }) => !success).length,
      errorRate: rows.filter(({ success }) => !success).length / rows.length,
      p50LatencyMs: percentile(rows, 0.5),
      p95LatencyMs: percentile(rows, 0.95),
      p99LatencyMs: percentile(rows, 0.99),
      tokens: sum(rows, ({ tokens }) => tokens),
      promptTokens: sum(rows, ({ promptTokens }) => promptTokens ?? 0),
      completionTokens: 0,
      costUsd: null,
      confidence: expect.closeTo(sum(rows, ({ confidence }) => confidence ?? 0) / rows.filter(({ confidence }) => confidence !== undefined).length, 9),
      debates: 0,
      wins: 0,
      winRate: null,
    });
  });

  it('come in the order of the keys, and are empty where nothing was asked', async () => {
    const [none, one, same] = await analytics.reads.performance(tenant, [{ provider: 'nobody' }, { provider: 'openai' }, { provider: 'openai' }], range);
    expect(none).toMatchObject({ requests: 0, errorRate: null, p50LatencyMs: null, costUsd: null, confidence: null });
    expect(same).toEqual(one);
    expect(one!.requests).toBeGreaterThan(0);
  });

  it('name the busiest models first', async () => {
    const busiest = await analytics.reads.providerModels(tenant, range, 3);
    const requests = (await analytics.reads.performance(tenant, busiest, range)).map((figures) => figures.requests);
    expect(requests).toHaveLength(3);
    expect(requests).toEqual([...requests].sort((a, b) => b - a));
  });

  it('count a cost of which only some requests tell', async () => {
    const whose = randomUUID();
    const make = eventsOf(whose);
    const request = (costUsd?: number) => make('provider.metrics', { at: T, provider: 'p', model: 'm', requestId: 'r', responseTimeMs: 1, tokens: 1, success: true, costUsd });
    await analytics.log().take([request(0.25), request(), request(0.5)]);
    expect((await analytics.reads.performance(whose, [{ provider: 'p' }], range))[0]!.costUsd).toBe(0.75);
  });
});

describe('a win rate', () => {
  const who = (model: string, more: object = {}) => ({ provider: 'p', model, ...more });
  const rates = async (tenant: string) =>
    Object.fromEntries((await analytics.reads.performance(tenant, [{ provider: 'p' }, who('a'), who('b')], range)).map(({ debates, wins, winRate }, i) => [['p', 'a', 'b'][i], [debates, wins, winRate]]));

  it('counts each debate once, by who is listed at its end, in any order and however often it is told', async () => {
    const tenant = randomUUID();
    const event = eventsOf(tenant);
    const ended = (debateId: string, winner: string | undefined, at = T + 5) =>
      event('debate.completed', { id: debateId, at, debateId, outcome: 'successful', winner: winner === undefined ? undefined : who(winner), participants: [who('a'), who('b'), who('b', { position: 'second' })] });
    const log = analytics.log();
    await log.take([ended('d1', 'a'), ended('d2', 'b'), ended('d3', undefined), ended('early', 'a', T - 1), ended('late', 'a', T + DAY)]);
    await log.take([ended('d1', 'a'), event('debate.round', { debateId: 'd1', round: { roundId: 'r', round: 1, ...who('moderator') } })]);
    await log.take([event('debate.started', { debateId: 'running', participants: [who('a')] })]);
    expect(await rates(tenant)).toEqual({ p: [3, 2, 2 / 3], a: [3, 1, 1 / 3], b: [3, 1, 1 / 3] });
  });

  it('takes who spoke for who took part, where a debate ends without a list', async () => {
    const tenant = randomUUID();
    const event = eventsOf(tenant);
    const log = analytics.log();
    await log.take([event('debate.completed', { debateId: 'd', outcome: 'successful', winner: who('a'), participants: [], at: T + 1 })]);
    await log.take([1, 2, 3].map((n) => event('debate.round', { debateId: 'd', round: { roundId: `r${n}`, round: n, role: 'critic', ...who(n === 3 ? 'b' : 'a') } })));
    expect(await rates(tenant)).toEqual({ p: [1, 1, 1], a: [1, 1, 1], b: [1, 0, 0] });
  });

  it('knows a winner by position, by flag, and from the metrics of a debate', async () => {
    const tenant = randomUUID();
    const event = eventsOf(tenant);
    const parties = [who('a', { position: 'pro' }), who('b', { position: 'con' })];
    await analytics.log().take([
      event('debate.completed', { debateId: 'position', outcome: 'successful', winner: { position: 'con' }, participants: parties, at: T }),
      event('debate.completed', { debateId: 'flag', outcome: 'successful', participants: [{ ...parties[0]!, won: true }, parties[1]!], at: T }),
      event('debate.metrics', { debateId: 'metrics', winner: who('a'), at: T }),
      event('debate.round', { debateId: 'metrics', round: { roundId: 'r', round: 1, ...who('b') } }),
    ]);
    expect(await rates(tenant)).toEqual({ p: [3, 3, 1], a: [3, 2, 2 / 3], b: [3, 1, 1 / 3] });
  });
});

function sum(rows: readonly ProviderMetrics[], of: (row: ProviderMetrics) => number): number {
  return rows.reduce((total, row) => total + of(row), 0);
}

/** ClickHouse's exact quantile: the element at the level's share of the sorted rows, rounded down. */
function percentile(rows: readonly ProviderMetrics[], level: number): number {
  return rows.map(({ responseTimeMs }) => responseTimeMs).sort((a, b) => a - b)[Math.floor(level * rows.length)]!;
}
