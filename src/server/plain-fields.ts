import { isObjectType, type GraphQLSchema } from 'graphql';
import { getMetadataStorage } from 'type-graphql';

/**
 * Takes the resolvers off fields that are plain properties, on the types that are not the graph's: compiled execution then reads them as they are.
 * With what type-graphql and the graph library put there, each value of an answer costs a call and a description of itself.
 * @param graphTypes whose fields come from the graph library, which needs its own resolvers for aliases
 */
export function plainFields(schema: GraphQLSchema, graphTypes: ReadonlySet<string>): void {
  const { objectTypes, fieldResolvers } = getMetadataStorage();
  const methods = new Map<unknown, Set<string>>();
  for (const { target, getObjectType, schemaName } of fieldResolvers) {
    const owner = getObjectType?.() ?? target;
    methods.set(owner, (methods.get(owner) ?? new Set()).add(schemaName));
  }
  for (const { name, target } of objectTypes) {
    const type = schema.getType(name);
    if (!isObjectType(type) || graphTypes.has(name)) continue;
    for (const field of Object.values(type.getFields())) if (!methods.get(target)?.has(field.name)) field.resolve = undefined;
  }
}
