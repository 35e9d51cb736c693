import {
  Kind, getOperationAST, valueFromASTUntyped,
  type ArgumentNode, type DocumentNode, type FragmentDefinitionNode, type GraphQLSchema, type OperationDefinitionNode, type SelectionSetNode, type ValueNode,
} from 'graphql';
import { HelixError } from '../errors.ts';
import type { Limits } from '../limits.ts';
import { costed, type Costed, type Variables } from './cost.ts';
import { measure, type Measure } from './measure.ts';
import { measureValue } from './values.ts';

/** Arguments that say how long a list is. Below 1 the graph library would leave its LIMIT out and answer with everything. */
const LIST_ARGUMENTS: ReadonlySet<string> = new Set(['limit', 'first', 'last']);
/** `last` of a time series counts buckets, and has a limit of its own there. */
const CAPPED: ReadonlySet<string> = new Set(['limit', 'first']);

/** What an operation asks for, whatever its variables: worked out once. */
interface Asked {
  readonly measure: Measure;
  readonly cost: Costed;
  readonly defaults: Variables;
  readonly arguments: readonly ArgumentNode[];
}

/** An operation that may run. */
export interface Admitted {
  /** What it may cost at most: about the number of objects that it may answer with. */
  readonly estimated: number;
  /** What it did cost, by its answer. */
  actual(data: unknown): number;
}

export interface GuardOptions {
  readonly schema: GraphQLSchema;
  readonly limits: Limits;
  /** Whether clients may ask for the schema. */
  readonly introspection: boolean;
}

/**
 * Refuses what asks for more than the limits: the one guard of every transport, for operations that are valid.
 * Of the parts of an operation it refuses the one that is checked first; nothing has run by then.
 * @throws HelixError from the guard: LIMIT_EXCEEDED (`details.limit` names it), INTROSPECTION_DISABLED
 */
export type Guard = (document: DocumentNode, operationName: string | null | undefined, variables: Variables) => Admitted;

const NOTHING: Admitted = { estimated: 0, actual: () => 0 };

export function guard({ schema, limits, introspection }: GuardOptions): Guard {
  const known = new WeakMap<OperationDefinitionNode, Asked>();

  return (document, operationName, given) => {
    const operation = getOperationAST(document, operationName);
    if (!operation) return NOTHING; // executors say so
    let asked = known.get(operation);
    if (!asked) {
      asked = ask(document, operation);
      known.set(operation, asked);
    }
    const variables = { ...asked.defaults, ...given };
    checkArguments(asked.arguments, variables);
    const estimated = asked.cost.estimate(variables);
    within('cost', estimated, 'The operation may cost');
    return { estimated, actual: asked.cost.actual };
  };

  function ask(document: DocumentNode, operation: OperationDefinitionNode): Asked {
    const size = measure(document, operation);
    if (size.introspects && !introspection) throw new HelixError('INTROSPECTION_DISABLED', 'The schema is not told here.');
    within('depth', size.depth, 'The operation is nested', ' levels deep');
    // Before anything that walks the operation as it will run.
    within('fields', size.fields, 'The operation has', ' fields');
    within('rootFields', size.rootFields, 'The operation has', ' fields at its root');
    within('aliases', size.aliases, 'The operation has', ' aliases');
    within('directives', size.directives, 'The operation has', ' directives');
    const defaults = Object.fromEntries((operation.variableDefinitions ?? []).flatMap(({ variable, defaultValue }) => (defaultValue ? [[variable.name.value, valueFromASTUntyped(defaultValue)]] : [])));
    return { measure: size, cost: costed(schema, document, operation), defaults, arguments: argumentsOf(document, operation) };
  }

  function checkArguments(given: readonly ArgumentNode[], variables: Variables): void {
    let count = 0;
    for (const { name: { value: name }, value: node } of given) {
      const value = valueOf(node, variables);
      if (LIST_ARGUMENTS.has(name) && (value === null || typeof value === 'number')) checkList(name, value);
      if (typeof value !== 'object' || value === null) {
        count += 1;
        continue;
      }
      const size = measureValue(value, limits.valueDepth);
      within('valueDepth', size.depth, `${name}: nested`, ' levels deep');
      within('filterDepth', size.filterDepth, `${name}: relationships within each other, over`, ' levels');
      count += size.count;
    }
    within('values', count, 'The operation has', ' values in its arguments');
  }

  function checkList(name: string, value: number | null): void {
    if (value === null || value < 1) throw new HelixError('LIMIT_EXCEEDED', `${name}: expected at least 1, got ${value}. Leave it out for the default.`, { details: { limit: 'listSize' } });
    if (CAPPED.has(name) && value > limits.listSize)
      throw new HelixError('LIMIT_EXCEEDED', `${name}: expected at most ${limits.listSize}, got ${value}.`, { details: { limit: 'listSize', most: limits.listSize } });
  }

  function within(limit: keyof Limits, value: number, says: string, what = ''): void {
    if (value > limits[limit]) throw new HelixError('LIMIT_EXCEEDED', `${says} ${value}${what}; at most ${limits[limit]} are allowed.`, { details: { limit, most: limits[limit] } });
  }
}

function valueOf(node: ValueNode, variables: Variables): unknown {
  return node.kind === Kind.VARIABLE ? variables[node.name.value] : valueFromASTUntyped(node, variables);
}

/** Every argument of an operation, those in its fragments once each. */
function argumentsOf(document: DocumentNode, operation: OperationDefinitionNode): readonly ArgumentNode[] {
  const fragments = new Map(document.definitions.filter((d): d is FragmentDefinitionNode => d.kind === Kind.FRAGMENT_DEFINITION).map((d) => [d.name.value, d]));
  const found: ArgumentNode[] = [];
  collect(operation.selectionSet);
  return found;

  function collect(selectionSet: SelectionSetNode | undefined): void {
    for (const selection of selectionSet?.selections ?? []) {
      if (selection.kind !== Kind.FRAGMENT_SPREAD) {
        if (selection.kind === Kind.FIELD) found.push(...(selection.arguments ?? []));
        collect(selection.selectionSet);
        continue;
      }
      const fragment = fragments.get(selection.name.value);
      fragments.delete(selection.name.value);
      collect(fragment?.selectionSet);
    }
  }
}
