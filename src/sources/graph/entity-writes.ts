import type { ManagedTransaction } from 'neo4j-driver';
import { unions } from '../../domain/graph/merges.ts';
import type { State } from '../../domain/graph/state.ts';
import { Keyed, type Key } from './keyed.ts';
import { decode, encodeOwn, visible, type Properties } from './node-codec.ts';
import { moveRelationships, type Move } from './moves.ts';
import { rewrite, stateLabel, type Change } from './thing-writes.ts';

const STATES = 'Entity:EntityPlaceholder:EntityTombstone:EntityRedirect';

/**
 * Writes what is said of entities that are locked and read. Those that are part of a merge are worked out anew from what was said of each of
 * its ids: the survivor shows the whole and has the relationships, the others stay as redirects.
 * @returns the id that each of the named entities goes by
 */
export async function writeEntities(tx: ManagedTransaction, changes: readonly Change[]): Promise<(key: Key) => string> {
  if (changes.length === 0) return (key) => key.id;
  const merging = new Keyed<true>();
  for (const { tenant, after, found, id } of changes) {
    if (found?.own !== undefined || after.mergedInto.size > 0) merging.set({ tenant, id }, true);
    for (const target of after.mergedInto.keys()) merging.set({ tenant, id: target }, true);
  }
  await rewrite(tx, 'Entity', changes.filter((change) => !merging.has(change)));

  const names = new Keyed<string>();
  for (const { tenant, id, found } of changes) names.set({ tenant, id }, (found?.mergedInto as string | undefined) ?? id);
  const merged = changes.filter((change) => merging.has(change));
  if (merged.some(isNews)) for (const { tenant, members, survivor } of await writeUnions(tx, merged)) for (const id of members) names.set({ tenant, id }, survivor);
  return (key) => names.get(key) ?? key.id;
}

function isNews({ before, after }: Change): boolean {
  return before === undefined || encodeOwn(before).own !== encodeOwn(after).own;
}

async function writeUnions(tx: ManagedTransaction, changes: readonly Change[]): Promise<readonly { tenant: string; survivor: string; members: readonly string[] }[]> {
  const stored = await lockMembers(tx, changes);
  const ownByTenant = new Map<string, Map<string, State>>();
  const say = (tenant: string, id: string, own: State) => ownByTenant.set(tenant, (ownByTenant.get(tenant) ?? new Map<string, State>()).set(id, own));
  for (const [{ tenant, id }, properties] of stored.entries()) say(tenant, id, decode('Entity', properties));
  for (const { tenant, id, after } of changes) say(tenant, id, after);

  const rows: { tenant: string; id: string; properties: Properties; label: string }[] = [];
  const moves = new Keyed<Move>();
  const results = [...ownByTenant].flatMap(([tenant, own]) => unions(own).map((union) => ({ tenant, own, ...union })));
  for (const { tenant, own, survivor, members, state } of results)
    for (const id of members) {
      const said = encodeOwn(own.get(id)!);
      const shown = id === survivor ? visible('Entity', withoutItsName(state)) : { mergedInto: survivor };
      rows.push({
        tenant, id,
        properties: { ...shown, ...said, tenant, id },
        label: id === survivor ? stateLabel('Entity', state) : 'EntityRedirect',
      });
      const from = (stored.get({ tenant, id })?.mergedInto as string | undefined) ?? id;
      if (from !== survivor) moves.set({ tenant, id: from }, { tenant, from, to: survivor });
    }
  await tx.run(
    `UNWIND $rows AS row MATCH (n:EntityRecord {tenant: row.tenant, id: row.id})
     SET n = row.properties REMOVE n:${STATES} SET n:$(row.label)`,
    { rows },
  );
  await moveRelationships(tx, [...moves.values()]);
  return results;
}

/** Locks every id that is, or is becoming, one with these, and reads what is kept of it. */
async function lockMembers(tx: ManagedTransaction, changes: readonly Change[]): Promise<Keyed<Properties>> {
  const roots = changes.map(({ tenant, id, found }) => ({ tenant, id: (found?.mergedInto as string | undefined) ?? id }));
  const { records } = await tx.run(
    `UNWIND $roots AS root
     CALL (root) {
       MATCH (n:EntityRecord {tenant: root.tenant, id: root.id}) RETURN n
       UNION
       MATCH (n:EntityRecord {tenant: root.tenant, mergedInto: root.id}) RETURN n
     }
     WITH DISTINCT n ORDER BY n.tenant, n.id
     SET n.held = true
     WITH n
     REMOVE n.held
     RETURN properties(n) AS properties`,
    { roots },
  );
  const members = new Keyed<Properties>();
  for (const record of records) {
    const { tenant, id, ...properties } = record.get('properties') as Properties & Key;
    members.set({ tenant, id }, properties);
  }
  return members;
}

function withoutItsName(state: State): State {
  const name = state.last.get('name')?.value;
  return { ...state, aliases: new Map([...state.aliases].filter(([alias]) => alias !== name)) };
}
