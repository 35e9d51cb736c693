import type { ManagedTransaction } from 'neo4j-driver';
import { join, stateText, type State } from '../../domain/graph/state.ts';
import { statusOf, type Kind, type Statement, type Status } from '../../domain/graph/thing.ts';
import { decode, encode, type Properties } from './node-codec.ts';

/** What became of one thing in this transaction. */
export interface Change {
  readonly kind: Kind;
  readonly tenant: string;
  readonly id: string;
  /** What was known before; absent where the thing is new. */
  readonly before?: State;
  readonly after: State;
  /** The properties of its node as they were found. */
  readonly found?: Properties;
}

const SUFFIX: Record<Status, string> = { live: '', placeholder: 'Placeholder', tombstone: 'Tombstone' };
const RECORDS: ReadonlySet<Kind> = new Set(['Entity', 'Memory', 'Relation']);

/** The label that a thing's node has in every state; its uniqueness is the thing's identity. */
export function baseLabel(kind: Kind): string {
  return RECORDS.has(kind) ? `${kind}Record` : kind;
}

/** The label that says in which state a thing is. */
export function stateLabel(kind: Kind, state: State): string {
  return kind + SUFFIX[statusOf(kind, state)];
}

/**
 * Makes the things that are new, and locks and reads those that are there: a node is read only once nobody else can
 * write it. What is said of each comes in one row, rows in the order of their keys, so that writers seldom deadlock.
 */
export async function createOrRead(tx: ManagedTransaction, kind: Kind, said: readonly Statement[]): Promise<readonly Change[]> {
  if (said.length === 0) return [];
  const rows = said.map(({ tenant, id, state }, i) => ({ i, tenant, id, label: stateLabel(kind, state), properties: encode(kind, state) }));
  const { records } = await tx.run(
    `UNWIND $rows AS row
     MERGE (n:${baseLabel(kind)} {tenant: row.tenant, id: row.id})
       ON CREATE SET n += row.properties, n:$(row.label)
       ON MATCH SET n.held = true
     WITH n, row WHERE n.held
     REMOVE n.held
     RETURN row.i AS i, properties(n) AS properties`,
    { rows },
  );
  const found = new Map(records.map((record) => [Number(record.get('i')), record.get('properties') as Properties]));
  return said.map(({ tenant, id, state }, i) => {
    const properties = found.get(i);
    if (!properties) return { kind, tenant, id, after: state };
    const { tenant: _tenant, id: _id, ...fields } = properties;
    const before = decode(kind, fields);
    return { kind, tenant, id, before, after: join(before, state), found: fields };
  });
}

/** Writes the things that were there and have changed. */
export async function rewrite(tx: ManagedTransaction, kind: Kind, changes: readonly Change[]): Promise<void> {
  const rows: { tenant: string; id: string; properties: Properties; from: string; to: string }[] = [];
  for (const change of changes) {
    if (!isRevised(change)) continue;
    const { tenant, id, before, after } = change;
    rows.push({ tenant, id, properties: { tenant, id, ...encode(kind, after) }, from: stateLabel(kind, before), to: stateLabel(kind, after) });
  }
  if (rows.length === 0) return;
  const relabelled = rows.filter(({ from, to }) => from !== to);
  await Promise.all([
    tx.run(`UNWIND $rows AS row MATCH (n:${baseLabel(kind)} {tenant: row.tenant, id: row.id}) SET n = row.properties`, { rows }),
    ...(relabelled.length > 0 ? [relabel(tx, kind, relabelled)] : []),
  ]);
}

/** Moves nodes from one state's label to another's. */
export async function relabel(tx: ManagedTransaction, kind: Kind, rows: readonly { tenant: string; id: string; from: string; to: string }[]): Promise<void> {
  await tx.run(`UNWIND $rows AS row MATCH (n:${baseLabel(kind)} {tenant: row.tenant, id: row.id}) REMOVE n:$(row.from) SET n:$(row.to)`, { rows });
}

/** Whether a thing that was there says something else now. */
export function isRevised(change: Change): change is Change & { before: State } {
  return change.before !== undefined && stateText(change.before) !== stateText(change.after);
}
