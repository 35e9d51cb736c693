import { Kind, parse, printSchema, type ConstDirectiveNode, type DefinitionNode, type DocumentNode, type GraphQLObjectType, type GraphQLSchema, type ObjectTypeDefinitionNode } from 'graphql';
import type { IResolvers } from '@graphql-tools/utils';
import { getResolversFromSchema } from '@graphql-tools/utils';

const ROOTS = ['Query', 'Mutation', 'Subscription'];

/** Types that the graph library defines itself: ours of the same name only stand for them. */
const GIVEN: readonly string[] = ['DateTime'];

export type ResolverMap = Record<string, Record<string, unknown>>;

/**
 * Turns type-graphql's schema into an extension of the graph's: a class that stands for a graph type becomes `extend type`,
 * without the fields that the graph owns; each joined field says which of those it requires (`@Extensions({ requires })`, else the id).
 * Merging or stitching two finished schemas instead loses joined fields or doubles the round trips.
 */
export function fold(api: GraphQLSchema, graph: DocumentNode): { typeDefs: DocumentNode; resolvers: ResolverMap } {
  const owned = new Map(
    graph.definitions
      .filter((d): d is ObjectTypeDefinitionNode => d.kind === Kind.OBJECT_TYPE_DEFINITION)
      .map((d) => [d.name.value, new Set(d.fields?.map((field) => field.name.value))]),
  );
  const resolvers = getResolversFromSchema(api) as IResolvers as ResolverMap;
  for (const name of GIVEN) delete resolvers[name];

  const definitions = parse(printSchema(api)).definitions.flatMap((definition): DefinitionNode[] => {
    if ('name' in definition && definition.name && GIVEN.includes(definition.name.value)) return [];
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION) return [definition];
    const name = definition.name.value;
    const graphOwns = owned.get(name);
    if (!graphOwns) return [definition];
    for (const field of graphOwns) delete resolvers[name]?.[field];
    const apiFields = (api.getType(name) as GraphQLObjectType).getFields();
    const fields = (definition.fields ?? [])
      .filter((field) => !graphOwns.has(field.name.value))
      .map((field) => ({ ...field, directives: [customResolver(String(apiFields[field.name.value]?.extensions['requires'] ?? 'id'))] }));
    return fields.length ? [{ kind: Kind.OBJECT_TYPE_EXTENSION, name: definition.name, fields }] : [];
  });
  return { typeDefs: { kind: Kind.DOCUMENT, definitions }, resolvers };
}

/** The resolvers of root fields, in maps of their own. */
export function rootsOf(resolvers: ResolverMap): ResolverMap {
  const copied = (fields: ResolverMap[string] = {}) => Object.fromEntries(Object.entries(fields).map(([name, resolver]) => [name, { ...(resolver as object) }]));
  return Object.fromEntries(ROOTS.map((root) => [root, copied(resolvers[root])]));
}

/** Puts type-graphql's root resolvers back as they were: wrapped, each would need the graph store to be up. */
export function unwrapRoots(schema: GraphQLSchema, roots: ResolverMap): void {
  for (const root of ROOTS) {
    const fields = (schema.getType(root) as GraphQLObjectType | undefined)?.getFields() ?? {};
    for (const [name, resolver] of Object.entries(roots[root] ?? {})) Object.assign(fields[name]!, resolver);
  }
}

function customResolver(requires: string): ConstDirectiveNode {
  return {
    kind: Kind.DIRECTIVE,
    name: { kind: Kind.NAME, value: 'customResolver' },
    arguments: [{ kind: Kind.ARGUMENT, name: { kind: Kind.NAME, value: 'requires' }, value: { kind: Kind.STRING, value: requires } }],
  };
}
