import { createRequire } from 'node:module';
import { GraphQLScalarType, Kind, getOperationAST, type DocumentNode, type ExecutionResult, type GraphQLSchema, type TypeNode } from 'graphql';
import type { CompiledQuery } from 'graphql-jit';

// As CommonJS, so that it shares the one copy of graphql with the libraries that are CommonJS too.
const { compileQuery } = createRequire(import.meta.url)('graphql-jit') as typeof import('graphql-jit');

const COERCED = new GraphQLScalarType({ name: 'Coerced' });
const COERCED_TYPE: TypeNode = { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: COERCED.name } };

/**
 * Compiles operations, for variables that are coerced already: the compiler would write out the whole type of each variable,
 * and never come to the end of a condition, which has conditions in it.
 */
export function compiler(schema: GraphQLSchema): (document: DocumentNode, operationName: string | null | undefined) => CompiledQuery | ExecutionResult {
  const compiled = new WeakMap<DocumentNode, Map<string, CompiledQuery | ExecutionResult>>();
  const withCoerced = Object.create(schema, { getType: { value: (name: string) => (name === COERCED.name ? COERCED : schema.getType(name)) } }) as GraphQLSchema;

  return (document, operationName) => {
    let operations = compiled.get(document);
    if (!operations) {
      operations = new Map();
      compiled.set(document, operations);
    }
    // The operation's own name: a name that is not in the document must not become another entry.
    const name = getOperationAST(document, operationName)?.name?.value ?? '';
    let query = operations.get(name);
    if (!query) {
      query = compileQuery(withCoerced, takingCoerced(document), operationName ?? undefined, { disablingCapturingStackErrors: true });
      operations.set(name, query);
    }
    return query;
  };
}

function takingCoerced(document: DocumentNode): DocumentNode {
  return {
    ...document,
    definitions: document.definitions.map((definition) =>
      definition.kind === Kind.OPERATION_DEFINITION
        ? { ...definition, variableDefinitions: definition.variableDefinitions?.map((one) => (isBoolean(one.type) ? one : { kind: one.kind, variable: one.variable, type: COERCED_TYPE })) }
        : definition),
  };
}

/** The compiler wants to know it of what decides on a field. */
function isBoolean(type: TypeNode): boolean {
  const named = type.kind === Kind.NON_NULL_TYPE ? type.type : type;
  return named.kind === Kind.NAMED_TYPE && named.name.value === 'Boolean';
}
