import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Driver } from 'neo4j-driver';
import { afterAll, beforeAll, expect, inject, onTestFinished, test } from 'vitest';
import { connectGraph } from '../../../src/sources/graph/connect.ts';
import { migrateGraph } from '../../../src/sources/graph/migrate.ts';

let driver: Driver;
beforeAll(() => {
  driver = connectGraph({ url: inject('neo4jUrl'), database: 'neo4j' });
});
afterAll(() => driver.close());

async function folderWith(name: string, text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'migrations-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, name), text);
  return folder;
}

test('the migrations of the project are applied, and applied once', async () => {
  await migrateGraph(driver, 'neo4j');
  expect(await migrateGraph(driver, 'neo4j')).toEqual([]);
});

test('the full-text indexes that the schema names are there', async () => {
  const { records } = await driver.executeQuery("SHOW INDEXES YIELD name, type, state WHERE type = 'FULLTEXT' RETURN name, state");
  const indexes = new Map(records.map((record) => [record.get('name') as string, record.get('state') as string]));
  for (const name of ['entity_text', 'memory_text', 'conversation_text']) expect(indexes.get(name)).toBe('ONLINE');
});

test('a migration that was changed after it was applied is an error', async () => {
  const name = `test-${randomUUID()}.cypher`;
  const folder = await folderWith(name, '// a comment; with a semicolon\nMERGE (n:MigrationTest {id: 1})\n  SET n.seen = true;\nMATCH (n:MigrationTest) DELETE n;\n');
  expect(await migrateGraph(driver, 'neo4j', folder)).toEqual([name]);
  await writeFile(join(folder, name), 'RETURN 1;\n');
  await expect(migrateGraph(driver, 'neo4j', folder)).rejects.toMatchObject({ code: 'START_FAILED', message: expect.stringContaining(name) });
});

test('processes that migrate at once do no harm', async () => {
  const [name, label] = [`test-${randomUUID()}.cypher`, `Test${randomUUID().replaceAll('-', '')}`];
  onTestFinished(async () => void (await driver.executeQuery(`DROP INDEX ${label} IF EXISTS`)));
  const folder = await folderWith(name, `CREATE INDEX ${label} IF NOT EXISTS FOR (n:${label}) ON (n.id);\n`);
  await Promise.all([1, 2, 3, 4].map(() => migrateGraph(driver, 'neo4j', folder)));
  expect(await migrateGraph(driver, 'neo4j', folder)).toEqual([]);
});
