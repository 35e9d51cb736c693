import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createClient } from '@clickhouse/client';
import { Kafka, logLevel } from 'kafkajs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startClickHouse } from '../../src/engines/clickhouse.ts';
import type { Engine } from '../../src/engines/engine.ts';
import { startEngines } from '../../src/engines/engines.ts';
import { startKafka } from '../../src/engines/kafka.ts';
import { keepRunning } from '../../src/engines/keep-running.ts';
import { markOf, stillRuns } from '../../src/engines/process-mark.ts';
import { program } from '../support/run-helixgraph.ts';

const OWNER = fileURLToPath(new URL('../support/own-engines.ts', import.meta.url));
const lines: string[] = [];
const log = (line: string) => void lines.push(line);

let folder: string;
beforeEach(async () => { folder = await mkdtemp(join(tmpdir(), 'killed-')); });
afterEach(() => rm(folder, { recursive: true, force: true }));

test('after SIGKILL of the owner one engine ends by itself and the next start ends the other, then goes on with its data', async () => {
  const owner = program([folder], {}, OWNER);
  const [, kafkaPid, clickhousePid] = await owner.says(/pids (\d+) (\d+)/);
  const [kafka, clickhouse] = await Promise.all([markOf(Number(kafkaPid)), markOf(Number(clickhousePid))]);
  owner.child.kill('SIGKILL');
  await owner.ended;
  while (await stillRuns(clickhouse!)) await new Promise((resolve) => setTimeout(resolve, 20));
  expect(await stillRuns(kafka!)).toBe(true);

  const next = await startKafka({ folder: join(folder, 'kafka'), log });
  expect(lines).toContain('Ended the Kafka of an earlier start');
  expect(await stillRuns(kafka!)).toBe(false);
  await next.stop();
  expect(await markOf(next.pid)).toBeUndefined();
});

test('an engine that is killed is started again where it was, with its data', async () => {
  const starts: Engine[] = [];
  const kept = await keepRunning(async (again) => {
    const engine = await startKafka({ folder: join(folder, 'kafka'), log, again });
    starts.push(engine);
    return engine;
  }, log);
  const admin = new Kafka({ brokers: [kept.current().url], logLevel: logLevel.NOTHING, retry: { retries: 60, initialRetryTime: 100, factor: 0 } }).admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic: 'kept' }] });
  const before = kept.current();
  process.kill(before.pid, 'SIGKILL');
  await before.exited;
  while (starts.length < 2) await new Promise((resolve) => setTimeout(resolve, 20));
  expect(kept.current().url).toBe(before.url);
  expect(await admin.listTopics()).toContain('kept');
  await admin.disconnect();
  await kept.stop();
  expect(await markOf(kept.current().pid)).toBeUndefined();
});

test('ClickHouse killed amid inserts has every row that it acknowledged', async () => {
  const engine = await startClickHouse({ folder, log });
  const client = createClient({ url: engine.url, log: { level: 127 } });
  await client.command({ query: 'CREATE TABLE t (batch UInt64, id UInt64) ENGINE = MergeTree ORDER BY (batch, id)' });
  const acknowledged: number[] = [];
  let batch = 0;
  const writing = Promise.all([1, 2, 3].map(async () => {
    for (;;) {
      const own = batch++;
      await client.insert({ table: 't', values: Array.from({ length: 200 }, (_, id) => ({ batch: own, id })), format: 'JSONEachRow' });
      acknowledged.push(own);
      if (acknowledged.length === 60) process.kill(engine.pid, 'SIGKILL');
    }
  }));
  await expect(writing).rejects.toThrow();
  await engine.exited;
  await client.close();

  const next = await startClickHouse({ folder, log, again: true });
  expect(next.url).toBe(engine.url);
  const reader = createClient({ url: next.url });
  const answer = await reader.query({ query: 'SELECT toUInt32(batch) AS batch, toUInt32(count()) AS count FROM t GROUP BY batch', format: 'JSONEachRow' });
  const counts = new Map((await answer.json<{ batch: number; count: number }>()).map((row) => [row.batch, row.count]));
  await reader.close();
  await next.stop();
  expect(acknowledged.length).toBeGreaterThanOrEqual(60);
  expect(acknowledged.filter((own) => counts.get(own) !== 200)).toEqual([]);
  expect([...counts.values()].every((count) => count === 200)).toBe(true);
});

test('only engines without an address are started', async () => {
  const given = { kafka: { brokers: ['127.0.0.1:1'], tls: false }, neo4j: { url: 'bolt://127.0.0.1:1', database: 'neo4j' } };
  const first = await startEngines({ ...given, dataFolder: folder }, { log, onReady: () => {} });
  const [engine] = first.engines();
  expect(first.engines()).toHaveLength(1);
  expect(first.addresses.kafka).toBe(given.kafka);
  await first.stop();
  expect(await markOf(engine!.pid)).toBeUndefined();
});
