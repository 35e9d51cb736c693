import { Kind, getOperationAST, type DocumentNode, type FragmentDefinitionNode, type OperationDefinitionNode, type SelectionSetNode } from 'graphql';
import { HelixError } from '../errors.ts';

/** What one operation may ask for, whatever transport it came by. */
export const limits = Object.freeze({ tokens: 4000, depth: 15, aliases: 30, listSize: 100 });

/** Arguments that say how long a list is. Below 1 the graph library would leave its LIMIT out and answer with everything. */
const LIST_ARGUMENTS: ReadonlySet<string> = new Set(['limit', 'first', 'last']);
/** `last` of a time series counts buckets, and has a limit of its own there. */
const CAPPED: ReadonlySet<string> = new Set(['limit', 'first']);

interface Asked {
  readonly depth: number;
  readonly aliases: number;
  /** List arguments: literal values, and the variables that give them. */
  readonly literals: readonly { readonly name: string; readonly value: number | null }[];
  readonly variables: readonly { readonly name: string; readonly variable: string }[];
}

const asked = new WeakMap<OperationDefinitionNode, Asked>();

/**
 * Refuses a valid operation that asks for more than the limits.
 * @throws HelixError LIMIT_EXCEEDED
 */
export function guard(document: DocumentNode, operationName: string | null | undefined, variables: Readonly<Record<string, unknown>>): void {
  const operation = getOperationAST(document, operationName);
  if (!operation) return;
  let asks = asked.get(operation);
  if (!asks) {
    asks = measure(document, operation);
    asked.set(operation, asks);
  }
  if (asks.depth > limits.depth) throw exceeded(`The operation is nested ${asks.depth} levels deep; at most ${limits.depth} are allowed.`);
  if (asks.aliases > limits.aliases) throw exceeded(`The operation has ${asks.aliases} aliases; at most ${limits.aliases} are allowed.`);
  for (const { name, value } of asks.literals) checkList(name, value);
  for (const { name, variable } of asks.variables) {
    const value = variable in variables ? variables[variable] : defaultOf(operation, variable);
    if (value === null || typeof value === 'number') checkList(name, value);
  }
}

function checkList(name: string, value: number | null): void {
  if (value === null || value < 1) throw exceeded(`${name}: expected at least 1, got ${value}. Leave it out for the default.`);
  if (CAPPED.has(name) && value > limits.listSize) throw exceeded(`${name}: expected at most ${limits.listSize}, got ${value}.`);
}

function measure(document: DocumentNode, operation: OperationDefinitionNode): Asked {
  const fragments = new Map(document.definitions.filter((d): d is FragmentDefinitionNode => d.kind === Kind.FRAGMENT_DEFINITION).map((d) => [d.name.value, d]));
  const literals: { name: string; value: number | null }[] = [];
  const variables: { name: string; variable: string }[] = [];
  const seen = new Map<string, number>();
  let aliases = 0;

  const depth = depthOf(operation.selectionSet);
  return { depth, aliases, literals, variables };

  function depthOf(selectionSet: SelectionSetNode | undefined): number {
    return Math.max(0, ...(selectionSet?.selections ?? []).map((selection): number => {
      if (selection.kind === Kind.INLINE_FRAGMENT) return depthOf(selection.selectionSet);
      if (selection.kind === Kind.FRAGMENT_SPREAD) return depthOfFragment(selection.name.value);
      if (selection.alias) aliases += 1;
      for (const { name: { value: name }, value } of selection.arguments ?? []) {
        if (!LIST_ARGUMENTS.has(name)) continue;
        if (value.kind === Kind.INT) literals.push({ name, value: Number(value.value) });
        if (value.kind === Kind.NULL) literals.push({ name, value: null });
        if (value.kind === Kind.VARIABLE) variables.push({ name, variable: value.name.value });
      }
      // Introspection is deep by nature, and its size is that of the schema.
      return selection.name.value.startsWith('__') ? 1 : 1 + depthOf(selection.selectionSet);
    }));
  }

  function depthOfFragment(name: string): number {
    const known = seen.get(name);
    if (known !== undefined) return known;
    const depth = depthOf(fragments.get(name)?.selectionSet);
    seen.set(name, depth);
    return depth;
  }
}

function defaultOf(operation: OperationDefinitionNode, variable: string): number | null | undefined {
  const value = operation.variableDefinitions?.find((d) => d.variable.name.value === variable)?.defaultValue;
  if (value?.kind === Kind.INT) return Number(value.value);
  return value?.kind === Kind.NULL ? null : undefined;
}

function exceeded(message: string): HelixError {
  return new HelixError('LIMIT_EXCEEDED', message);
}
