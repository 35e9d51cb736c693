import { getNamedType, isObjectType, type GraphQLNamedType, type GraphQLSchema } from 'graphql';
import type { RequestPolicy } from '../request/policy.ts';

type Areas = RequestPolicy['areaOfType'];

/** What a type tells of: its own area, or that of what it connects to, also where only the size of the connection is asked for. */
export function areaOf(type: GraphQLNamedType, areas: Areas): string | undefined {
  if (!isObjectType(type)) return undefined;
  const edge = getNamedType(type.getFields()['edges']?.type);
  const node = isObjectType(edge) ? getNamedType(edge.getFields()['node']?.type) : undefined;
  return areas[type.name] ?? (node && areas[node.name]);
}

/** The types that no policy governs, by name: those to be had without passing through a connection, whose parts go with it. */
export function ungoverned(schema: GraphQLSchema, areas: Areas): ReadonlySet<string> {
  const seen = new Set<GraphQLNamedType>();
  const walk = (type: GraphQLNamedType): void => {
    if (!isObjectType(type) || seen.has(type)) return;
    seen.add(type);
    const isConnection = areas[type.name] === undefined && areaOf(type, areas) !== undefined;
    if (!isConnection) for (const field of Object.values(type.getFields())) walk(getNamedType(field.type));
  };
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  for (const root of roots) if (root) walk(root);
  for (const name of Object.keys(areas)) if (schema.getType(name)) walk(schema.getType(name)!);
  return new Set([...seen].filter((type) => !roots.includes(type as never) && areaOf(type, areas) === undefined).map(({ name }) => name));
}
