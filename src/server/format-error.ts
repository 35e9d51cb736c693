import { randomUUID } from 'node:crypto';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { Logger } from 'pino';
import { HelixError } from '../errors.ts';

/** What GraphQL itself refuses: made of the client's own words and of the schema. */
const REFUSALS: ReadonlySet<unknown> = new Set([
  'GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED', 'OPERATION_RESOLUTION_FAILURE', 'BAD_REQUEST', 'BAD_USER_INPUT', 'PERSISTED_QUERY_NOT_FOUND', 'PERSISTED_QUERY_NOT_SUPPORTED',
]);

/**
 * What a client is shown of an error. What is not meant for clients (a statement, a host, a path, a stack) becomes
 * an id under which the log has it.
 */
export function formatError(error: unknown, logger: Logger): GraphQLFormattedError {
  const { locations, path } = error instanceof GraphQLError ? error : {};
  const place = { ...(locations && { locations }), ...(path && { path }) };
  const cause = causeOf(error);
  if (cause instanceof HelixError && cause.visible) return { message: cause.message, ...place, extensions: cause.extensions };
  if (cause instanceof GraphQLError && REFUSALS.has(cause.extensions['code'])) {
    return { message: cause.message, ...place, extensions: { code: cause.extensions['code'], retryable: false } };
  }
  const errorId = randomUUID();
  logger.error({ errorId, err: cause, path }, 'An operation failed.');
  return { message: 'Internal server error.', ...place, extensions: { code: 'INTERNAL_SERVER_ERROR', retryable: false, errorId } };
}

/** The error at the bottom: executors and the graph library wrap what was thrown. */
function causeOf(error: unknown): unknown {
  let cause = error;
  while (cause instanceof GraphQLError && cause.originalError) cause = cause.originalError;
  return cause;
}
