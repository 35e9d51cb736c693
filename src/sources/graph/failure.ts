import { Neo4jError } from 'neo4j-driver';
import { HelixError, sourceUnavailable } from '../../errors.ts';

/** Codes of the driver: no server answered, or the connection to it is gone. */
const OUTAGES: ReadonlySet<string> = new Set(['ServiceUnavailable', 'SessionExpired']);
/** How the driver words it when no connection of its pool came free; it has no code. */
const NO_CONNECTION = /^Connection acquisition timed out/;
/** Neo4j's status codes: what the server says when a transaction took longer than it may. */
const TIMED_OUT = /^Neo\.\w+\.Transaction\.TransactionTimedOut/;
/** The server answers, but not to work: it starts, stops or has no memory left. */
const BUSY = /^Neo\.TransientError\.(General|Database)\./;

/** Whether no Neo4j answered, as against one that answered with an error. */
export function isOutage(cause: unknown): boolean {
  if (cause instanceof HelixError) return cause.code === 'SOURCE_UNAVAILABLE' || cause.code === 'SOURCE_TIMEOUT';
  return cause instanceof Neo4jError && (OUTAGES.has(cause.code) || NO_CONNECTION.test(cause.message));
}

export function graphTimeout(cause?: unknown): HelixError {
  return new HelixError('SOURCE_TIMEOUT', 'Neo4j did not answer in time.', { cause, details: { source: 'graph' } });
}

/** What went wrong, in the words of this program. An error in the Cypher is a bug of ours and comes back as it is. */
export function graphFailure(cause: unknown): unknown {
  if (cause instanceof HelixError) return cause;
  if (isOutage(cause)) return sourceUnavailable('graph', cause);
  if (!(cause instanceof Neo4jError)) return cause;
  if (TIMED_OUT.test(cause.code)) return graphTimeout(cause);
  return BUSY.test(cause.code) ? sourceUnavailable('graph', cause) : cause;
}
