import { visit, type FieldNode, type GraphQLField, type GraphQLResolveInfo } from 'graphql';
import type { RequestContext } from '../request/context.ts';

/** What @neo4j/graphql made of a selection. */
export interface Statement {
  readonly cypher: string;
  readonly params: Readonly<Record<string, unknown>>;
}

type Resolve = NonNullable<GraphQLField<unknown, RequestContext>['resolve']>;

interface Kept {
  /** The variables that decide the statement. */
  readonly variables: readonly string[];
  /** Statements by the values of those variables. */
  readonly statements: Map<string, Statement>;
}

const MAX_STATEMENTS_PER_SELECTION = 64;
// Compiled execution hands the same array of field nodes to each run of a document, so it names the selection.
const kept = new WeakMap<readonly FieldNode[], Kept>();

/**
 * The statement that a generated list field would run, translated once for each selection and values of its variables:
 * the translation costs more than all the rest of a query's way through this process.
 * The tenant is no part of it: that travels as `$jwt`, which `runStatement` gives.
 * @param info the field's own; `translating` is the info to translate where it is not the same
 */
export async function translate(resolve: Resolve, args: object, context: RequestContext, info: GraphQLResolveInfo, translating = info): Promise<Statement> {
  let selection = kept.get(info.fieldNodes);
  if (!selection) {
    selection = { variables: variablesBeneath(info), statements: new Map() };
    kept.set(info.fieldNodes, selection);
  }
  const key = JSON.stringify(selection.variables.map((name) => info.variableValues[name] ?? null));
  const known = selection.statements.get(key);
  if (known) return known;
  const statement = await captured(resolve, args, context, translating);
  if (selection.statements.size >= MAX_STATEMENTS_PER_SELECTION) selection.statements.clear();
  selection.statements.set(key, statement);
  return statement;
}

/** The rows of a translated statement, for the tenant of the request. */
export async function runStatement({ cypher, params }: Statement, context: RequestContext): Promise<Record<string, unknown>[]> {
  const { executionContext: driver, sessionConfig, jwt } = context;
  const session = driver.session({ ...sessionConfig, defaultAccessMode: 'READ' });
  try {
    const result = await session.executeRead((tx) => tx.run(cypher, { ...params, jwt, isAuthenticated: true }));
    return result.records.map((record) => record.get('this') as Record<string, unknown>);
  } finally {
    await session.close();
  }
}

/** Lets the generated resolver run against a driver that only notes the statement. */
async function captured(resolve: Resolve, args: object, context: RequestContext, info: GraphQLResolveInfo): Promise<Statement> {
  let statement: Statement | undefined;
  const summary = { counters: { updates: () => ({}) } };
  const tx = {
    async run(cypher: string, params: Record<string, unknown>) {
      // The library asks once for the server's version; any that has what it emits will do.
      if (cypher.includes('dbms.components')) return { records: [['5.26.0', 'community']], summary };
      statement = { cypher, params };
      return { records: [], summary };
    },
  };
  const session = { beginTransaction() {}, executeRead: (work: (t: typeof tx) => unknown) => work(tx), async close() {} };
  await resolve({}, args as never, { ...context, executionContext: { session: () => session } } as never, info);
  if (!statement) throw new Error(`${info.fieldName} ran no statement.`);
  return statement;
}

function variablesBeneath(info: GraphQLResolveInfo): string[] {
  const names = new Set<string>();
  const fragments = new Set<string>();
  const collect = (node: FieldNode | (typeof info.fragments)[string]) =>
    visit(node, {
      Variable: ({ name }) => void names.add(name.value),
      FragmentSpread({ name }) {
        const fragment = info.fragments[name.value];
        if (!fragment || fragments.has(name.value)) return;
        fragments.add(name.value);
        collect(fragment);
      },
    });
  info.fieldNodes.forEach(collect);
  return [...names].sort();
}
