import { TypeInfo, isNonNullType, visit, visitWithTypeInfo, type DocumentNode, type GraphQLSchema } from 'graphql';

/**
 * The variables of a document that stand where null may not. Validation lets one through whose type is nullable but has a default;
 * an explicit null in it is the client's error then (GraphQL 2021, 6.4.1), which compiled execution does not look for.
 */
export function neverNull(schema: GraphQLSchema): (document: DocumentNode) => ReadonlySet<string> {
  const known = new WeakMap<DocumentNode, ReadonlySet<string>>();
  return (document) => {
    let names = known.get(document);
    if (!names) {
      names = collect(schema, document);
      known.set(document, names);
    }
    return names;
  };
}

function collect(schema: GraphQLSchema, document: DocumentNode): ReadonlySet<string> {
  const names = new Set<string>();
  const types = new TypeInfo(schema);
  visit(document, visitWithTypeInfo(types, {
    Variable({ name }) {
      if (isNonNullType(types.getInputType())) names.add(name.value);
    },
  }));
  return names;
}
