import neo4j from 'neo4j-driver';
import { connectAnalytics, type AnalyticsAddress } from '../../src/sources/analytics/connect.ts';

export interface StoreDump {
  readonly nodes: readonly string[];
  readonly relationships: readonly string[];
  /** The rows of each ClickHouse table that has a tenant. */
  readonly tables: Readonly<Record<string, readonly string[]>>;
}

export interface Stores {
  readonly neo4j: { readonly url: string };
  readonly clickhouse: AnalyticsAddress;
}

/** Hashes in which the tenant is, and where in the log and when a record happened to land. */
const OWN_TO_A_RUN = ['tenant', 'payload_hash', 'headers', 'offset', 'appended_at'];

/** What both stores hold of a tenant, in one order and without what differs from one import to the next: equal for equal stores. */
export async function dumpStores(stores: Stores, tenant: string): Promise<StoreDump> {
  const [graph, tables] = await Promise.all([dumpGraph(stores.neo4j.url, tenant), dumpTables(stores.clickhouse, tenant)]);
  return { ...graph, tables };
}

async function dumpGraph(url: string, tenant: string): Promise<Pick<StoreDump, 'nodes' | 'relationships'>> {
  const driver = neo4j.driver(url, undefined, { disableLosslessIntegers: true });
  try {
    const nodes = await driver.executeQuery('MATCH (n {tenant: $tenant}) RETURN labels(n) AS labels, properties(n) AS properties', { tenant });
    const relationships = await driver.executeQuery(
      `MATCH (a {tenant: $tenant})-[r]->(b)
       RETURN type(r) AS type, properties(r) AS properties, labels(a) AS fromLabels, a.id AS fromId, labels(b) AS toLabels, b.id AS toId, b.tenant AS toTenant`,
      { tenant },
    );
    const lines = (result: typeof nodes) => result.records.map((record) => canonical(record.toObject(), tenant)).sort();
    return { nodes: lines(nodes), relationships: lines(relationships) };
  } finally {
    await driver.close();
  }
}

async function dumpTables(address: AnalyticsAddress, tenant: string): Promise<StoreDump['tables']> {
  const client = connectAnalytics(address);
  const rows = async <Row>(query: string) => (await client.query({ query, query_params: { tenant }, format: 'JSONEachRow' })).json<Row>();
  try {
    const tables = await rows<{ table: string }>(`SELECT table FROM system.columns WHERE database = currentDatabase() AND name = 'tenant' ORDER BY table`);
    const dumped: Record<string, string[]> = {};
    for (const { table } of tables)
      // DISTINCT: a record that was appended twice is twice in the archive, and nowhere else.
      dumped[table] = (await rows<object>(`SELECT ${table === 'archive' ? 'DISTINCT' : ''} * EXCEPT (${OWN_TO_A_RUN.map((column) => `\`${column}\``).join(', ')}) FROM ${table} FINAL WHERE tenant = {tenant:String}`))
        .map((row) => canonical(row, tenant)).sort();
    return dumped;
  } finally {
    await client.close();
  }
}

function canonical(value: unknown, tenant: string): string {
  const sorted = (_: string, part: unknown): unknown => {
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).filter(([name]) => name !== 'eventHash').sort(([a], [b]) => (a < b ? -1 : 1)));
  };
  return JSON.stringify(value, sorted).replaceAll(tenant, 'TENANT');
}
