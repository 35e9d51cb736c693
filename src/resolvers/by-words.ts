import type { GraphQLField } from 'graphql';
import { anyWordOf } from '../domain/graph/phrase.ts';
import type { RequestContext } from '../request/context.ts';

type Resolve = NonNullable<GraphQLField<unknown, RequestContext>['resolve']>;

const NOTHING = { edges: [], totalCount: 0, pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null } };

/** Lets a generated full-text field look for words, where it would take its phrase as a query of Lucene's and fail on a stray quote. */
export function byWords(resolve: Resolve): Resolve {
  return (root, args: { phrase: string }, context, info) => {
    const phrase = anyWordOf(args.phrase);
    return phrase === '' ? NOTHING : resolve(root, { ...args, phrase }, context, info);
  };
}
