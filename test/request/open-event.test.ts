import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { positionCodec } from '../../src/log/position-codec.ts';
import { connectGraph } from '../../src/sources/graph/connect.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { follow, webSocketClient } from '../support/follow.ts';
import { say } from '../support/say.ts';

let api: TestApi;
beforeAll(async () => { api = await startApi(randomUUID(), { HELIXGRAPH_REQUEST_TIMEOUT_MS: '500' }); });
afterAll(() => api.stop());

it('lets the joined fields of a live event wait for a busy projection longer than a request would', async () => {
  const [memoryId, userId] = [randomUUID(), randomUUID()];
  const client = webSocketClient(api);
  const events = follow(client, 'subscription ($userId: ID!) { memoryChanged(userId: $userId) { kind memory { content } } }', { userId });
  const first = events.next();
  await follow(client, '{ __typename }').next();
  const [written] = await say(api, ['remember', { memoryId, userId, content: 'Not there yet.' }]);
  expect((await first).value.data['memoryChanged']).toEqual({ kind: 'memory.remembered', memory: { content: 'Not there yet.' } });
  const partitions = [...positionCodec(Buffer.from(inject('positionKey'), 'hex')).decode(written!, api.tenant).keys()];

  const driver = connectGraph({ url: inject('neo4jUrl'), database: 'neo4j' });
  const session = driver.session({ database: 'neo4j' });
  const busy = session.beginTransaction();
  try {
    // What a large batch of other events does: it keeps the partition's position to itself.
    const { records } = await busy.run("MATCH (p:Position {projection: 'graph'}) WHERE p.partition IN $partitions SET p.held = true REMOVE p.held RETURN p", { partitions });
    expect(records).toHaveLength(partitions.length);
    const [position] = await say(api, ['revise', { memoryId, userId, content: 'There.' }]);
    for (let deadlines = 0; deadlines < 2; deadlines++) {
      const asked = await api.query('{ entity(id: "any") { name } }', {}, { minPosition: position });
      expect(asked.errors![0]!.extensions.code).toBe('POSITION_NOT_REACHED');
    }
  } finally {
    await busy.commit();
    await session.close();
    await driver.close();
  }
  const { value } = await events.next();
  expect(value.errors).toBeUndefined();
  expect(value.data['memoryChanged']).toEqual({ kind: 'memory.revised', memory: { content: 'There.' } });
  await events.return!();
  client.dispose();
});
