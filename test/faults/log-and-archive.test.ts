import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClickHouseClient } from '@clickhouse/client';
import kafkajs from 'kafkajs';
import type { Driver } from 'neo4j-driver';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startRole, type RunningRole } from '../../src/app.ts';
import { startKafka, type KafkaEngine } from '../../src/engines/kafka.ts';
import { encode } from '../../src/events/encode.ts';
import { archivedTopics, POSITIONS, topics } from '../../src/events/topics.ts';
import { kafkaLog } from '../../src/log/kafka.ts';
import { topicPartition } from '../../src/log/position.ts';
import { trimLog } from '../../src/log/trim.ts';
import { analyticsProjection } from '../../src/processors/analytics.projection.ts';
import { runProjection } from '../../src/processors/run.ts';
import { clickHouseArchive } from '../../src/sources/analytics/archive.ts';
import { connectAnalytics } from '../../src/sources/analytics/connect.ts';
import { connectGraph } from '../../src/sources/graph/connect.ts';
import { eventsOf } from '../support/analytics.ts';
import { ask } from '../support/ask.ts';
import { caughtUp } from '../support/caught-up.ts';
import { follow, webSocketClient } from '../support/follow.ts';
import { startOwnProgram, type OwnProgram } from '../support/own-program.ts';
import { dumpStores, type StoreDump } from '../support/store-dump.ts';
import { story } from '../support/story.ts';

const ENTITIES = 'helixagent.entities.updates';
const DESCRIBE = 'mutation ($id: ID!) { describeEntity(input: { entityId: $id, eventId: $id, name: "Told", type: "TECH" }) { position } }';
/** Longer than any topic keeps its records. */
const IN_YEARS = 3 * 365 * 86_400_000;

/** A program without projectors, so that each test says how far the stores are; its Kafka outlives it. */
describe('the log and its archive', () => {
  let folder: string;
  let kafka: KafkaEngine;
  let admin: kafkajs.Admin;
  let own: OwnProgram;
  let clickhouse: ClickHouseClient;
  let neo4j: Driver;
  let projector: RunningRole | undefined;
  let undisturbed: StoreDump;
  let early: { id: string; position: string };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'helixgraph-log-'));
    kafka = await startKafka({ folder, log: () => {} });
    own = await startOwnProgram({ KAFKA_BROKERS: kafka.url, HELIXGRAPH_ROLES: 'api' });
    admin = new kafkajs.Kafka({ brokers: [...kafka.brokers], logLevel: kafkajs.logLevel.NOTHING }).admin();
    await admin.connect();
    clickhouse = connectAnalytics(own.config.clickhouse);
    neo4j = connectGraph(own.config.neo4j);
    projector = await startRole(own.config, 'projector');
    early = await describeOne();
    await tell('undisturbed');
    await caughtUp(own.log);
    undisturbed = await dumpStores(own.config, 'undisturbed');
    await stopProjector();
  });
  afterAll(async () => {
    await stopProjector();
    await neo4j?.close();
    await clickhouse?.close();
    await admin?.disconnect();
    await own?.end();
    await kafka?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('is trimmed up to the archive and never beyond, however old its records are', async () => {
    await tell('trimmed');
    await archiveAll();
    const archived = await own.log.watermarks(archivedTopics);
    await tell('kept'); // in the log, and nowhere else
    const archive = clickHouseArchive(clickhouse);
    await trimLog(own.log, archive, new Map(), topics, Date.now() + IN_YEARS);

    const marks = await own.log.watermarks(archivedTopics);
    for (const [key, { high }] of archived) expect([key, marks.get(key)!.low]).toEqual([key, high]);
    expect([...marks].some(([key, { high }]) => high > archived.get(key)!.high)).toBe(true);
  });

  it('brings a store that is behind the trimmed log up to date: from the archive, then from Kafka, without a seam', async () => {
    projector = await startRole(own.config, 'projector');
    await caughtUp(own.log);
    expect(await dumpStores(own.config, 'trimmed')).toEqual(undisturbed);
    expect(await dumpStores(own.config, 'kept')).toEqual(undisturbed);
  });

  it('serves a position and a cursor from before what Kafka still has', async () => {
    const { data } = await ask(own.url, 'query ($id: ID!) { entity(id: $id) { name } }', { variables: { id: early.id }, minPosition: early.position });
    expect(data).toEqual({ entity: { name: 'Told' } });
    const later = await describeOne();
    const client = webSocketClient(own);
    const told = follow(client, 'subscription ($after: String) { entityChanged(after: $after) { eventId } }', { after: early.position });
    expect((await told.next()).value.data['entityChanged'].eventId).toBe(later.id);
    await client.dispose();
  });

  it('makes a store that was emptied again what it was', async () => {
    await stopProjector();
    await neo4j.executeQuery('MATCH (n) DETACH DELETE n');
    expect((await dumpStores(own.config, 'undisturbed')).nodes).toEqual([]);
    const since = (await own.log.watermarks([POSITIONS])).get(topicPartition(POSITIONS, 0))!.high;
    projector = await startRole(own.config, 'projector');
    await caughtUp(own.log, { since });
    for (const tenant of ['undisturbed', 'trimmed', 'kept']) expect(await dumpStores(own.config, tenant)).toEqual(undisturbed);
  });

  it('takes more partitions of a topic: what was given out before holds, and what comes is read', async () => {
    const before = await describeOne();
    await stopProgram();
    const partitions = topics.find(({ name }) => name === ENTITIES)!.partitions;
    await admin.createPartitions({ topicPartitions: [{ topic: ENTITIES, count: partitions + 4 }] });
    await startAgain();
    const written = await Promise.all(Array.from({ length: 40 }, () => describeOne()));
    const marks = await own.log.watermarks([ENTITIES]);
    expect([...marks].some(([key, { high }]) => Number(key.split('/')[1]) >= partitions && high > 0n)).toBe(true);
    for (const { id, position } of [before, ...written]) {
      const { data, errors } = await ask(own.url, 'query ($id: ID!) { entity(id: $id) { name } }', { variables: { id }, minPosition: position });
      expect({ data, errors }).toEqual({ data: { entity: { name: 'Told' } }, errors: undefined });
    }
  });

  it('sees that a topic was made anew: it is read from its beginning, and what was given out before is refused', async () => {
    const query = 'query ($id: ID!) { entity(id: $id) { name } }';
    const before = await describeOne();
    // What no store has read goes with its topic.
    expect((await ask(own.url, query, { variables: { id: before.id }, minPosition: before.position })).data).toEqual({ entity: { name: 'Told' } });
    await stopProgram();
    await admin.deleteTopics({ topics: [ENTITIES] });
    await admin.createTopics({ waitForLeaders: true, topics: [{ topic: ENTITIES, numPartitions: 1 }] });
    const first = randomUUID();
    const fresh = kafkaLog({ kafka: own.config.kafka, clientId: 'test', epochs: new Map(), log: () => {} });
    await fresh.append(encode(eventsOf('default')('entity.described', { at: Date.now(), entity: { id: first, name: 'From the beginning', type: 'TECH', aliases: [], properties: {} } })));
    await fresh.close();
    const restarted = await startAgain();
    expect(restarted.output()).toContain(`${ENTITIES} was made anew`);

    const refused = await ask(own.url, query, { variables: { id: before.id }, minPosition: before.position });
    expect(refused.errors).toMatchObject([{ extensions: { code: 'EPOCH_CHANGED', retryable: false } }]);
    const client = webSocketClient(own);
    const answered = await follow(client, 'subscription ($after: String) { entityChanged(after: $after) { eventId } }', { after: before.position }).next()
      .then(({ value }) => value.errors, (errors: unknown) => errors);
    expect(answered).toMatchObject([{ extensions: { code: 'EPOCH_CHANGED' } }]);
    await client.dispose();

    for (const { id, position } of await Promise.all(Array.from({ length: 20 }, () => describeOne())))
      expect((await ask(own.url, query, { variables: { id }, minPosition: position })).data).toEqual({ entity: { name: 'Told' } });
    expect((await ask(own.url, query, { variables: { id: first } })).data).toEqual({ entity: { name: 'From the beginning' } });
    expect((await ask(own.url, query, { variables: { id: before.id } })).data).toEqual({ entity: { name: 'Told' } }); // what the stores knew they know
  });

  async function describeOne(): Promise<{ id: string; position: string }> {
    const id = randomUUID();
    const { data } = await ask(own.url, DESCRIBE, { variables: { id } });
    return { id, position: data['describeEntity'].position };
  }

  async function tell(tenant: string): Promise<void> {
    await Promise.all(story(tenant).map((record) => own.log.append(record)));
  }

  /** The analytics projection alone: the archive is at the end of the log, and the graph is not. */
  async function archiveAll(): Promise<void> {
    const projection = analyticsProjection({ client: clickhouse });
    const running = runProjection({
      projection, log: own.log, archive: clickHouseArchive(clickhouse), epochs: new Map(), defaultTenant: 'default', reportsUndecodable: true, warn: () => {},
    });
    await caughtUp(own.log, { projections: ['analytics'] });
    await running.stop();
  }

  async function stopProjector(): Promise<void> {
    await projector?.stop();
    projector = undefined;
  }

  async function stopProgram(): Promise<void> {
    await stopProjector();
    own.current().child.kill('SIGTERM');
    await own.current().ended;
  }

  async function startAgain() {
    const restarted = await own.restart();
    projector = await startRole(own.config, 'projector');
    return restarted;
  }
});
