import { Readable } from 'node:stream';
import type { ClickHouseClient } from '@clickhouse/client';
import { analyticsFailure } from './failure.ts';
import { tables, type Row, type Table } from './tables.ts';
import { tabSeparated } from './tsv.ts';

/** Writes a block of rows and resolves when the engine has it on disk. Repeating it is harmless: every table replaces equal keys. */
export type Insert = <T extends Table>(table: T, rows: readonly Row<T>[]) => Promise<void>;

/** @throws HelixError SOURCE_UNAVAILABLE from the insert when ClickHouse does not answer */
export function inserter(client: ClickHouseClient): Insert {
  return async (table, rows) => {
    if (rows.length === 0) return;
    const columns = tables[table] as unknown as [string, ...string[]];
    try {
      await client.insert({
        table,
        columns,
        values: Readable.from(tabSeparated(columns, rows), { objectMode: false }),
        format: 'TabSeparated',
        // a block may hold years of event time, and the caller's batch is the block
        clickhouse_settings: { max_partitions_per_insert_block: '0', async_insert: 0 },
      });
    } catch (cause) {
      throw analyticsFailure(cause);
    }
  };
}

/** A DateTime64(3, 'UTC') as its text, without a zone: older servers read no "Z", and a small number as a year. */
export function time(ms: number): string;
export function time(ms: number | undefined): string | undefined;
export function time(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : new Date(ms).toISOString().slice(0, -1);
}
