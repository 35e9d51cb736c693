import { bucketOf, bucketStarts, bucketUnit, within } from './buckets.ts';
import { groupBy } from './group-by.ts';
import type { ActivityBucket, AnalyticsReads, Bucket, TimeRange } from './reads.ts';
import type { Select } from './select.ts';

type Measure = Exclude<keyof ActivityBucket, 'start'>;

const MENTIONS = `
  SELECT entity_id AS entityId, ${bucketOf('at')} AS start, toFloat64(uniqExact(event_id)) AS mentions
  FROM mentions
  WHERE ${within('at')} AND entity_id IN {ids:Array(String)}
  GROUP BY entityId, start`;

/**
 * Things are counted once each, however many rows say them: a message at the time of its addition, also when it was deleted later,
 * since that it was said is what happened.
 */
const ACTIVITY = `
  SELECT 'messages' AS measure, ${bucketOf('created')} AS start, toFloat64(count()) AS n
  FROM (
    SELECT argMin(created_at, (kind, order_key)) AS created
    FROM messages WHERE ${within('created_at')} AND kind IN ('added', 'retold')
    GROUP BY conversation_id, message_id)
  GROUP BY start
  UNION ALL
  SELECT 'mentions', ${bucketOf('at')} AS start, toFloat64(uniqExact(entity_id, event_id)) FROM mentions WHERE ${within('at')} GROUP BY start
  UNION ALL
  SELECT 'rounds', ${bucketOf('first')} AS start, toFloat64(count())
  FROM (SELECT min(at) AS first FROM debate_rounds WHERE ${within('at')} GROUP BY debate_id, round_id)
  GROUP BY start
  UNION ALL
  SELECT 'requests', ${bucketOf('at')} AS start, toFloat64(uniqExact(event_id)) FROM provider_metrics WHERE ${within('at')} GROUP BY start
  UNION ALL
  SELECT 'memoryEvents', ${bucketOf('at')} AS start, toFloat64(uniqExact(event_id)) FROM memory_events WHERE ${within('at')} GROUP BY start`;

/** What happened when. Buckets without anything are there, with 0. */
export function activityReads(select: Select): Pick<AnalyticsReads, 'mentions' | 'activity'> {
  return {
    async mentions(tenant, entityIds, bucket, range) {
      const starts = bucketStarts(bucket, range);
      const rows = await select<{ entityId: string; start: number; mentions: number }>(MENTIONS, { tenant, ids: entityIds, ...params(bucket, range) });
      return groupBy(entityIds, rows, (row) => row.entityId).map((found) => {
        const byStart = new Map(found.map((row) => [row.start, row.mentions]));
        return starts.map((start) => ({ start, mentions: byStart.get(start) ?? 0 }));
      });
    },

    async activity(tenant, bucket, range) {
      const starts = bucketStarts(bucket, range);
      const rows = await select<{ measure: Measure; start: number; n: number }>(ACTIVITY, { tenant, ...params(bucket, range) });
      const buckets = new Map(starts.map((start) => [start, { start, messages: 0, mentions: 0, rounds: 0, requests: 0, memoryEvents: 0 }]));
      for (const { measure, start, n } of rows) buckets.get(start)![measure] = n;
      return [...buckets.values()];
    },
  };
}

function params(bucket: Bucket, { from, until }: TimeRange) {
  return { unit: bucketUnit(bucket), from, until };
}
