import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import type { ClickHouseClient } from '@clickhouse/client';
import { HelixError } from '../../errors.ts';
import { connectAnalytics, type AnalyticsAddress } from './connect.ts';
import { analyticsFailure } from './failure.ts';

interface Migration {
  readonly name: string;
  readonly checksum: string;
  readonly statements: readonly string[];
}

const FOLDER = new URL('../../../schema/clickhouse/', import.meta.url);

/**
 * Creates the database where it is missing and applies the migrations that it lacks, in the order of their numbers.
 * ClickHouse has no transactions over DDL, so each statement is safe to repeat and a migration counts once all its statements are through;
 * several processes may do this at once.
 * @returns the names of the migrations that were applied now
 * @throws HelixError START_FAILED when an applied migration was changed or is unknown to this version
 */
export async function migrateAnalytics(address: AnalyticsAddress): Promise<readonly string[]> {
  await withClient({ ...address, database: 'default' }, (server) =>
    server.command({ query: 'CREATE DATABASE IF NOT EXISTS {database:Identifier}', query_params: { database: address.database } }),
  );
  return await withClient(address, async (client) => {
    await client.command({
      query: `CREATE TABLE IF NOT EXISTS migrations (name String, checksum String, applied_at DateTime64(3, 'UTC') DEFAULT now64(3))
        ENGINE = ReplacingMergeTree ORDER BY name`,
    });
    const applied = await appliedMigrations(client);
    const known = await knownMigrations();
    for (const name of applied.keys()) {
      if (!known.some((migration) => migration.name === name)) {
        throw new HelixError('START_FAILED', `The database ${address.database} has the migration ${name}, which this version does not know. Use a newer HelixGraph.`);
      }
    }
    const missing = known.filter((migration) => !isApplied(migration, applied));
    for (const { name, checksum, statements } of missing) {
      for (const query of statements) await client.command({ query });
      await client.insert({ table: 'migrations', values: [{ name, checksum }], format: 'JSONEachRow', columns: ['name', 'checksum'] });
    }
    return missing.map((migration) => migration.name);
  });
}

function isApplied({ name, checksum }: Migration, applied: ReadonlyMap<string, string>): boolean {
  const before = applied.get(name);
  if (before !== undefined && before !== checksum) {
    throw new HelixError('START_FAILED', `The migration ${name} was changed after it was applied. Undo that, and put the change into a new migration.`);
  }
  return before !== undefined;
}

async function appliedMigrations(client: ClickHouseClient): Promise<ReadonlyMap<string, string>> {
  const result = await client.query({ query: 'SELECT name, checksum FROM migrations', format: 'JSONEachRow' });
  return new Map((await result.json<Migration>()).map(({ name, checksum }) => [name, checksum]));
}

async function knownMigrations(): Promise<readonly Migration[]> {
  const names = (await readdir(FOLDER)).filter((name) => name.endsWith('.sql')).sort();
  return await Promise.all(names.map(async (name) => {
    const text = await readFile(new URL(name, FOLDER), 'utf8');
    const statements = text.replace(/^--.*$/gm, '').split(/;\s*$/m).map((statement) => statement.trim()).filter(Boolean);
    return { name, checksum: createHash('sha256').update(text).digest('hex'), statements };
  }));
}

async function withClient<T>(address: AnalyticsAddress, use: (client: ClickHouseClient) => Promise<T>): Promise<T> {
  const client = connectAnalytics(address);
  try {
    return await use(client);
  } catch (cause) {
    throw analyticsFailure(cause);
  } finally {
    await client.close();
  }
}
