import { Kind, type FieldNode, type GraphQLResolveInfo } from 'graphql';
import type { RequestContext } from '../request/context.ts';
import { MAX_BATCH } from '../request/loaders.ts';
import { runStatement, translate } from './translation.ts';

/** The types that live in the graph, and the generated list of each. */
const lists = {
  Entity: 'entities',
  Memory: 'memories',
  User: 'users',
  Conversation: 'conversations',
  Debate: 'debates',
  Model: 'models',
  Provider: 'providers',
} as const;

export type GraphType = keyof typeof lists;

// In the place of the keys while a statement is translated: nobody's id, so its parameter can be found again.
const SENTINEL = '\u0000keys\u0000';
const KEY: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: 'id' }, alias: { kind: Kind.NAME, value: '__key' } };

/**
 * The way from a joined field back into the graph: a thing by its id with exactly the fields that are selected,
 * one statement for all parents of the field. Null where there is none for the tenant.
 * It rests on how @neo4j/graphql 7.6.3 reads `info`; a test asserts the Cypher.
 */
export function fromGraph(type: GraphType, id: string | null | undefined, context: RequestContext, info: GraphQLResolveInfo): Promise<object | null> {
  if (id === null || id === undefined) return Promise.resolve(null);
  return context.loaders.load(info.fieldNodes, id, (ids) => readByIds(type, ids, context, info));
}

async function readByIds(type: GraphType, ids: readonly string[], context: RequestContext, info: GraphQLResolveInfo) {
  const query = info.schema.getQueryType()!;
  const list = query.getFields()[lists[type]]!;
  const asList: GraphQLResolveInfo = {
    ...info,
    fieldName: list.name,
    parentType: query,
    returnType: list.type,
    fieldNodes: info.fieldNodes.map((node) => ({
      ...node,
      name: { kind: Kind.NAME, value: list.name },
      alias: undefined,
      arguments: [],
      directives: [],
      selectionSet: { kind: Kind.SELECTION_SET, selections: [...(node.selectionSet?.selections ?? []), KEY] },
    })),
  };
  // Without a limit of its own the list's default would cut the answer short in silence.
  const args = { where: { id: { in: [SENTINEL] } }, limit: MAX_BATCH };
  const { cypher, params } = await translate(list.resolve!, args, context, info, asList);
  const rows = await runStatement({ cypher, params: withKeys(params, ids) }, context);
  const byKey = new Map(rows.map((row) => [row['__key'], row]));
  return ids.map((id) => byKey.get(id) ?? null);
}

function withKeys(params: Readonly<Record<string, unknown>>, ids: readonly string[]) {
  const isKeys = (value: unknown) => Array.isArray(value) && value[0] === SENTINEL;
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, isKeys(value) ? ids : value]));
}
