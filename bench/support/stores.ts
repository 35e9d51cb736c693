import type { ClickHouseClient } from '@clickhouse/client';
import type { Driver } from 'neo4j-driver';
import type { Located } from '../../src/cli/prepare.ts';
import { connectAnalytics } from '../../src/sources/analytics/connect.ts';
import { connectGraph } from '../../src/sources/graph/connect.ts';

/** Both stores by their bare clients: to count what is in them, and to ask without us between. */
export interface Stores {
  readonly driver: Driver;
  readonly client: ClickHouseClient;
  /** A tenant's rows of a table, each key once. */
  rows(table: string, tenant: string): Promise<number>;
  /** A tenant's nodes with a label. */
  nodes(label: string, tenant: string): Promise<number>;
  close(): Promise<void>;
}

export function connectStores({ neo4j, clickhouse }: Located): Stores {
  const driver = connectGraph(neo4j);
  const client = connectAnalytics(clickhouse);
  return {
    driver,
    client,
    async rows(table, tenant) {
      const query = 'SELECT toUInt32(count()) AS n FROM {table:Identifier} FINAL WHERE tenant = {tenant:String}';
      const result = await client.query({ query, query_params: { table, tenant }, format: 'JSONEachRow' });
      return (await result.json<{ n: number }>())[0]!.n;
    },
    async nodes(label, tenant) {
      const { records } = await driver.executeQuery(`MATCH (n:${label} {tenant: $tenant}) RETURN count(n) AS n`, { tenant }, { database: neo4j.database });
      return Number(records[0]!.get('n'));
    },
    async close() {
      await Promise.all([driver.close(), client.close()]);
    },
  };
}
