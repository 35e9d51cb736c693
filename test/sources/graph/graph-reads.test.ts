import type { Driver } from 'neo4j-driver';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { boundedDriver } from '../../../src/sources/graph/bounded-driver.ts';
import { graphBreaker } from '../../../src/sources/graph/breaker.ts';
import { connectGraph } from '../../../src/sources/graph/connect.ts';
import { graphReads } from '../../../src/sources/graph/graph-reads.ts';
import type { GraphReads } from '../../../src/sources/graph/reads.ts';
import { DATABASE, graphUnderTest } from '../../support/graph.ts';

let driver: Driver;
let reads: GraphReads;
beforeAll(() => {
  driver = connectGraph({ url: inject('neo4jUrl'), database: DATABASE });
  reads = graphReads(boundedDriver(driver, { signal: new AbortController().signal, breaker: graphBreaker() }), DATABASE);
});
afterAll(() => driver.close());

/** a - b - c - d - e - f in a row; b also leads to x, which was removed, and to p, which was never described. */
async function row() {
  const graph = graphUnderTest(driver);
  const ids = ['a', 'b', 'c', 'd', 'e', 'f', 'x'];
  await graph.apply(
    ...ids.map((id, i) => graph.described(id, id.toUpperCase(), { importance: i / 10 })),
    ...ids.slice(1, 6).map((id, i) => graph.linked(`r${i}`, i % 2 ? id : ids[i]!, i % 2 ? ids[i]! : id, i % 2 ? 'OWNS' : 'USES', { strength: 0.5 })),
    graph.linked('rx', 'a', 'x'), graph.linked('xf', 'x', 'f'), graph.linked('rp', 'b', 'p'), graph.linked('pf', 'p', 'f'),
    graph.event('entity.removed', { entityId: 'x' }),
  );
  return graph;
}

test('a neighbourhood is nearest first, within its depth and its limit', async () => {
  const { tenant } = await row();
  expect(await reads.neighbourhood(tenant, ['b', 'nobody', 'a'], 2, 10)).toEqual([
    [{ id: 'c', distance: 1 }, { id: 'a', distance: 1 }, { id: 'd', distance: 2 }],
    [],
    [{ id: 'b', distance: 1 }, { id: 'c', distance: 2 }],
  ]);
  expect(await reads.neighbourhood(tenant, ['a'], 5, 3)).toEqual([[{ id: 'b', distance: 1 }, { id: 'c', distance: 2 }, { id: 'd', distance: 3 }]]);
  expect((await reads.neighbourhood(tenant, ['a'], 5, 10))[0]).toHaveLength(5);
});

test('a depth that is not allowed is refused', async () => {
  await expect(reads.neighbourhood('t', ['a'], 6, 10)).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  await expect(reads.shortestPath('t', 'a', 'b', 1.5)).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
});

test('the shortest path goes through what is shown only', async () => {
  const { tenant } = await row();
  const path = await reads.shortestPath(tenant, 'a', 'f', 5);
  expect(path?.entityIds).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  expect(path?.relationships[1]).toEqual({ id: 'r1', type: 'OWNS', strength: 0.5 });
  expect(await reads.shortestPath(tenant, 'a', 'f', 4)).toBeNull();
  expect(await reads.shortestPath(tenant, 'a', 'x', 5)).toBeNull();
});

test('a dense graph is walked once, not along each of its paths', async () => {
  const graph = graphUnderTest(driver);
  const ids = Array.from({ length: 30 }, (_, i) => `n${i}`);
  await graph.apply(...ids.map((id) => graph.described(id, id)), ...ids.flatMap((a, i) => ids.slice(i + 1).map((b) => graph.linked(`${a}-${b}`, a, b))));
  expect((await reads.neighbourhood(graph.tenant, ['n0'], 5, 100))[0]).toHaveLength(29);
});

test('sizes count what is shown, of one tenant', async () => {
  const { tenant } = await row();
  const sizes = new Map((await reads.sizes(tenant)).map(({ name, count }) => [name, count]));
  expect(sizes.get('Entity')).toBe(6);
  expect(sizes.get('RELATED_TO')).toBe(5);
  expect(sizes.get('Memory')).toBe(0);
});

test('the version is the server’s', async () => {
  expect(await reads.version()).toMatch(/^\d+\.\d+/);
});
