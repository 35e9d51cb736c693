import { groupBy } from './group-by.ts';
import type { AnalyticsReads, StoredRound } from './reads.ts';
import type { Select } from './select.ts';

/** A round that was recorded again is its newest row. */
const ROUNDS = `
  SELECT
    round_id AS id, debate_id AS debateId, round, position, role, provider, model, response, response_time_ms AS responseTimeMs,
    toFloat64(debate_rounds.tokens) AS tokens, confidence, toFloat64(toUnixTimestamp64Milli(debate_rounds.at)) AS at
  FROM (
    SELECT * FROM debate_rounds
    WHERE tenant = {tenant:String} AND debate_id IN {ids:Array(String)}
    ORDER BY order_key DESC LIMIT 1 BY debate_id, round_id
  ) AS debate_rounds
  ORDER BY debate_id, round, debate_rounds.at, round_id`;

/** What was said in debates. */
export function debateReads(select: Select): Pick<AnalyticsReads, 'rounds'> {
  return {
    async rounds(tenant, debateIds) {
      return groupBy(debateIds, await select<StoredRound>(ROUNDS, { tenant, ids: debateIds }), (row) => row.debateId);
    },
  };
}
