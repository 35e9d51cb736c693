import { randomUUID } from 'node:crypto';
import neo4j, { type Driver } from 'neo4j-driver';
import type { Event, EventKind, EventOf } from '../../src/events/event.ts';
import { topicPartition } from '../../src/log/position.ts';
import { graphProjection } from '../../src/processors/graph.projection.ts';
import type { Decoded, Slice } from '../../src/processors/projection.ts';

export const DATABASE = 'neo4j';

/** A graph projection on the run's Neo4j, in a tenant and a partition of its own. */
export function graphUnderTest(driver: Driver) {
  const tenant = randomUUID();
  const partition = topicPartition(`test-${tenant}`, 0);
  const projection = graphProjection({ driver, database: DATABASE });
  let next = 0n;
  let made = 0;

  const graph = {
    tenant,
    partition,
    projection,
    /** An event of this tenant; each is later than the one before unless it says otherwise. */
    event<K extends EventKind>(kind: K, content: Omit<EventOf<K>, 'kind' | 'id' | 'tenant' | 'at' | 'version'> & Partial<Pick<Event, 'id' | 'at' | 'version'>>): EventOf<K> {
      made += 1;
      return { kind, id: `event-${made}`, tenant, at: 1_700_000_000_000 + made, version: 0n, ...content } as unknown as EventOf<K>;
    },
    described(id: string, name: string, more: Record<string, unknown> = {}) {
      const { at, version, ...entity } = more;
      return graph.event('entity.described', {
        entity: { id, name, type: 'TECH', aliases: [], properties: {}, ...entity },
        ...(at !== undefined && { at: at as number }), ...(version !== undefined && { version: version as bigint }),
      });
    },
    linked(id: string, sourceId: string, targetId: string, type = 'USES', more: Record<string, unknown> = {}) {
      return graph.event('entities.linked', { relation: { id, sourceId, targetId, type, contexts: [], properties: {}, ...more } });
    },
    slice(events: readonly Event[]): Slice {
      return { partition, epoch: 0, from: next, to: next + BigInt(events.length), decoded: decoded(events) };
    },
    async apply(...events: readonly Event[]): Promise<void> {
      await projection.apply([graph.slice(events)]);
      next += BigInt(events.length);
    },
    async rows(cypher: string, params: Record<string, unknown> = {}): Promise<readonly Record<string, unknown>[]> {
      const { records } = await driver.executeQuery(cypher, { tenant, ...params }, { database: DATABASE });
      return records.map((record) => plain(record.toObject()) as Record<string, unknown>);
    },
    /** Everything that is kept for the tenant, in an order of its own, without the tenant. */
    async everything(): Promise<{ nodes: readonly string[]; relationships: readonly string[] }> {
      const labels = ['EntityRecord', 'MemoryRecord', 'RelationRecord', 'User', 'Conversation', 'Debate', 'Participant', 'Model', 'Provider'];
      const nodes = await graph.rows(labels.map((label) => `MATCH (n:${label} {tenant: $tenant}) RETURN labels(n) AS labels, properties(n) AS properties`).join(' UNION ALL '));
      const relationships = await graph.rows(
        labels.map((label) => `MATCH (a:${label} {tenant: $tenant})-[r]->(b) RETURN labels(a) AS al, a.id AS a, type(r) AS type, properties(r) AS properties, labels(b) AS bl, b.id AS b`).join(' UNION ALL '),
      );
      return { nodes: sortedTexts(nodes), relationships: sortedTexts(relationships) };
    },
  };
  return graph;

  function sortedTexts(rows: readonly unknown[]): readonly string[] {
    return rows.map((row) => JSON.stringify(row, sortKeys).replaceAll(tenant, 'TENANT')).sort();
  }
}

export function decoded(events: readonly Event[]): readonly Decoded[] {
  return events.map((event, i) => ({
    record: { topic: 'test', partition: 0, epoch: 0, offset: BigInt(i), key: null, value: null, headers: {}, appendedAt: 0 },
    outcome: { event },
  }));
}

function plain(value: unknown): unknown {
  if (neo4j.isInt(value)) return value.toNumber();
  if (neo4j.isDateTime(value as object)) return String(value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, plain(member)]));
}

function sortKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
