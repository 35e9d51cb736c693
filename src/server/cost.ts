import {
  Kind, getNamedType, getNullableType, isCompositeType, isListType,
  type DocumentNode, type FieldNode, type FragmentDefinitionNode, type GraphQLCompositeType, type GraphQLField, type GraphQLSchema, type OperationDefinitionNode, type SelectionSetNode,
} from 'graphql';

export type Variables = Readonly<Record<string, unknown>>;

/** What an operation costs: about one for each object of its answer, and more where a store has to compute. */
export interface Costed {
  /** Before it runs: every list as long as it may become with these variables, their defaults among them. */
  estimate(variables: Variables): number;
  /** After it ran: every list as long as it is. */
  actual(data: unknown): number;
}

/** How long a list may become: a number, or the variable that says it, with the length where the variable is absent. */
type Length = number | { readonly variable: string; readonly absent: number };

interface Node {
  /** Its name in the answer. */
  readonly key: string;
  /** For each time that the field is resolved. */
  readonly work: number;
  /** For each object that it gives. */
  readonly each: number;
  readonly length: Length;
  readonly children: readonly Node[];
}

/** Arguments that say how long a list is. */
const LENGTHS: ReadonlySet<string> = new Set(['limit', 'first', 'last']);
/** A generated list that names no length, and one that takes none. */
const DEFAULT_LENGTH = 20;
/** A write: its record is kept in every store, for good. */
const WRITE = 10;
/** What a store has to walk, rank, count or aggregate. */
const COMPUTED = /^(search\w*|shortestPath|neighbourhood|performance|activity|context|sizes|deadLetters|\w+Connection|aggregate)$/;
const COMPUTATION = 10;

/** The cost of a valid operation, taken apart once; what is asked of it with each request is arithmetic. */
export function costed(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode): Costed {
  const fragments = new Map(document.definitions.filter((d): d is FragmentDefinitionNode => d.kind === Kind.FRAGMENT_DEFINITION).map((d) => [d.name.value, d]));
  const isWrite = operation.operation === 'mutation';
  const root = schema.getRootType(operation.operation);
  const nodes = root ? nodesOf(operation.selectionSet, root, undefined, isWrite ? WRITE : 0) : [];
  return {
    estimate: (variables) => 1 + sum(nodes, (node) => estimated(node, variables)),
    actual: (data) => 1 + actualOf(nodes, data),
  };

  function nodesOf(selectionSet: SelectionSetNode, type: GraphQLCompositeType, inherited: Length | undefined, work = 0): Node[] {
    return selectionSet.selections.flatMap((selection): Node[] => {
      if (selection.kind === Kind.FIELD) return nodeOf(selection, type, inherited, work);
      const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value)! : selection;
      const named = fragment.typeCondition && schema.getType(fragment.typeCondition.name.value);
      return nodesOf(fragment.selectionSet, isCompositeType(named) ? named : type, inherited, work);
    });
  }

  function nodeOf(node: FieldNode, type: GraphQLCompositeType, inherited: Length | undefined, work: number): Node[] {
    const field = 'getFields' in type ? type.getFields()[node.name.value] : undefined;
    if (!field) return []; // __typename, or introspection, whose size is the schema's
    const computation = COMPUTED.test(field.name) ? COMPUTATION : 0;
    const of = getNamedType(field.type);
    if (!isCompositeType(of) || !node.selectionSet) return work + computation > 0 ? [{ key: keyOf(node), work: work + computation, each: 0, length: 1, children: [] }] : [];
    const isList = isListType(getNullableType(field.type));
    const own = lengthOf(node, field);
    return [{
      key: keyOf(node),
      work: work + computation,
      each: 1,
      length: isList ? own ?? inherited ?? DEFAULT_LENGTH : 1,
      // The length of a page is said at the page, and is that of the list in it.
      children: nodesOf(node.selectionSet, of, isList ? undefined : own ?? inherited),
    }];
  }

  function estimated({ work, each, length, children }: Node, variables: Variables): number {
    const given = typeof length === 'number' ? length : variables[length.variable];
    const times = typeof given === 'number' ? Math.max(0, given) : typeof length === 'number' ? length : length.absent;
    return work + times * (each + sum(children, (child) => estimated(child, variables)));
  }
}

function keyOf({ alias, name }: FieldNode): string {
  return (alias ?? name).value;
}

function lengthOf(node: FieldNode, field: GraphQLField<unknown, unknown>): Length | undefined {
  const lengths = field.args.filter(({ name, type }) => LENGTHS.has(name) && getNamedType(type).name === 'Int');
  const given = lengths.flatMap(({ name, defaultValue }): Length[] => {
    const value = node.arguments?.find((argument) => argument.name.value === name)?.value;
    if (value?.kind === Kind.INT) return [Number(value.value)];
    if (value?.kind !== Kind.VARIABLE) return [];
    return [{ variable: value.name.value, absent: typeof defaultValue === 'number' ? defaultValue : DEFAULT_LENGTH }];
  });
  if (given.length > 0) return given[0];
  const standard = lengths.find(({ defaultValue }) => typeof defaultValue === 'number')?.defaultValue;
  return lengths.length > 0 ? (standard as number | undefined) ?? DEFAULT_LENGTH : undefined;
}

function actualOf(nodes: readonly Node[], value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return sum(nodes, ({ key, work, each, children }) => {
    const found = (value as Record<string, unknown>)[key];
    if (!Array.isArray(found)) return work + (found ? each + actualOf(children, found) : 0);
    return work + each * found.length + (children.length > 0 ? sum(found, (one) => actualOf(children, one)) : 0);
  });
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  let total = 0;
  for (const item of items) total += of(item);
  return total;
}
