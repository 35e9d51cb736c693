import {
  Kind, TypeInfo, getNamedType, getOperationAST, isObjectType, valueFromASTUntyped, visit, visitWithTypeInfo,
  type ArgumentNode, type DocumentNode, type GraphQLNamedType, type GraphQLSchema, type OperationDefinitionNode,
} from 'graphql';
import type { RequestPolicy } from '../request/policy.ts';
import { areaOf, ungoverned } from './governed.ts';

/** What an operation needs: a name of a permission, or of a thing that has none. */
export type Needed = (document: DocumentNode, operationName: string | null | undefined, variables: Readonly<Record<string, unknown>>) => ReadonlySet<string>;

interface Parts {
  readonly selected: ReadonlySet<string>;
  readonly arguments: readonly ArgumentNode[];
}

/**
 * What an operation reads and writes, wherever it does: in what it selects at any depth, and in its conditions and orders,
 * which are reads too: what may not be read must not be learnt by asking for what it is like.
 */
export function neededOf(schema: GraphQLSchema, { areaOfType, permissionOfMutation }: Pick<RequestPolicy, 'areaOfType' | 'permissionOfMutation'>): Needed {
  const parts = new WeakMap<OperationDefinitionNode, Parts>();
  const mutations = new Set(Object.keys(schema.getMutationType()?.getFields() ?? {}));
  const without = ungoverned(schema, areaOfType);
  const ofConditions = conditionFields();

  return (document, operationName, variables) => {
    const operation = getOperationAST(document, operationName);
    if (!operation) return new Set();
    let known = parts.get(operation);
    if (!known) {
      known = take(document);
      parts.set(operation, known);
    }
    const needed = new Set(known.selected);
    for (const { name, value } of known.arguments) {
      if (name.value === 'input') continue; // what is written; the mutation says what that needs
      addFields(value.kind === Kind.VARIABLE ? variables[value.name.value] : valueFromASTUntyped(value, variables), needed);
    }
    for (const { defaultValue } of operation.variableDefinitions ?? []) if (defaultValue) addFields(valueFromASTUntyped(defaultValue), needed);
    return needed;
  };

  /** Of the whole document: an operation of several is asked for with the rights to all. */
  function take(document: DocumentNode): Parts {
    const selected = new Set<string>();
    const given: ArgumentNode[] = [];
    const info = new TypeInfo(schema);
    visit(document, visitWithTypeInfo(info, {
      Field(node) {
        given.push(...(node.arguments ?? []));
        const parent = info.getParentType();
        const type = getNamedType(info.getType());
        if (parent === schema.getMutationType() && mutations.has(node.name.value)) selected.add(permissionOfMutation[node.name.value] ?? `Mutation.${node.name.value}`);
        if (type) add(type, selected);
      },
    }));
    return { selected, arguments: given };
  }

  function add(type: GraphQLNamedType, to: Set<string>): void {
    const area = areaOf(type, areaOfType);
    if (area !== undefined && area !== 'open') to.add(`${area}:read`);
    if (without.has(type.name)) to.add(type.name);
  }

  /** The names by which a condition or an order speaks of something related, with what that is. */
  function conditionFields(): ReadonlyMap<string, ReadonlySet<string>> {
    const found = new Map<string, Set<string>>();
    for (const type of Object.values(schema.getTypeMap())) {
      if (!isObjectType(type) || areaOfType[type.name] === undefined) continue;
      for (const { name, type: of } of Object.values(type.getFields())) add(getNamedType(of), found.get(name) ?? found.set(name, new Set()).get(name)!);
    }
    return found;
  }

  function addFields(value: unknown, to: Set<string>): void {
    if (typeof value !== 'object' || value === null) return;
    if (Array.isArray(value)) {
      for (const entry of value) addFields(entry, to);
      return;
    }
    for (const [name, entry] of Object.entries(value)) {
      for (const permission of ofConditions.get(name) ?? []) to.add(permission);
      addFields(entry, to);
    }
  }
}
