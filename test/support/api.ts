import { randomUUID } from 'node:crypto';
import { inject } from 'vitest';
import { startRole, type RoleOptions, type RunningRole } from '../../src/app.ts';
import { readConfig, type Config } from '../../src/config.ts';
import type { Answer } from './answer.ts';
import { ask } from './ask.ts';

export interface TestApi {
  readonly url: string;
  readonly tenant: string;
  readonly config: Config;
  /** Sends an operation; `minPosition` makes it read what was written up to there. */
  query<Data = Record<string, any>>(query: string, variables?: Record<string, unknown>, options?: { minPosition?: string | readonly string[]; token?: string }): Promise<Answer<Data>>;
  stop(): Promise<void>;
}

/** The configuration of the run's engines. */
export function testConfig(tenant: string, env: Readonly<Record<string, string>> = {}): Config {
  return readConfig({
    HOST: '127.0.0.1',
    PORT: '0',
    KAFKA_BROKERS: inject('kafkaBrokers').join(','),
    NEO4J_URI: inject('neo4jUrl'),
    CLICKHOUSE_URL: inject('clickhouseUrl'),
    HELIXGRAPH_POSITION_KEY: inject('positionKey'),
    HELIXGRAPH_TENANT: tenant,
    HELIXGRAPH_LOG_LEVEL: 'fatal',
    // All files share two cores, one projector and a Neo4j that has just started: what they ask is what is answered, not how soon.
    HELIXGRAPH_REQUEST_TIMEOUT_MS: '30000',
    HELIXGRAPH_STATEMENT_TIMEOUT_MS: '10000',
    ...env,
  });
}

/** An API of a tenant's own on the run's engines; the run's projector serves it. */
export async function startApi(tenant: string = randomUUID(), env: Readonly<Record<string, string>> = {}, options: RoleOptions = { audit: () => {} }): Promise<TestApi> {
  const config = testConfig(tenant, env);
  const role: RunningRole = await startRole(config, 'api', options);
  const url = role.url!;
  return {
    url,
    tenant,
    config,
    query: (query, variables, options) => ask(url, query, { variables, ...options }),
    stop: () => role.stop(),
  };
}
