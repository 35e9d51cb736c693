import type { ClickHouseClient } from '@clickhouse/client';
import { isBrokenCircuitError, type IPolicy } from 'cockatiel';
import { sourceUnavailable } from '../../errors.ts';
import { analyticsFailure, analyticsTimeout } from './failure.ts';

/** Rows of one statement. Values go in as parameters (`{name:Type}`), never into the text. */
export type Select = <Row>(sql: string, params?: Readonly<Record<string, unknown>>) => Promise<Row[]>;

export interface SelectOptions {
  readonly client: ClickHouseClient;
  /** One for the process: what one request learns of an outage spares the others the wait. */
  readonly breaker: IPolicy;
  /** Ends statements under way, in the engine too. */
  readonly signal?: AbortSignal;
  /** How long one statement may take: short enough that an engine which is frozen costs a request under three seconds. */
  readonly limitMs?: number;
  /** Awaited once, before the first statement: where a read waits for its `minPosition`. */
  readonly before?: () => Promise<unknown>;
}

const DEFAULT_LIMIT_MS = 2_500;
/** The engine ends a statement a little before we stop waiting, so that being slow is told from being gone. */
const ENGINE_SHARE = 0.8;
/** More than any answer may have: a statement beyond it is a bug of ours, and ends before it fills this process. */
const MAX_ROWS = 500_000;
const MAX_MEMORY_BYTES = 2 ** 30;

/**
 * The one door to ClickHouse for reads.
 * @throws HelixError from each select: SOURCE_UNAVAILABLE, SOURCE_TIMEOUT (`details.source` is `analytics`), or the signal's reason
 */
export function boundedSelect({ client, breaker, signal, limitMs = DEFAULT_LIMIT_MS, before }: SelectOptions): Select {
  let ready: Promise<unknown> | undefined;
  return async <Row>(sql: string, params: Readonly<Record<string, unknown>> = {}) => {
    await (ready ??= before?.() ?? Promise.resolve());
    signal?.throwIfAborted();
    try {
      return await breaker.execute(() => run<Row>(sql, params));
    } catch (cause) {
      throw isBrokenCircuitError(cause) ? sourceUnavailable('analytics', cause) : analyticsFailure(cause);
    }
  };

  async function run<Row>(query: string, params: Readonly<Record<string, unknown>>): Promise<Row[]> {
    const deadline = AbortSignal.timeout(limitMs);
    const abort_signal = signal ? AbortSignal.any([signal, deadline]) : deadline;
    try {
      const result = await client.query({
        query,
        query_params: { ...params },
        format: 'JSONEachRow',
        abort_signal,
        clickhouse_settings: {
          readonly: '1', // no writes, no settings of a statement's own, and none of the table functions that reach files and other hosts
          max_result_rows: String(MAX_ROWS),
          max_memory_usage: String(MAX_MEMORY_BYTES),
          max_execution_time: (limitMs / 1000) * ENGINE_SHARE,
          cancel_http_readonly_queries_on_client_close: 1,
        },
      });
      return await result.json<Row>();
    } catch (cause) {
      // a request that is over says nothing about the engine
      signal?.throwIfAborted();
      throw deadline.aborted ? analyticsTimeout(cause) : cause;
    }
  }
}
