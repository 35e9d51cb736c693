import type { GraphQLSchema } from 'graphql';
export function describeGenerated(_schema: GraphQLSchema): void {}
