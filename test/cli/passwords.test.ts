import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startClickHouse } from '../../src/engines/clickhouse.ts';
import type { Engine } from '../../src/engines/engine.ts';
import { program } from '../support/run-helixgraph.ts';
import { runVerb } from '../support/run-verb.ts';
import { lockedKafka, lockedNeo4j } from '../support/secured-engines.ts';

const KAFKA_PASSWORD = 'the kafka password';
const NEO4J_PASSWORD = 'the neo4j password';

describe('engines that ask for a password', () => {
  let folder: string;
  let engines: readonly Engine[] = [];
  let env: Record<string, string>;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'helixgraph-locked-'));
    const [kafka, neo4j, clickhouse] = engines = await Promise.all([
      lockedKafka(join(folder, 'kafka'), 'helix', KAFKA_PASSWORD),
      lockedNeo4j(join(folder, 'neo4j'), NEO4J_PASSWORD),
      startClickHouse({ folder: join(folder, 'clickhouse'), log: () => {} }),
    ]);
    env = {
      HELIXGRAPH_DATA: join(folder, 'data'), HELIXGRAPH_ROLES: 'projector', HELIXGRAPH_LOG_LEVEL: 'error',
      KAFKA_BROKERS: kafka!.url, KAFKA_USERNAME: 'helix', KAFKA_PASSWORD,
      NEO4J_URI: neo4j!.url, NEO4J_USERNAME: 'neo4j', NEO4J_PASSWORD,
      CLICKHOUSE_URL: clickhouse!.url,
    };
  });
  afterAll(async () => {
    await Promise.all(engines.map((engine) => engine.stop()));
    await rm(folder, { recursive: true, force: true });
  });

  it.each([
    ['NEO4J_PASSWORD', /Neo4j refused the password of "neo4j" at bolt:\/\/127\.0\.0\.1:\d+\. Set NEO4J_USERNAME and NEO4J_PASSWORD to what it takes\./],
    ['KAFKA_PASSWORD', /Kafka at 127\.0\.0\.1:\d+ cannot be used: .*authentication.* Check KAFKA_BROKERS, KAFKA_TLS, KAFKA_USERNAME and KAFKA_PASSWORD/i],
  ])('are told apart from others by a wrong %s, which is not shown', async (name, told) => {
    const { code, output, errors } = await runVerb(['start'], { ...env, [name]: 'not the password' });
    expect(errors).toMatch(/^helixgraph: [^\n]+\n$/);
    expect(errors).toMatch(told);
    expect(code).toBe(1);
    for (const secret of ['not the password', KAFKA_PASSWORD, NEO4J_PASSWORD]) expect(output).not.toContain(secret);
  });

  it('let in who has it', async () => {
    const running = program(['start', '--no-sample'], env);
    await running.says(/HelixGraph runs without an API: projector/);
    running.child.kill('SIGTERM');
    expect(await running.ended).toBe(0);
  });
});
