import { groupBy } from './group-by.ts';
import type { AnalyticsReads, StoredCompression } from './reads.ts';
import type { Select } from './select.ts';

/** A compression that was said again keeps its newest row. */
const COMPRESSIONS = `
  SELECT
    compression_id AS id, conversation_id AS conversationId, toFloat64(toUnixTimestamp64Milli(compressions.at)) AS at, summary,
    toFloat64(original_messages) AS originalMessages, toFloat64(original_tokens) AS originalTokens, toFloat64(compressed_tokens) AS compressedTokens
  FROM (
    SELECT * FROM compressions
    WHERE tenant = {tenant:String} AND conversation_id IN {ids:Array(String)}
    ORDER BY order_key DESC LIMIT 1 BY conversation_id, compression_id
  ) AS compressions
  ORDER BY conversation_id, compressions.at, compression_id`;

/** What became of conversations. */
export function conversationReads(select: Select): Pick<AnalyticsReads, 'compressions'> {
  return {
    async compressions(tenant, conversationIds) {
      const rows = await select<StoredCompression>(COMPRESSIONS, { tenant, ids: conversationIds });
      return groupBy(conversationIds, rows, (row) => row.conversationId);
    },
  };
}
