import { randomUUID } from 'node:crypto';
import type { ClickHouseClient } from '@clickhouse/client';
import type { Driver } from 'neo4j-driver';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { analyticsBreaker } from '../../src/sources/analytics/breaker.ts';
import { connectAnalytics } from '../../src/sources/analytics/connect.ts';
import { boundedSelect, type Select } from '../../src/sources/analytics/select.ts';
import { boundedDriver } from '../../src/sources/graph/bounded-driver.ts';
import { graphBreaker } from '../../src/sources/graph/breaker.ts';
import { connectGraph } from '../../src/sources/graph/connect.ts';

const tenant = randomUUID();
let driver: Driver;
let client: ClickHouseClient;
beforeAll(() => {
  driver = connectGraph({ url: inject('neo4jUrl'), database: 'neo4j' });
  client = connectAnalytics({ url: inject('clickhouseUrl'), database: 'helixgraph' });
});
afterAll(() => Promise.all([driver.close(), client.close()]));

const select: Select = (sql) => boundedSelect({ client, breaker: analyticsBreaker(), limitMs: 60_000 })(sql);

const READONLY = '164';
const NO_RIGHT = '497';

describe('a request', () => {
  it.each([
    `INSERT INTO epochs SELECT * FROM epochs`,
    `CREATE TABLE taken (id String) ENGINE = Memory`,
    `DROP TABLE messages`,
    `ALTER TABLE messages DELETE WHERE 1`,
    `SELECT * FROM file('/etc/passwd', 'LineAsString')`,
    `SELECT * FROM url('http://127.0.0.1:1/', 'LineAsString')`,
    `SELECT * FROM remote('127.0.0.1:1', system.one)`,
    `SELECT 1 SETTINGS max_execution_time = 0`,
  ])('may not have ClickHouse do %s', async (sql) => {
    const refused = await select(sql).then(() => null, (error: { code: string }) => error.code);
    expect([READONLY, NO_RIGHT]).toContain(refused);
  });

  it('may not read more from ClickHouse than an answer holds, nor take all of its memory', async () => {
    await expect(select('SELECT number FROM numbers(10000000)')).rejects.toMatchObject({ code: expect.stringMatching(/^(396|SOURCE_UNAVAILABLE)$/) }); // the limit, or an answer that breaks off at it
    await expect(select('SELECT count() FROM (SELECT DISTINCT number FROM numbers(200000000))')).rejects.toMatchObject({ code: 'SOURCE_UNAVAILABLE' });
    expect(await select('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it.each([
    `CREATE (:Entity {tenant: $tenant, id: 'taken'})`,
    `MERGE (n:Entity {tenant: $tenant, id: 'taken'}) SET n.name = 'taken'`,
    `MATCH (n) DETACH DELETE n`,
    `CREATE INDEX taken FOR (n:Entity) ON (n.taken)`,
  ])('may not have Neo4j do %s', async (cypher) => {
    const session = boundedDriver(driver, { signal: new AbortController().signal, breaker: graphBreaker() }).session({ database: 'neo4j', defaultAccessMode: 'WRITE' });
    for (const way of ['executeRead', 'executeWrite'] as const)
      await expect(session[way]((tx) => tx.run(cypher, { tenant }))).rejects.toMatchObject({ code: expect.stringMatching(/^Neo\.ClientError\.Statement\.AccessMode/) });
    const { records } = await driver.executeQuery('MATCH (n:Entity {tenant: $tenant}) RETURN n', { tenant });
    expect(records).toEqual([]);
  });
});
