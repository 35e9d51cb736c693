import { ClickHouseError } from '@clickhouse/client';
import { HelixError, sourceUnavailable } from '../../errors.ts';

/** Error codes of ClickHouse: its server's ErrorCodes.cpp. */
const TIMEOUT_EXCEEDED = '159';
const AUTHENTICATION_FAILED = '516';
const REQUIRED_PASSWORD = '194';
const WRONG_PASSWORD = '193';
const UNKNOWN_USER = '192';
/** How the client's transport words what has no code of the system. */
const CLIENT_GAVE_UP: ReadonlySet<string> = new Set(['Timeout error.', 'socket hang up']);
const BUSY: ReadonlySet<string> = new Set(['202' /* too many queries */, '241' /* memory limit */, '252' /* too many parts */]);

/** Whether no ClickHouse answered, as against one that answered with an error. */
export function isOutage(cause: unknown): boolean {
  if (cause instanceof HelixError) return cause.code === 'SOURCE_UNAVAILABLE' || cause.code === 'SOURCE_TIMEOUT';
  if (!(cause instanceof Error) || cause instanceof ClickHouseError) return false;
  return ('code' in cause && typeof cause.code === 'string') || CLIENT_GAVE_UP.has(cause.message);
}

/** Whether ClickHouse refused who we say we are. */
export function isRefusedLogin(cause: unknown): boolean {
  return cause instanceof ClickHouseError && [AUTHENTICATION_FAILED, REQUIRED_PASSWORD, WRONG_PASSWORD, UNKNOWN_USER].includes(cause.code);
}

export function analyticsTimeout(cause?: unknown): HelixError {
  return new HelixError('SOURCE_TIMEOUT', 'ClickHouse did not answer in time.', { cause, details: { source: 'analytics' } });
}

/** What went wrong, in the words of this program. An error in the SQL is a bug of ours and comes back as it is. */
export function analyticsFailure(cause: unknown): unknown {
  if (cause instanceof HelixError) return cause;
  if (cause instanceof ClickHouseError) {
    if (cause.code === TIMEOUT_EXCEEDED) return analyticsTimeout(cause);
    return BUSY.has(cause.code) || isRefusedLogin(cause) ? sourceUnavailable('analytics', cause) : cause;
  }
  return isOutage(cause) ? sourceUnavailable('analytics', cause) : cause;
}
