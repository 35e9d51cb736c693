import { randomUUID } from 'node:crypto';
import type { Driver } from 'neo4j-driver';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { connectGraph } from '../../src/sources/graph/connect.ts';
import { DATABASE, decoded, graphUnderTest } from '../support/graph.ts';

let driver: Driver;
beforeAll(() => {
  driver = connectGraph({ url: inject('neo4jUrl'), database: DATABASE });
});
afterAll(() => driver.close());

const RELATED = 'MATCH (a:Entity {tenant: $tenant})-[r:RELATED_TO]->(b:Entity) RETURN a.id AS a, r.id AS id, r.type AS type, r.strength AS strength, b.id AS b ORDER BY id';
const ENTITY = 'MATCH (n:Entity {tenant: $tenant, id: $id}) RETURN n {.name, .value, .type, .aliases, .aliasText, .importance} AS n';

describe('entities', () => {
  test('an older description never overwrites a newer', async () => {
    const graph = graphUnderTest(driver);
    await graph.apply(graph.described('k', 'Apache Kafka', { at: 20, value: 'a log', importance: 0.9 }));
    await graph.apply(graph.described('k', 'Kafka', { at: 10, value: 'a queue', aliases: ['AK'] }));
    expect(await graph.rows(ENTITY, { id: 'k' })).toEqual([{ n: { name: 'Apache Kafka', type: 'TECH', value: 'a log', importance: 0.9, aliases: ['AK'], aliasText: 'AK' } }]);
  });

  test('a greater version wins over a later clock', async () => {
    const graph = graphUnderTest(driver);
    await graph.apply(graph.described('k', 'second', { at: 10, version: 2n }), graph.described('k', 'first', { at: 20, version: 1n }));
    expect(await graph.rows(ENTITY, { id: 'k' })).toMatchObject([{ n: { name: 'second' } }]);
  });

  test('a repeated event adds nothing', async () => {
    const graph = graphUnderTest(driver);
    const events = [graph.described('a', 'A'), graph.described('b', 'B'), graph.linked('r', 'a', 'b', 'USES', { strength: 0.4, cooccurrences: 3 })];
    await graph.apply(...events);
    const before = await graph.everything();
    await graph.apply(...events, ...events);
    expect(await graph.everything()).toEqual(before);
  });

  test('one that was removed comes back only with a later description, and without what it said before', async () => {
    const graph = graphUnderTest(driver);
    await graph.apply(graph.described('k', 'Kafka', { at: 1, value: 'old', aliases: ['AK'] }), graph.event('entity.removed', { entityId: 'k', at: 5 }));
    await graph.apply(graph.described('k', 'Kafka', { at: 3 }));
    expect(await graph.rows(ENTITY, { id: 'k' })).toEqual([]);
    expect(await graph.rows('MATCH (n:EntityTombstone {tenant: $tenant}) RETURN n.name AS name')).toEqual([{ name: null }]);
    await graph.apply(graph.described('k', 'Kafka again', { at: 7 }));
    expect(await graph.rows(ENTITY, { id: 'k' })).toMatchObject([{ n: { name: 'Kafka again', value: null, aliases: [] } }]);
  });

  test('a name given in passing completes a placeholder and never overwrites a description', async () => {
    const graph = graphUnderTest(driver);
    const named = (name: string) => ({ id: 'k', name, type: 'CONCEPT', aliases: [], properties: {} });
    await graph.apply(graph.event('entities.mentioned', { conversationId: 'c', entities: [named('kafka')] }));
    expect(await graph.rows(ENTITY, { id: 'k' })).toMatchObject([{ n: { name: 'kafka' } }]);
    await graph.apply(graph.described('k', 'Apache Kafka', { at: 1 }), graph.event('entities.mentioned', { conversationId: 'c', entities: [named('KAFKA')] }));
    expect(await graph.rows(ENTITY, { id: 'k' })).toMatchObject([{ n: { name: 'Apache Kafka', type: 'TECH' } }]);
  });

  test('hostile strings are values', async () => {
    const graph = graphUnderTest(driver);
    const hostile = ['`}) DETACH DELETE n //', '__proto__', 'constructor', '\u0000', '🙂\n"\\u0041', "' OR 1=1", '$tenant'];
    await graph.apply(...hostile.map((text) => graph.described(text, text, { aliases: hostile, value: text, properties: { [text]: { nested: [text] } } })));
    await graph.apply(...hostile.map((text) => graph.event('entity.merged', { sourceId: text, targetId: 'whole' })), graph.described('whole', 'whole'));
    const [row] = await graph.rows(ENTITY, { id: 'whole' });
    expect((row!.n as { aliases: string[] }).aliases).toEqual([...hostile].sort());
  });
});

describe('relations (HelixAgent loses or doubles them: contracts.md, defects 21 to 24)', () => {
  test('two types between the same entities are two relations, and a repeated one does not grow stronger', async () => {
    const graph = graphUnderTest(driver);
    const uses = graph.linked('r1', 'a', 'b', 'USES', { strength: 0.7 });
    await graph.apply(graph.described('a', 'A'), graph.described('b', 'B'), uses, graph.linked('r2', 'a', 'b', 'OWNS', { strength: 0.6 }));
    await graph.apply(uses);
    expect(await graph.rows(RELATED)).toEqual([
      { a: 'a', id: 'r1', type: 'USES', strength: 0.7, b: 'b' },
      { a: 'a', id: 'r2', type: 'OWNS', strength: 0.6, b: 'b' },
    ]);
  });

  test('one that comes before its entities waits for them', async () => {
    const graph = graphUnderTest(driver);
    await graph.apply(graph.linked('r', 'a', 'b', 'USES', { properties: { since: { year: 2020 } } }));
    expect(await graph.rows('MATCH (n:EntityPlaceholder {tenant: $tenant}) RETURN n.id AS id ORDER BY id')).toEqual([{ id: 'a' }, { id: 'b' }]);
    expect(await graph.rows(RELATED)).toEqual([]);
    await graph.apply(graph.described('b', 'B'), graph.described('a', 'A'));
    expect(await graph.rows(RELATED)).toEqual([{ a: 'a', id: 'r', type: 'USES', strength: null, b: 'b' }]);
    expect(await graph.rows('MATCH (n:EntityPlaceholder {tenant: $tenant}) RETURN n.id AS id')).toEqual([]);
  });

  test('a merge moves relations both ways, the mentions and the memories, and keeps the names', async () => {
    const graph = graphUnderTest(driver);
    const entity = { id: 'old', name: '', type: '', aliases: [], properties: {} };
    await graph.apply(
      graph.described('old', 'Postgres', { aliases: ['pg'], importance: 0.8 }), graph.described('new', 'PostgreSQL', { aliases: ['psql'] }),
      graph.described('in', 'In'), graph.described('out', 'Out'),
      graph.linked('r1', 'in', 'old', 'USES'), graph.linked('r2', 'old', 'out', 'OWNS'), graph.linked('r3', 'old', 'new', 'IS'),
      graph.event('entities.mentioned', { conversationId: 'c', entities: [entity], at: 100 }),
      graph.event('entities.mentioned', { conversationId: 'c', entities: [{ ...entity, id: 'new' }], at: 50 }),
      graph.event('memory.remembered', { memoryId: 'm', content: 'likes it', entities: [entity], tags: [], metadata: {}, relations: [], sourceMessageIds: [], clock: {} }),
    );
    await graph.apply(graph.event('entity.merged', { sourceId: 'old', targetId: 'new' }));
    expect(await graph.rows(RELATED)).toEqual([
      { a: 'in', id: 'r1', type: 'USES', strength: null, b: 'new' },
      { a: 'new', id: 'r2', type: 'OWNS', strength: null, b: 'out' },
    ]);
    expect(await graph.rows(ENTITY, { id: 'new' })).toMatchObject([{ n: { name: 'PostgreSQL', aliases: ['Postgres', 'pg', 'psql'], importance: 0.8 } }]);
    expect(await graph.rows('MATCH (e:Entity {tenant: $tenant})-[r:MENTIONED_IN]->(c) RETURN e.id AS e, r.firstAt AS first, r.lastAt AS last')).toEqual([
      { e: 'new', first: '1970-01-01T00:00:00.050000000Z', last: '1970-01-01T00:00:00.100000000Z' },
    ]);
    expect(await graph.rows('MATCH (m:Memory {tenant: $tenant})-[:ABOUT]->(e) RETURN m.id AS m, e.id AS e')).toEqual([{ m: 'm', e: 'new' }]);
    expect(await graph.rows('MATCH (n:EntityRedirect {tenant: $tenant}) RETURN n.id AS id, n.mergedInto AS into, n.name AS name')).toEqual([{ id: 'old', into: 'new', name: null }]);

    await graph.apply(graph.linked('r4', 'out', 'old', 'LIKES'), graph.described('old', 'Postgres 17', { value: 'said of the old id' }));
    expect(await graph.rows(RELATED)).toHaveLength(3);
    expect(await graph.rows(ENTITY, { id: 'new' })).toMatchObject([{ n: { name: 'Postgres 17', value: 'said of the old id' } }]);
  });

  test('a merge of an entity without relations is a merge', async () => {
    const graph = graphUnderTest(driver);
    await graph.apply(graph.described('a', 'A'), graph.described('b', 'B'), graph.event('entity.merged', { sourceId: 'a', targetId: 'b' }));
    expect(await graph.rows('MATCH (n:Entity {tenant: $tenant}) RETURN n.id AS id')).toEqual([{ id: 'b' }]);
  });

  test('one with a removed end is hidden, and comes back with it', async () => {
    const graph = graphUnderTest(driver);
    await graph.apply(graph.described('a', 'A'), graph.described('b', 'B'), graph.linked('r', 'a', 'b'), graph.event('entity.removed', { entityId: 'b' }));
    expect(await graph.rows(RELATED)).toEqual([]);
    await graph.apply(graph.described('b', 'B'));
    expect(await graph.rows(RELATED)).toHaveLength(1);
  });

  test('one that was removed stays so, whatever is late, and may be made again with other ends', async () => {
    const graph = graphUnderTest(driver);
    const late = graph.linked('r', 'a', 'b');
    await graph.apply(graph.described('a', 'A'), graph.described('b', 'B'), graph.event('entities.unlinked', { relationId: 'r' }));
    await graph.apply(late);
    expect(await graph.rows(RELATED)).toEqual([]);
    await graph.apply(graph.linked('r', 'b', 'a', 'OWNS'));
    expect(await graph.rows(RELATED)).toMatchObject([{ a: 'b', type: 'OWNS', b: 'a' }]);
  });
});

describe('who and what is mentioned', () => {
  test('a debate has its participants, models, providers, winner and conversation', async () => {
    const graph = graphUnderTest(driver);
    const [pro, con] = [{ provider: 'p1', model: 'x', position: 'pro' }, { provider: 'p2', model: 'y', position: 'con' }];
    await graph.apply(
      graph.event('debate.completed', { debateId: 'd', conversationId: 'c', outcome: 'successful', winner: { provider: 'p2', model: 'y' }, participants: [pro, con] }),
      graph.event('debate.started', { debateId: 'd', conversationId: 'c', topic: 'Tabs?', participants: [pro, con] }),
      graph.event('conversation.started', { conversationId: 'c', title: 'Talk', userId: 'u', userName: 'Ada' }),
    );
    expect(await graph.rows(
      `MATCH (d:Debate {tenant: $tenant})-[:HELD_IN]->(c:Conversation)<-[:STARTED]-(u:User)
       MATCH (d)-[:WON_BY]->(w:Participant)-[:PLAYED_BY]->(m:Model)-[:SERVED_BY]->(p:Provider)
       RETURN d.topic AS topic, d.status AS status, c.title AS title, u.name AS user, w.position AS winner, m.id AS model, p.name AS provider,
              COUNT { (d)<-[:TOOK_PART_IN]-(:Participant) } AS participants`,
    )).toEqual([{ topic: 'Tabs?', status: 'successful', title: 'Talk', user: 'Ada', winner: 'con', model: 'p2/y', provider: 'p2', participants: 2 }]);
  });

  test('a memory has its user, entities and conversation; one made from others takes their place', async () => {
    const graph = graphUnderTest(driver);
    const memory = (id: string, content: string) => ({
      memoryId: id, userId: 'u', conversationId: 'c', content, tags: ['t'], metadata: {}, relations: [], sourceMessageIds: ['m1'], clock: {},
      entities: [{ id: 'k', name: 'Kafka', type: 'TECH', aliases: [], properties: {} }],
    });
    await graph.apply(
      graph.event('memory.remembered', memory('a', 'one')), graph.event('memory.remembered', memory('b', 'two')),
      graph.event('memory.merged', { ...memory('ab', 'both'), mergedFrom: ['a', 'b'] }),
    );
    expect(await graph.rows(
      `MATCH (u:User {tenant: $tenant})-[:REMEMBERS]->(m:Memory)-[:NOTED_IN]->(c:Conversation), (m)-[:ABOUT]->(e:Entity)
       RETURN u.id AS u, m.content AS content, m.sourceIds AS sources, c.id AS c, e.name AS e`,
    )).toEqual([{ u: 'u', content: 'both', sources: ['m1'], c: 'c', e: 'Kafka' }]);
    await graph.apply(graph.event('memory.forgotten', { memoryId: 'ab' }), graph.event('memory.revised', { ...memory('ab', 'late'), at: 1 }));
    expect(await graph.rows('MATCH (m:Memory {tenant: $tenant}) RETURN m.id AS id')).toEqual([]);
    expect(await graph.rows('MATCH (m:MemoryRecord {tenant: $tenant})-[r]-() RETURN m.content AS content, type(r) AS type')).toEqual([]);
  });

  test('two tenants with the same ids never meet', async () => {
    const [one, other] = [graphUnderTest(driver), graphUnderTest(driver)];
    await one.apply(one.described('a', 'A of one'), one.described('b', 'B of one'), one.linked('r', 'a', 'b'));
    await other.apply(other.described('a', 'A of other'), other.event('entity.removed', { entityId: 'b' }), other.event('entities.unlinked', { relationId: 'r' }));
    expect(await one.rows(RELATED)).toHaveLength(1);
    expect(await one.rows(ENTITY, { id: 'a' })).toMatchObject([{ n: { name: 'A of one' } }]);
  });
});

describe('positions', () => {
  test('the store says how far it is, refused records included', async () => {
    const graph = graphUnderTest(driver);
    await graph.apply(graph.described('a', 'A'));
    const refused = { ...decoded([graph.described('b', 'B')])[0]!, outcome: { refusal: { code: 'EVENT_INVALID', reason: 'no' } as const } };
    await graph.projection.apply([{ ...graph.slice([]), to: 2n, decoded: [refused] }]);
    expect(await graph.projection.positions([graph.partition, `${randomUUID()}/0`])).toEqual(new Map([[graph.partition, { epoch: 0, next: 2n }]]));
    expect(await graph.rows('MATCH (n:Entity {tenant: $tenant}) RETURN n.id AS id')).toEqual([{ id: 'a' }]);
  });

  test('a projector whose position was moved by another writes nothing', async () => {
    const graph = graphUnderTest(driver);
    const slice = graph.slice([graph.described('a', 'A')]);
    await graph.apply(graph.described('b', 'B'));
    await expect(graph.projection.apply([slice])).rejects.toMatchObject({ code: 'POSITION_MOVED', retryable: true });
    expect(await graph.rows('MATCH (n:EntityRecord {tenant: $tenant}) RETURN n.id AS id')).toEqual([{ id: 'b' }]);
  });

  test('a topic that was made anew begins where it begins; its older epoch is over', async () => {
    const graph = graphUnderTest(driver);
    const old = graph.slice([graph.described('a', 'A')]);
    await graph.projection.apply([{ ...old, epoch: 1, from: 7n, to: 8n }]);
    await expect(graph.projection.apply([old])).rejects.toMatchObject({ code: 'POSITION_MOVED' });
    expect(await graph.projection.positions([graph.partition])).toEqual(new Map([[graph.partition, { epoch: 1, next: 8n }]]));
  });

  test('of two projectors on one partition at the same time one wins', async () => {
    const graph = graphUnderTest(driver);
    const slices = ['A', 'B', 'C', 'D'].map((name) => graph.slice([graph.described('x', name)]));
    const results = await Promise.allSettled(slices.map((slice) => graph.projection.apply([slice])));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });
});

describe('screening', () => {
  test('another payload under the id of the last event is a conflict, in the store and in the batch', async () => {
    const graph = graphUnderTest(driver);
    const event = graph.described('a', 'A');
    const other = { ...event, entity: { ...event.entity, name: 'B' } };
    expect(await graph.projection.screen(decoded([event, event, other]))).toEqual(new Map([[2, { code: 'EVENT_CONFLICT', reason: expect.stringContaining(event.id) }]]));
    await graph.apply(event);
    expect([...(await graph.projection.screen(decoded([event, other]))).keys()]).toEqual([1]);
  });

  test('a key that Neo4j cannot hold is refused, and one as long as may be is written', async () => {
    const graph = graphUnderTest(driver);
    const longest = graph.described('é'.repeat(1000), 'A', { type: 'T'.repeat(2000) });
    const refused = [graph.described('x'.repeat(2001), 'A'), graph.described('\ud800', 'A'), graph.described('c', 'A', { type: 'T'.repeat(2001) })];
    expect([...(await graph.projection.screen(decoded([longest, ...refused]))).keys()]).toEqual([1, 2, 3]);
    await graph.apply(longest);
    expect(await graph.rows('MATCH (n:Entity {tenant: $tenant}) RETURN n.name AS name')).toEqual([{ name: 'A' }]);
  });
});
