import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest';
import type { ClickHouseClient } from '@clickhouse/client';
import type { Driver } from 'neo4j-driver';
import { WebSocket } from 'ws';
import { connectAnalytics } from '../../src/sources/analytics/connect.ts';
import { connectGraph } from '../../src/sources/graph/connect.ts';
import { startApi, type TestApi } from '../support/api.ts';

/** Statements that would take minutes, of an API that would let them: only leaving ends them. */
const PATIENT = { HELIXGRAPH_REQUEST_TIMEOUT_MS: '600000', HELIXGRAPH_STATEMENT_TIMEOUT_MS: '600000' };
const tenant = randomUUID();

let api: TestApi;
let driver: Driver;
let client: ClickHouseClient;
beforeAll(async () => {
  api = await startApi(tenant, PATIENT);
  driver = connectGraph({ url: inject('neo4jUrl'), database: 'neo4j' });
  client = connectAnalytics({ url: inject('clickhouseUrl'), database: 'helixgraph' });
  // Everything is related to everything: a condition over three relationships looks at a hundred million ways.
  await driver.executeQuery(
    `UNWIND range(1, 500) AS i CREATE (:Entity {tenant: $tenant, id: 'e' + i, name: 'e' + i, type: 'T', aliases: []})
     WITH count(*) AS all MATCH (a:Entity {tenant: $tenant}), (b:Entity {tenant: $tenant}) WHERE a.id < b.id CREATE (a)-[:RELATED_TO {id: a.id + b.id, type: 'T'}]->(b)`,
    { tenant },
  );
});
afterAll(async () => {
  await driver.executeQuery('MATCH (n:Entity {tenant: $tenant}) DETACH DELETE n', { tenant });
  await Promise.all([api.stop(), driver.close(), client.close()]);
});

const none = (where: object) => ({ relatedEntities: { none: where } });
const some = (where: object) => ({ relatedEntities: { some: where } });
const GRAPH = { query: 'query ($where: EntityWhere) { entities(where: $where) { id } }', variables: { where: none(some(some({ name: { eq: 'nobody' } }))) } };

const inGraph = async () => {
  const { records } = await driver.executeQuery('SHOW TRANSACTIONS YIELD parameters, status WHERE parameters.jwt.tenant = $tenant RETURN count(*) AS n', { tenant });
  return Number(records[0]!.get('n'));
};

const ways = {
  'an HTTP request that is given up': () => {
    const leaves = new AbortController();
    void fetch(`${api.url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(GRAPH), signal: leaves.signal }).catch(() => {});
    return () => leaves.abort();
  },
  'an operation that is completed by its client': () => overSocket((socket) => socket.send(JSON.stringify({ id: '1', type: 'complete' }))),
  'a connection that is closed': () => overSocket((socket) => socket.close()),
  'a connection that is lost': () => overSocket((socket) => socket.terminate()),
};

function overSocket(leave: (socket: WebSocket) => void): () => void {
  const socket = new WebSocket(`${api.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  onTestFinished(() => socket.terminate());
  socket.on('open', () => socket.send(JSON.stringify({ type: 'connection_init' })));
  socket.on('message', (data) => {
    if (JSON.parse(String(data)).type === 'connection_ack') socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: GRAPH }));
  });
  return () => leave(socket);
}

describe('work in the graph store ends with', () => {
  it.each(Object.entries(ways))('%s', async (_, begin) => {
    const leave = begin();
    await expect.poll(inGraph, { timeout: 20_000 }).toBe(1);
    leave();
    await expect.poll(inGraph, { timeout: 20_000 }).toBe(0);
  });
});
