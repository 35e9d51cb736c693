import type { ClickHouseClient } from '@clickhouse/client';
import type { Driver } from 'neo4j-driver';
import { EMPTY } from '../../src/log/position.ts';
import type { RequestPorts } from '../../src/request/ports.ts';
import { analyticsBreaker } from '../../src/sources/analytics/breaker.ts';
import { analyticsReads } from '../../src/sources/analytics/analytics-reads.ts';
import { boundedSelect, type Select } from '../../src/sources/analytics/select.ts';
import { graphBreaker } from '../../src/sources/graph/breaker.ts';
import { graphReads } from '../../src/sources/graph/graph-reads.ts';
import { memoryText } from '../../src/sources/graph/memory-text.ts';

export interface ReadPortsOptions {
  readonly driver: Driver;
  readonly database: string;
  readonly client: ClickHouseClient;
  /** Told each statement to ClickHouse. */
  readonly onSelect?: (sql: string, params: Readonly<Record<string, unknown>>) => void;
}

/** What queries need of the outside world, as `app.ts` hands it in, but for the log, which no query of a benchmark reads. */
export function readPorts({ driver, database, client, onSelect }: ReadPortsOptions): RequestPorts {
  const breaker = analyticsBreaker();
  return {
    timeoutMs: 10_000,
    neo4j: { driver, database, breaker: graphBreaker() },
    graphReads: (bounded, name) => ({ ...graphReads(bounded, name), ...memoryText(bounded, name) }),
    analyticsReads({ signal, before }) {
      const select = boundedSelect({ client, breaker, signal, before });
      const told: Select = (sql, params = {}) => {
        onSelect?.(sql, params);
        return select(sql, params);
      };
      return analyticsReads(told);
    },
    positions: { waitFor: async () => ({}), freshness: () => ({ position: EMPTY, lagMs: 0, stalled: false }) },
    codec: { encode: () => '', decode: () => EMPTY },
  } satisfies Partial<RequestPorts> as Partial<RequestPorts> as RequestPorts;
}
