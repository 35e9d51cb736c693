import { GraphQLError, type GraphQLFormattedError } from 'graphql';

/** A GraphQLError that shows exactly this: its places in the document are known, its nodes are not. */
export function asGraphQLError({ message, locations, path, extensions }: GraphQLFormattedError, originalError?: Error): GraphQLError {
  const error = new GraphQLError(message, { path, extensions, originalError });
  Object.defineProperty(error, 'locations', { value: locations, enumerable: locations !== undefined });
  return error;
}
