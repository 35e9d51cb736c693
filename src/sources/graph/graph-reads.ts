import type { QueryResult } from 'neo4j-driver';
import { HelixError } from '../../errors.ts';
import type { BoundedDriver } from './bounded-driver.ts';
import type { GraphReads } from './reads.ts';

const DEEPEST = 5;

/** What waits, was removed or was merged away is no way through. */
const SHOWN = 'all(n IN nodes(path) WHERE n:Entity AND n.tenant = $tenant)';

// Of a variable-length pattern and the least length to each end Neo4j makes a breadth-first walk that visits a node once;
// ANY SHORTEST walks every path of a dense graph.
const NEIGHBOURHOODS = byDepth((depth) => `
UNWIND range(0, size($ids) - 1) AS i
MATCH (start:Entity {tenant: $tenant, id: $ids[i]})
CALL (start) {
  MATCH path = (start)-[:RELATED_TO*1..${depth}]-(other:Entity {tenant: $tenant})
  WHERE other <> start AND ${SHOWN}
  WITH other, min(length(path)) AS distance
  ORDER BY distance, coalesce(other.importance, 0) DESC, other.id
  LIMIT toInteger($limit)
  RETURN collect({id: other.id, distance: distance}) AS near
}
RETURN i, near`);

const SHORTEST_PATHS = byDepth((depth) => `
MATCH (from:Entity {tenant: $tenant, id: $from}), (to:Entity {tenant: $tenant, id: $to})
WHERE from <> to
MATCH path = shortestPath((from)-[:RELATED_TO*1..${depth}]-(to))
WHERE ${SHOWN}
RETURN [n IN nodes(path) | n.id] AS entityIds, [r IN relationships(path) | {id: r.id, type: r.type, strength: r.strength}] AS relationships`);

const LABELS = ['Entity', 'Memory', 'User', 'Conversation', 'Debate', 'Participant', 'Model', 'Provider'];
const RELATIONSHIPS = [['Entity', 'RELATED_TO', 'Entity'], ['Entity', 'MENTIONED_IN', 'Conversation'], ['Memory', 'ABOUT', 'Entity']];

const SIZES = [
  ...LABELS.map((label) => `MATCH (n:${label} {tenant: $tenant}) WITH count(n) AS count RETURN '${label}' AS name, count`),
  ...RELATIONSHIPS.map(([from, type, to]) => `MATCH (:${from} {tenant: $tenant})-[r:${type}]->(:${to}) WITH count(r) AS count RETURN '${type}' AS name, count`),
].join('\nUNION ALL\n');

/** @param driver a request's bounded driver: deadline and breaker are its own */
export function graphReads(driver: BoundedDriver, database: string): GraphReads {
  return {
    async neighbourhood(tenant, entityIds, depth, limit) {
      const { records } = await read(forDepth(NEIGHBOURHOODS, depth), { tenant, ids: entityIds, limit });
      const near = new Map(records.map((record) => [Number(record.get('i')), record.get('near') as { id: string; distance: unknown }[]]));
      return entityIds.map((_, i) => (near.get(i) ?? []).map(({ id, distance }) => ({ id, distance: Number(distance) })));
    },
    async shortestPath(tenant, from, to, maxDepth) {
      const query = forDepth(SHORTEST_PATHS, maxDepth);
      const [record] = (await read(query, { tenant, from, to })).records;
      return record ? record.toObject() as Awaited<ReturnType<GraphReads['shortestPath']>> : null;
    },
    async sizes(tenant) {
      const { records } = await read(SIZES, { tenant });
      return records.map((record) => ({ name: record.get('name') as string, count: Number(record.get('count')) }));
    },
    async version() {
      const { records } = await read('CALL dbms.components() YIELD versions RETURN versions[0] AS version');
      return records[0]!.get('version') as string;
    },
  };

  async function read(query: string, params: Readonly<Record<string, unknown>> = {}): Promise<QueryResult> {
    const session = driver.session({ database, defaultAccessMode: 'READ' });
    try {
      return await session.executeRead((tx) => tx.run(query, params));
    } finally {
      await session.close();
    }
  }
}

/** Cypher takes no parameter for the length of a path, so there is one text for each that is allowed. */
function byDepth(query: (depth: number) => string): readonly string[] {
  return Array.from({ length: DEEPEST }, (_, i) => query(i + 1));
}

function forDepth(queries: readonly string[], depth: number): string {
  const query = queries[depth - 1];
  if (query === undefined) throw new HelixError('BAD_USER_INPUT', `The depth must be a whole number from 1 to ${DEEPEST}, not ${depth}.`);
  return query;
}
