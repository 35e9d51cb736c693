import neo4j, { type Driver } from 'neo4j-driver';
import type { Event } from '../events/event.ts';
import { BEFORE_ID } from '../domain/graph/rank.ts';
import { statements } from '../domain/graph/statements.ts';
import type { Kind, Statement } from '../domain/graph/thing.ts';
import { graphFailure } from '../sources/graph/failure.ts';
import { baseLabel } from '../sources/graph/thing-writes.ts';
import type { Projection, Refusal } from './projection.ts';

/** Neo4j's range indexes take keys of up to 8,167 bytes; an identity is a tenant and an id. */
const LONGEST_KEY = 2_000;
/** Fields that indexes are on. */
const INDEXED = ['type'];
const LONE_SURROGATE = /\p{Surrogate}/u;

/**
 * Finds the records that may not be applied: those that say under the id of the last event about a thing something
 * else than that event did, and those whose keys Neo4j cannot hold.
 */
export function graphScreen({ driver, database }: { driver: Driver; database: string }): Projection['screen'] {
  return async (decoded) => {
    const refusals = new Map<number, Refusal>();
    const seen = new Map<string, string>();
    const suspects = new Map<Kind, { i: number; tenant: string; id: string; eventId: string; eventHash: string }[]>();
    decoded.forEach(({ outcome }, i) => {
      if (!('event' in outcome)) return;
      const { things } = statements(outcome.event);
      const reason = unstorable(things);
      if (reason !== undefined) return void refusals.set(i, { code: 'EVENT_REJECTED', reason });
      for (const { kind, tenant, id, state } of things) {
        const eventHash = state.last.get('eventHash')?.value;
        if (eventHash === undefined) continue;
        const row = { i, tenant, id, eventId: outcome.event.id, eventHash: String(eventHash) };
        const key = JSON.stringify([kind, tenant, id, row.eventId]);
        if ((seen.get(key) ?? row.eventHash) !== row.eventHash) refusals.set(i, conflict(outcome.event));
        seen.set(key, seen.get(key) ?? row.eventHash);
        const ofKind = suspects.get(kind) ?? [];
        suspects.set(kind, ofKind);
        ofKind.push(row);
      }
    });
    for (const [kind, rows] of suspects)
      for (const i of await conflicting(kind, rows)) {
        const { outcome } = decoded[i]!;
        if ('event' in outcome) refusals.set(i, conflict(outcome.event));
      }
    return refusals;
  };

  async function conflicting(kind: Kind, rows: readonly unknown[]): Promise<readonly number[]> {
    try {
      const { records } = await driver.executeQuery(
        `UNWIND $rows AS row
         MATCH (n:${baseLabel(kind)} {tenant: row.tenant, id: row.id})
         WHERE n.eventHash <> row.eventHash AND substring(n.order, $beforeId) = row.eventId
         RETURN row.i AS i`,
        { rows, beforeId: neo4j.int(BEFORE_ID) },
        { database, routing: 'READ' },
      );
      return records.map((record) => Number(record.get('i')));
    } catch (cause) {
      throw graphFailure(cause);
    }
  }
}

function conflict({ id }: Event): Refusal {
  return { code: 'EVENT_CONFLICT', reason: `Another event has the id ${JSON.stringify(id)} and says something else.` };
}

function unstorable(things: readonly Statement[]): string | undefined {
  for (const { kind, tenant, id, state } of things) {
    const indexed = INDEXED.map((field) => [field, state.last.get(field)?.value] as const);
    for (const [field, value] of [['tenant', tenant], ['id', id], ...indexed] as const) {
      if (typeof value !== 'string') continue;
      if (Buffer.byteLength(value) > LONGEST_KEY) return `The ${field} of ${kind} ${JSON.stringify(id.slice(0, 40))} is longer than ${LONGEST_KEY} bytes.`;
      if (LONE_SURROGATE.test(value)) return `The ${field} of ${kind} ${JSON.stringify(id.slice(0, 40))} is not well-formed Unicode.`;
    }
  }
  return undefined;
}
