import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { caughtUp } from '../support/caught-up.ts';
import { startOwnProgram, type OwnProgram } from '../support/own-program.ts';
import { dumpStores, type StoreDump } from '../support/store-dump.ts';
import { REFUSED, story } from '../support/story.ts';

const SCRIPT = fileURLToPath(new URL('../support/projector-with-failpoint.ts', import.meta.url));

/** Before each durable step of both projections: what lies between two of them is a pair that a kill can part. */
const FAILPOINTS = [
  'graph.screen', 'graph.dead-letter', 'graph.apply', 'graph.positions', 'graph.commit', 'graph.announce',
  'analytics.screen', 'analytics.dead-letter', 'analytics.apply', 'analytics.identities', 'analytics.positions', 'analytics.announce',
];

describe('a projector that is killed between two durable steps', () => {
  let own: OwnProgram;
  let projector: ChildProcess;
  let undisturbed: StoreDump;

  beforeAll(async () => {
    own = await startOwnProgram({ HELIXGRAPH_ROLES: 'api' });
    projector = await startProjector();
    await tell('undisturbed');
    await caughtUp(own.log);
    undisturbed = await dumpStores(own.config, 'undisturbed');
  });
  afterAll(async () => {
    projector?.kill('SIGKILL');
    await own?.end();
  });

  it('has something to lose: every table and every kind of node', () => {
    const labels = new Set(undisturbed.nodes.flatMap((node) => (JSON.parse(node) as { labels: string[] }).labels));
    expect([...labels]).toEqual(expect.arrayContaining(['Entity', 'Conversation', 'Debate', 'Memory', 'User', 'Model', 'Provider']));
    const empty = Object.entries(undisturbed.tables).filter(([, rows]) => rows.length === 0).map(([table]) => table);
    expect(empty).toEqual([]);
    expect(undisturbed.tables['archive']!.filter((row) => !row.includes('"refusal_code":""'))).toHaveLength(REFUSED);
  });

  it.each(FAILPOINTS)('before %s leaves its successor what it needs to make the stores equal', async (step) => {
    const tenant = `killed-${step}`;
    const told = story(tenant);
    await arm(step);
    const died = once(projector, 'exit');
    await Promise.all(told.slice(0, told.length / 2).map((record) => own.log.append(record)));
    expect(await died).toEqual([null, 'SIGKILL']);
    await Promise.all(told.slice(told.length / 2).map((record) => own.log.append(record)));

    projector = await startProjector();
    await caughtUp(own.log);
    expect(await dumpStores(own.config, tenant)).toEqual(undisturbed);
  });

  async function tell(tenant: string): Promise<void> {
    await Promise.all(story(tenant).map((record) => own.log.append(record)));
  }

  async function startProjector(): Promise<ChildProcess> {
    const { config: { kafka, neo4j, clickhouse }, env } = own;
    const child = fork(SCRIPT, {
      execArgv: ['--import', 'tsx'],
      env: { ...process.env, ...env, KAFKA_BROKERS: kafka.brokers.join(','), NEO4J_URI: neo4j.url, CLICKHOUSE_URL: clickhouse.url },
    });
    await once(child, 'message');
    return child;
  }

  async function arm(dieBefore: string): Promise<void> {
    projector.send({ dieBefore });
    await once(projector, 'message');
  }
});
