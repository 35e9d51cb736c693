import type { ClickHouseClient } from '@clickhouse/client';
import { analyticsFailure } from './failure.ts';

export type Row = Readonly<Record<string, unknown>>;

/** Writes a block of rows and resolves when the engine has it on disk. Repeating it is harmless: every table replaces equal keys. */
export type Insert = (table: string, rows: readonly Row[], columns?: readonly [string, ...string[]]) => Promise<void>;

/** @throws HelixError SOURCE_UNAVAILABLE from the insert when ClickHouse does not answer */
export function inserter(client: ClickHouseClient): Insert {
  return async (table, rows, columns) => {
    if (rows.length === 0) return;
    try {
      await client.insert({
        table,
        values: rows,
        format: 'JSONEachRow',
        columns: columns as [string, ...string[]] | undefined,
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
