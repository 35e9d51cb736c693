import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startClickHouse } from '../../src/engines/clickhouse.ts';
import type { Engine } from '../../src/engines/engine.ts';
import { startKafka } from '../../src/engines/kafka.ts';
import { startNeo4j } from '../../src/engines/neo4j.ts';
import { ask, askAgain } from '../support/ask.ts';
import { follow, webSocketClient } from '../support/follow.ts';
import { startOwnProgram, type OwnProgram } from '../support/own-program.ts';

const BOTH = 'query ($id: ID!) { entity(id: $id) { name activity(last: 1) { mentions } } activity(last: 1) { mentions } }';
const GRAPH = 'query ($id: ID!) { entity(id: $id) { name } }';
const ANALYTICS = '{ activity(last: 1) { mentions } performance(limit: 1) { modelName } }';
const DESCRIBE = 'mutation ($id: ID!, $event: ID) { describeEntity(input: { entityId: $id, eventId: $event, name: "Durable", type: "TECH" }) { eventId position } }';

const START = { kafka: startKafka, neo4j: startNeo4j, clickhouse: startClickHouse };

/** Engines that the program does not own, so that what is stopped stays stopped. */
describe('while a store is down', () => {
  let folder: string;
  let own: OwnProgram;
  const engines = new Map<keyof typeof START, Engine>();
  const run = async (name: keyof typeof START, again = false) => engines.set(name, await START[name]({ folder: join(folder, name), log: () => {}, again }));

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'helixgraph-down-'));
    await Promise.all([run('kafka'), run('neo4j'), run('clickhouse')]);
    own = await startOwnProgram({
      KAFKA_BROKERS: engines.get('kafka')!.url, NEO4J_URI: engines.get('neo4j')!.url, CLICKHOUSE_URL: engines.get('clickhouse')!.url,
      HELIXGRAPH_REQUEST_TIMEOUT_MS: '6000',
    });
  });
  afterAll(async () => {
    await own?.end();
    await Promise.all([...engines.values()].map((engine) => engine.stop()));
    await rm(folder, { recursive: true, force: true });
  });

  const describeOne = async (id: string = randomUUID()) => {
    const { data, errors } = await ask(own.url, DESCRIBE, { variables: { id, event: `described-${id}` } });
    return { id, position: data?.['describeEntity']?.position as string | undefined, error: errors?.[0]?.extensions };
  };
  const errorsOf = async (query: string, variables = {}) => (await ask(own.url, query, { variables })).errors?.map(({ path, extensions }) => [path!.join('.'), extensions.code, extensions['retryable'], extensions['source']]);

  it('Kafka stopped: reads go on, a mutation says that it may be tried again, and nothing that was acknowledged is lost', async () => {
    const before = await describeOne();
    await ask(own.url, GRAPH, { variables: { id: before.id }, minPosition: before.position! });
    const client = webSocketClient(own);
    const heard = follow(client, 'subscription { entityChanged { eventId entity { id } } }');
    const first = heard.next();
    await follow(client, '{ __typename }').next();

    const amid = Promise.all(Array.from({ length: 40 }, () => describeOne()));
    await engines.get('kafka')!.stop();
    const written = await amid;
    expect(await ask(own.url, BOTH, { variables: { id: before.id } })).toMatchObject({ data: { entity: { name: 'Durable', activity: [{ mentions: 0 }] }, activity: [{ mentions: 0 }] } });
    expect(await errorsOf(BOTH, { id: before.id })).toBeUndefined();
    const refused = await describeOne();
    expect(refused.error).toEqual({ code: 'LOG_UNAVAILABLE', retryable: true, eventId: `described-${refused.id}` });

    await run('kafka', true);
    const again = await askAgain(own.url, DESCRIBE, { variables: { id: refused.id, event: `described-${refused.id}` } });
    const acknowledged = [...written.filter(({ position }) => position), { id: refused.id, position: again.data['describeEntity'].position as string }];
    for (const { id, position } of acknowledged)
      expect((await askAgain(own.url, GRAPH, { variables: { id }, minPosition: position! })).data).toEqual({ entity: { name: 'Durable' } });

    const wanted = new Set(acknowledged.map(({ id }) => `described-${id}`));
    const delivered: string[] = [];
    for (let next = await first; ; next = await heard.next()) {
      const { eventId } = next.value.data['entityChanged'];
      delivered.push(eventId);
      wanted.delete(eventId);
      if (wanted.size === 0) break;
    }
    expect(new Set(delivered).size).toBe(delivered.length); // also what was tried again came once
    await client.dispose();
  }, 240_000);

  it('ClickHouse stopped: its fields are null and say why, the rest is answered, and it catches up', async () => {
    const { id, position } = await describeOne();
    expect((await askAgain(own.url, GRAPH, { variables: { id }, minPosition: position! })).errors).toBeUndefined();
    await engines.get('clickhouse')!.stop();
    const { data } = await ask(own.url, BOTH, { variables: { id } });
    expect(data).toEqual({ entity: { name: 'Durable', activity: null }, activity: null });
    expect(await errorsOf(BOTH, { id })).toEqual(expect.arrayContaining([['activity', 'SOURCE_UNAVAILABLE', true, 'analytics'], ['entity.activity', 'SOURCE_UNAVAILABLE', true, 'analytics']]));
    const later = await describeOne();
    expect((await askAgain(own.url, GRAPH, { variables: { id: later.id }, minPosition: later.position! })).data).toEqual({ entity: { name: 'Durable' } });

    await run('clickhouse', true);
    expect((await askAgain(own.url, BOTH, { variables: { id: later.id }, minPosition: later.position! })).errors).toBeUndefined();
  }, 240_000);

  it('Neo4j frozen: its fields are null before the deadline, at once while the breaker is open, and it catches up', async () => {
    const { id, position } = await describeOne();
    expect((await askAgain(own.url, GRAPH, { variables: { id }, minPosition: position! })).errors).toBeUndefined();
    const { pid } = engines.get('neo4j')!;
    let later;
    process.kill(pid, 'SIGSTOP');
    try {
      for (let failure = 0; failure < 2; failure++) {
        expect((await ask(own.url, BOTH, { variables: { id } })).data).toEqual({ entity: null, activity: [{ mentions: 0 }] });
      }
      // The breaker has opened: not waited for, so it is no timeout.
      expect(await errorsOf(GRAPH, { id })).toEqual([['entity', 'SOURCE_UNAVAILABLE', true, 'graph']]);
      expect((await ask(own.url, ANALYTICS)).errors).toBeUndefined();
      later = await describeOne();
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    expect((await askAgain(own.url, GRAPH, { variables: { id: later.id }, minPosition: later.position! })).data).toEqual({ entity: { name: 'Durable' } });
  }, 240_000);
});
