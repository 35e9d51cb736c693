import type { ManagedTransaction } from 'neo4j-driver';
import type { State } from '../../domain/graph/state.ts';
import { statusOf, type Kind, type Mention } from '../../domain/graph/thing.ts';
import type { Key } from './keyed.ts';
import { dateTime, visible } from './node-codec.ts';
import { baseLabel, isRevised, type Change } from './thing-writes.ts';

/** A relationship that a field of a thing stands for; `inward` ones point at the thing that has the field. */
interface Link {
  readonly kind: Kind;
  readonly field: string;
  readonly type: string;
  readonly other: Kind;
  readonly inward?: boolean;
}

const LINKS: readonly Link[] = Object.freeze([
  { kind: 'Model', field: 'providerId', type: 'SERVED_BY', other: 'Provider' },
  { kind: 'Conversation', field: 'userId', type: 'STARTED', other: 'User', inward: true },
  { kind: 'Debate', field: 'conversationId', type: 'HELD_IN', other: 'Conversation' },
  { kind: 'Debate', field: 'winnerId', type: 'WON_BY', other: 'Participant' },
  { kind: 'Participant', field: 'debateId', type: 'TOOK_PART_IN', other: 'Debate' },
  { kind: 'Participant', field: 'modelId', type: 'PLAYED_BY', other: 'Model' },
  { kind: 'Memory', field: 'userId', type: 'REMEMBERS', other: 'User', inward: true },
  { kind: 'Memory', field: 'conversationId', type: 'NOTED_IN', other: 'Conversation' },
  { kind: 'Memory', field: 'entityIds', type: 'ABOUT', other: 'Entity' },
]);

/** Makes the relationships of the changed things what their fields say. All ends are there by now. */
export async function writeLinks(tx: ManagedTransaction, changes: readonly Change[], goesBy: (key: Key) => string): Promise<void> {
  const runs: PromiseLike<unknown>[] = [];
  for (const link of LINKS) {
    const moved = changes.filter(({ kind, before, after }) => kind === link.kind && String(ids(before, link)) !== String(ids(after, link)));
    const rows = moved.map(({ tenant, id, after }) => ({ tenant, id, others: [...new Set(ids(after, link).map((other) => name(link, tenant, other)))] }));
    const old = rows.filter((_, i) => ids(moved[i]!.before, link).length > 0);
    const one = `UNWIND $rows AS row MATCH (n:${baseLabel(link.kind)} {tenant: row.tenant, id: row.id})`;
    const arrow = (name: string) => (link.inward ? `<-[${name}:${link.type}]-` : `-[${name}:${link.type}]->`);
    if (old.length > 0) runs.push(tx.run(`${one} MATCH (n)${arrow('old')}() DELETE old`, { rows: old }));
    const fresh = rows.filter(({ others }) => others.length > 0);
    if (fresh.length > 0)
      runs.push(tx.run(`${one} UNWIND row.others AS other MATCH (o:${baseLabel(link.other)} {tenant: row.tenant, id: other}) CREATE (n)${arrow('')}(o)`, { rows: fresh }));
  }
  await Promise.all(runs);

  function name({ other: kind }: Link, tenant: string, id: string): string {
    return kind === 'Entity' ? goesBy({ tenant, id }) : id;
  }
}

function ids(state: State | undefined, { field }: Link): readonly string[] {
  const value = state?.last.get(field)?.value;
  return value === undefined ? [] : typeof value === 'object' ? value : [String(value)];
}

/** Mentions of one conversation by one entity are one relationship, from its first to its last. */
export async function writeMentions(tx: ManagedTransaction, mentions: readonly (Omit<Mention, 'at'> & { firstAt: number; lastAt: number })[]): Promise<void> {
  if (mentions.length === 0) return;
  const rows = mentions.map((mention) => ({ ...mention, firstAt: dateTime(mention.firstAt), lastAt: dateTime(mention.lastAt) }));
  await tx.run(
    `UNWIND $rows AS row
     MATCH (e:EntityRecord {tenant: row.tenant, id: row.entityId})
     MATCH (c:Conversation {tenant: row.tenant, id: row.conversationId})
     MERGE (e)-[r:MENTIONED_IN]->(c)
       ON CREATE SET r.firstAt = row.firstAt, r.lastAt = row.lastAt
       ON MATCH SET r.firstAt = CASE WHEN row.firstAt < r.firstAt THEN row.firstAt ELSE r.firstAt END,
                    r.lastAt = CASE WHEN row.lastAt > r.lastAt THEN row.lastAt ELSE r.lastAt END`,
    { rows },
  );
}

/**
 * Makes RELATED_TO what the relations say. One whose ends are one entity is not shown. Ends that wait or were removed
 * keep it, and hide it by their label.
 */
export async function writeRelationships(tx: ManagedTransaction, changes: readonly Change[], goesBy: (key: Key) => string): Promise<void> {
  const changed = changes.filter((change) => change.before === undefined || isRevised(change));
  const rows = changed.map(({ tenant, id, before, after }) => ({
    tenant, id,
    from: end(tenant, after, 'sourceId'),
    to: end(tenant, after, 'targetId'),
    properties: { tenant, id, ...shown(after) },
    was: before !== undefined && statusOf('Relation', before) === 'live',
    is: statusOf('Relation', after) === 'live',
    moved: before !== undefined && ['sourceId', 'targetId'].some((field) => before.last.get(field)?.value !== after.last.get(field)?.value),
  }));
  const gone = rows.filter(({ was, is, moved }) => was && (!is || moved));
  const same = rows.filter(({ was, is, moved }) => was && is && !moved);
  const fresh = rows.filter(({ was, is, moved, from, to }) => is && (!was || moved) && from !== to);
  const found = 'UNWIND $rows AS row MATCH ()-[r:RELATED_TO {tenant: row.tenant, id: row.id}]->()';
  const runs: PromiseLike<unknown>[] = [];
  if (gone.length > 0) runs.push(tx.run(`${found} DELETE r`, { rows: gone }));
  if (same.length > 0) runs.push(tx.run(`${found} SET r = row.properties`, { rows: same }));
  if (fresh.length > 0)
    runs.push(tx.run(
      `UNWIND $rows AS row
       MATCH (a:EntityRecord {tenant: row.tenant, id: row.from})
       MATCH (b:EntityRecord {tenant: row.tenant, id: row.to})
       CREATE (a)-[r:RELATED_TO]->(b) SET r = row.properties`,
      { rows: fresh },
    ));
  await Promise.all(runs);

  function end(tenant: string, state: State, field: string): string {
    return goesBy({ tenant, id: String(state.last.get(field)?.value) });
  }
}

function shown(relation: State): Record<string, unknown> {
  const { sourceId: _source, targetId: _target, eventHash: _hash, ...rest } = visible('Relation', relation);
  return rest;
}
