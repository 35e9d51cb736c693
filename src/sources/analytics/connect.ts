import { ClickHouseLogLevel, createClient, type ClickHouseClient } from '@clickhouse/client';

/** Where a ClickHouse is and how to get in. */
export interface AnalyticsAddress {
  readonly url: string;
  readonly username?: string;
  readonly password?: string;
  readonly database: string;
}

const REQUEST_TIMEOUT_MS = 60_000;
const CONNECTIONS = 16;

/**
 * A client whose statements run in the address' database. Nothing is sent yet; the caller closes it.
 * Long parameters travel in the body, since an address line has a limit everywhere.
 */
export function connectAnalytics({ url, username, password, database }: AnalyticsAddress): ClickHouseClient {
  return createClient({
    url,
    username,
    password,
    database,
    application: 'helixgraph',
    request_timeout: REQUEST_TIMEOUT_MS,
    max_open_connections: CONNECTIONS,
    use_multipart_params_auto: true,
    log: { level: ClickHouseLogLevel.OFF }, // what fails is thrown
  });
}
