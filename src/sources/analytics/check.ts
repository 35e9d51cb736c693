import { HelixError } from '../../errors.ts';
import { connectAnalytics, type AnalyticsAddress } from './connect.ts';
import { isOutage, isRefusedLogin } from './failure.ts';

const OLDEST_MAJOR = 24;

/**
 * Asks the ClickHouse at an address who it is, before anything rests on it.
 * @returns its version
 * @throws HelixError START_FAILED that says what to do: nothing answers, the login is wrong, the server is too old
 */
export async function checkAnalytics(address: AnalyticsAddress): Promise<string> {
  const client = connectAnalytics({ ...address, database: 'default' });
  const place = `ClickHouse at ${new URL(address.url).host}`;
  try {
    const [row] = await (await client.query({ query: 'SELECT version() AS version', format: 'JSONEachRow' })).json<{ version: string }>();
    if (Number.parseInt(row!.version) < OLDEST_MAJOR) {
      throw new HelixError('START_FAILED', `${place} is version ${row!.version}. HelixGraph needs ${OLDEST_MAJOR} or newer.`);
    }
    return row!.version;
  } catch (cause) {
    if (isRefusedLogin(cause)) {
      throw new HelixError('START_FAILED', `${place} refused the user "${address.username ?? 'default'}". Set CLICKHOUSE_USERNAME and CLICKHOUSE_PASSWORD.`, { cause });
    }
    if (isOutage(cause)) {
      throw new HelixError('START_FAILED', `${place} does not answer. Start it, or set CLICKHOUSE_URL; without CLICKHOUSE_URL an embedded engine is started.`, { cause });
    }
    throw cause;
  } finally {
    await client.close();
  }
}
