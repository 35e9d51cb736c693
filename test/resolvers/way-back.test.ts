import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startReader, type Reader } from '../support/reader.ts';

const tenant = randomUUID();
const other = randomUUID();
let reader: Reader;

/** A star: `e0` in the middle, related to all others; each has a memory. */
const STAR = `
UNWIND range(0, $last) AS i
CREATE (e:Entity:EntityRecord {tenant: $tenant, id: 'e' + i, name: $prefix + i, type: CASE i % 2 WHEN 0 THEN 'EVEN' ELSE 'ODD' END, aliases: [], importance: i / 1000.0})
CREATE (e)<-[:ABOUT]-(:Memory:MemoryRecord {tenant: $tenant, id: 'm' + i, content: $prefix + ' note ' + i, tags: [], sourceIds: []})
WITH collect(e) AS stars, head(collect(e)) AS middle
UNWIND tail(stars) AS outer
CREATE (middle)-[:RELATED_TO {id: 'r' + outer.id, tenant: $tenant, type: 'NEAR', strength: 0.5, cooccurrences: 3}]->(outer)`;

beforeAll(async () => {
  reader = await startReader(tenant);
  await reader.write(STAR, { last: 70, prefix: 'ours' });
  await reader.write(STAR, { tenant: other, last: 3, prefix: 'theirs' });
});
afterAll(() => reader.close());

describe('the way back into the graph', () => {
  const AROUND = `query ($limit: Int!, $isShort: Boolean!) {
    entity(id: "e0") {
      neighbourhood(depth: 1, limit: $limit) {
        distance
        one: entity { ...Named memories(limit: 1) { content } }
        two: entity { kind: type @skip(if: $isShort) ... on Entity { id @include(if: $isShort) } }
      }
    }
  }
  fragment Named on Entity { called: name relatedEntitiesConnection(first: 1) { edges { properties { cooccurrences } node { name } } } }`;

  it('takes one statement for all parents of a field, and none is left out', async () => {
    const { data, errors } = await reader.read(AROUND, { limit: 60, isShort: false });
    expect(errors).toBeUndefined();
    const around = data.entity.neighbourhood;
    expect(around).toHaveLength(60);
    expect(around.every(({ one, two }: any) => one.called.startsWith('ours') && one.memories.length === 1 && two.kind)).toBe(true);
    expect(around[0].one.relatedEntitiesConnection.edges).toEqual([{ properties: { cooccurrences: 3 }, node: { name: 'ours0' } }]);
    // the entity, its neighbourhood, and one for each of the two aliases
    expect(reader.cypher).toHaveLength(4);
  });

  it('asks exactly for what is selected', async () => {
    await reader.read('{ entity(id: "e1") { name } }');
    expect(reader.cypher).toEqual([expect.stringMatching(/WHERE .*this\.id IN \$\w+.*\$jwt\.tenant[^]*LIMIT \$\w+\s+RETURN this \{ \.name, __key: this\.id \} AS this$/)]);
  });

  it('answers by the variables of each request, also when the document is known', async () => {
    for (const [limit, isShort] of [[2, true], [3, false], [5, true], [2, false]] as const) {
      const [ours, reference] = [await reader.read(AROUND, { limit, isShort }), await reader.readByReference(AROUND, { limit, isShort })];
      expect(ours.data).toEqual(reference.data);
      expect(ours.data.entity.neighbourhood).toHaveLength(limit);
      expect(Object.keys(JSON.parse(JSON.stringify(ours.data.entity.neighbourhood[0].two)))).toEqual([isShort ? 'id' : 'kind']);
    }
  });

  it('keeps the translation of generated lists by their variables', async () => {
    const query = 'query ($type: String!, $limit: Int) { entities(where: { type: { eq: $type } }, sort: [{ importance: ASC }], limit: $limit) { name } }';
    const names = async (type: string, limit?: number) => (await reader.read(query, { type, limit })).data.entities.map(({ name }: { name: string }) => name);
    expect(await names('EVEN', 2)).toEqual(['ours0', 'ours2']);
    expect(await names('ODD', 2)).toEqual(['ours1', 'ours3']);
    expect(await names('EVEN', 3)).toEqual(['ours0', 'ours2', 'ours4']);
    expect(await names('EVEN')).toHaveLength(20);
  });
});

describe('two tenants with the same ids', () => {
  const PATHS = `query ($id: ID!) {
    entity(id: $id) { name neighbourhood { entity { name } } relatedEntities { name } memories { content } }
    entities(where: { OR: [{ id: { eq: $id } }, { NOT: { id: { eq: $id } } }] }, limit: 100) { name memoriesConnection { edges { node { content } } } }
    entitiesConnection(first: 100) { totalCount edges { node { name } } aggregate { count { nodes } node { name { longest } } } }
    searchEntities(phrase: "ours0 theirs0 ours1 theirs1", first: 100) { edges { node { name } } }
    searchMemories(phrase: "note", first: 100) { edges { node { content } } }
    shortestPath(from: "e1", to: "e2") { entities { name } }
    memory(id: "m1") { content entities { name } }
  }`;

  it.each([['one', tenant, 'ours', 'theirs'], ['the other', other, 'theirs', 'ours']])('never mix: %s', async (_, of, own, foreign) => {
    const { data, errors } = await reader.read(PATHS, { id: 'e0' }, of);
    expect(errors).toBeUndefined();
    expect(JSON.stringify(data)).toContain(`"${own}0"`);
    expect(JSON.stringify(data)).not.toContain(foreign);
    expect(data.entitiesConnection.totalCount).toBe(own === 'ours' ? 71 : 4);
    expect(data.searchEntities.edges.length).toBeGreaterThan(0);
  });

  it('see nothing without a tenant', async () => {
    const { data } = await reader.read('{ entities(limit: 100) { name } entity(id: "e0") { name } searchMemories(phrase: "note") { totalCount } }', {}, '');
    expect(data).toEqual({ entities: [], entity: null, searchMemories: { totalCount: 0 } });
  });
});

describe('words that are looked for', () => {
  it('may be anything', async () => {
    for (const phrase of ['"', 'AND (', '\\', '*:*', '', '😀', 'ours0"~2 OR'])
      expect((await reader.read('query ($phrase: String!) { searchEntities(phrase: $phrase) { totalCount edges { node { name } } } }', { phrase })).errors, phrase).toBeUndefined();
  });
});
