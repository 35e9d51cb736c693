import { createClient } from '@clickhouse/client';
import { Kafka, logLevel } from 'kafkajs';
import neo4j from 'neo4j-driver';
import { expect, inject, test } from 'vitest';

test('Kafka answers with one broker', async () => {
  const admin = new Kafka({ brokers: inject('kafkaBrokers'), logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  const { brokers, clusterId } = await admin.describeCluster();
  await admin.disconnect();
  expect(brokers).toHaveLength(1);
  expect(clusterId).toHaveLength(22);
});

test('Neo4j answers, with the functions of APOC that generated Cypher calls', async () => {
  const driver = neo4j.driver(inject('neo4jUrl'));
  const { records } = await driver.executeQuery(
    "RETURN apoc.date.convertFormat('2026-01-01T00:00:00Z', 'iso_zoned_date_time', 'iso_offset_date_time') AS date, apoc.util.validatePredicate(false, 'no', []) AS valid",
  );
  await driver.close();
  expect(records[0]?.toObject()).toEqual({ date: '2026-01-01T00:00:00Z', valid: true });
});

test('ClickHouse answers', async () => {
  const client = createClient({ url: inject('clickhouseUrl') });
  expect(await client.ping()).toEqual({ success: true });
  await client.close();
});
