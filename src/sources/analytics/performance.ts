import { within } from './buckets.ts';
import type { AnalyticsReads, Performance } from './reads.ts';
import type { Select } from './select.ts';

/** Figures of requests, `special` being those that failed; or of debates that ended, `special` being those that were won. */
interface FigureRow extends Pick<Performance, 'tokens' | 'promptTokens' | 'completionTokens' | 'costUsd' | 'confidence'> {
  readonly about: 'requests' | 'debates';
  readonly provider: string;
  /** Null for the provider as a whole. */
  readonly ofModel: string | null;
  readonly total: number;
  readonly special: number;
  readonly latencies: readonly number[];
}

/** One row for each provider and one for each of its models: a percentile of the whole is none of its parts'. */
const REQUESTS = `
  SELECT
    'requests' AS about, provider, if(grouping(model) = 0, model, NULL) AS ofModel,
    toFloat64(count()) AS total,
    toFloat64(countIf(NOT success)) AS special,
    quantilesExact(0.5, 0.95, 0.99)(response_time_ms) AS latencies,
    toFloat64(sum(provider_metrics.tokens)) AS tokens,
    toFloat64(ifNull(sum(prompt_tokens), 0)) AS promptTokens,
    toFloat64(ifNull(sum(completion_tokens), 0)) AS completionTokens,
    sumOrNull(cost_usd) AS costUsd,
    avgOrNull(provider_metrics.confidence) AS confidence
  FROM provider_metrics FINAL
  WHERE ${within('at')} AND provider IN {providers:Array(String)}
  GROUP BY GROUPING SETS ((provider), (provider, model))`;

/**
 * Debates by how they ended, from facts in any order: the completion that was said last, or what was measured where none was said.
 * Who took part: the list that it ended with, else the one that it began with, else who spoke in its rounds; and the winner.
 */
const ENDED = `
  SELECT
    tenant, debate_id,
    argMax(debates.at, (kind, order_key)) AS at,
    argMax((ifNull(winner_provider, ''), ifNull(winner_model, ''), ifNull(winner_position, '')), (kind, order_key)) AS winner
  FROM debates
  WHERE tenant = {tenant:String} AND kind IN ('measured', 'completed')
  GROUP BY tenant, debate_id`;
const DEBATES = `
  SELECT
    'debates', provider, if(grouping(model) = 0, model, NULL) AS ofModel,
    toFloat64(uniqExact(debate_id)) AS total, toFloat64(uniqExactIf(debate_id, won)) AS special,
    [], 0, 0, 0, NULL, NULL
  FROM (
    SELECT
      debate_id, who.1 AS provider, who.2 AS model,
      who.4 OR if(winner.1 = '' AND winner.2 = '', winner.3 != '' AND winner.3 = who.3,
        (winner.1 = '' OR winner.1 = who.1) AND (winner.2 = '' OR winner.2 = who.2)) AS won
    FROM (SELECT debate_id, winner FROM (${ENDED}) WHERE ${within('at')}) AS ended
    LEFT JOIN (
      SELECT
        debate_id,
        groupUniqArrayIf((provider, model, position, won), source = 'completed') AS listed,
        groupUniqArrayIf((provider, model, position, won), source = 'started') AS expected,
        groupUniqArrayIf((provider, model, position, won), source = 'round') AS heard
      FROM debate_participants
      WHERE tenant = {tenant:String}
      GROUP BY debate_id
    ) AS participants USING (debate_id)
    ARRAY JOIN arrayConcat(
      multiIf(notEmpty(listed), listed, notEmpty(expected), expected, heard),
      if(winner.1 != '', [(winner.1, winner.2, winner.3, true)], [])) AS who
  )
  WHERE provider IN {providers:Array(String)}
  GROUP BY GROUPING SETS ((provider), (provider, model))`;

const PROVIDER_MODELS = `
  SELECT provider, model
  FROM provider_metrics
  WHERE ${within('at')}
  GROUP BY provider, model
  ORDER BY uniqExact(event_id) DESC, provider, model
  LIMIT {limit:UInt32}`;

/** How providers and their models do, from raw rows. */
export function performanceReads(select: Select): Pick<AnalyticsReads, 'performance' | 'providerModels'> {
  return {
    async performance(tenant, of, { from, until }) {
      const providers = [...new Set(of.map(({ provider }) => provider))];
      const rows = await select<FigureRow>(`${REQUESTS} UNION ALL ${DEBATES}`, { tenant, providers, from, until });
      const found = new Map(rows.map((row) => [keyOf(row.about, row.provider, row.ofModel), row]));
      return of.map((one) => toPerformance(found.get(keyOf('requests', one.provider, one.model)), found.get(keyOf('debates', one.provider, one.model))));
    },

    providerModels: (tenant, { from, until }, limit) => select(PROVIDER_MODELS, { tenant, from, until, limit }),
  };
}

function keyOf(about: FigureRow['about'], provider: string, model: string | null = null): string {
  return JSON.stringify([about, provider, model]);
}

function toPerformance(requests?: FigureRow, debates?: FigureRow): Performance {
  const ended = debates?.total ?? 0;
  const wins = debates?.special ?? 0;
  const [p50LatencyMs = null, p95LatencyMs = null, p99LatencyMs = null] = requests?.latencies ?? [];
  return {
    requests: requests?.total ?? 0,
    errors: requests?.special ?? 0,
    errorRate: requests ? requests.special / requests.total : null,
    p50LatencyMs,
    p95LatencyMs,
    p99LatencyMs,
    tokens: requests?.tokens ?? 0,
    promptTokens: requests?.promptTokens ?? 0,
    completionTokens: requests?.completionTokens ?? 0,
    costUsd: requests?.costUsd ?? null,
    confidence: requests?.confidence ?? null,
    debates: ended,
    wins,
    winRate: ended === 0 ? null : wins / ended,
  };
}
