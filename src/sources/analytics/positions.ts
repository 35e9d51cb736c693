import type { ClickHouseClient } from '@clickhouse/client';
import { topicPartition, type Position } from '../../log/position.ts';
import { analyticsFailure } from './failure.ts';

export const ANALYTICS = 'analytics';

/** Without a generation, the newest: an older one is what a rebuild replaced. */
const STORED = `
  SELECT topic, partition, max((positions.epoch, positions.next)) AS furthest, furthest.1 AS epoch, toString(furthest.2) AS next
  FROM positions
  WHERE \`projection\` = {projection:String}
    AND generation = ifNull({generation:Nullable(UInt32)}, (SELECT max(generation) FROM positions WHERE \`projection\` = {projection:String}))
  GROUP BY topic, partition`;

/**
 * How far the analytics projection has read each partition. ClickHouse has no compare-and-set, so a position is the furthest that was written.
 * @throws HelixError SOURCE_UNAVAILABLE, SOURCE_TIMEOUT
 */
export async function storedPosition(client: ClickHouseClient, generation: number | null = null): Promise<Position> {
  try {
    const result = await client.query({ query: STORED, query_params: { projection: ANALYTICS, generation }, format: 'JSONEachRow' });
    const rows = await result.json<{ topic: string; partition: number; epoch: number; next: string }>();
    return new Map(rows.map(({ topic, partition, epoch, next }) => [topicPartition(topic, partition), { epoch, next: BigInt(next) }]));
  } catch (cause) {
    throw analyticsFailure(cause);
  }
}
