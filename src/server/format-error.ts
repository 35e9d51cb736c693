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
  const chain = chainOf(error);
  const cause = chain.at(-1);
  if (cause instanceof HelixError && cause.visible) return { message: cause.message, ...place, extensions: cause.extensions };
  const refusal = cause instanceof GraphQLError && chain.find((one) => one instanceof GraphQLError && REFUSALS.has(one.extensions['code']));
  if (refusal instanceof GraphQLError) return { message: withoutSuggestion(refusal.message), ...place, extensions: { code: refusal.extensions['code'], retryable: false } };
  const errorId = randomUUID();
  logger.error({ errorId, err: cause, path }, 'An operation failed.');
  return { message: 'Internal server error.', ...place, extensions: { code: 'INTERNAL_SERVER_ERROR', retryable: false, errorId } };
}

/** The errors within each other: executors, Apollo and the graph library wrap what was thrown. */
function chainOf(error: unknown): readonly unknown[] {
  return error instanceof GraphQLError && error.originalError ? [error, ...chainOf(error.originalError)] : [error];
}

/** GraphQL's guess at what was meant tells names of the schema, also to those who may not ask for it. */
function withoutSuggestion(message: string): string {
  return message.replace(/ ?Did you mean .*\?/s, '');
}
