import { randomBytes } from 'node:crypto';
import type { TestProject } from 'vitest/node';
import { startRole } from '../../src/app.ts';
import { prepare } from '../../src/cli/prepare.ts';
import { steps } from '../../src/cli/steps.ts';
import { readConfig } from '../../src/config.ts';
import { startEngines } from '../../src/engines/engines.ts';
import { testFolder } from './test-folder.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    kafkaBrokers: string[];
    neo4jUrl: string;
    clickhouseUrl: string;
    /** The key that positions are encrypted with in this run. */
    positionKey: string;
  }
}

/**
 * Once for the whole run: the real engines (those that the environment names, the others in a folder of their own),
 * migrated, with a projector that keeps the stores equal to the log. Tests keep apart by tenants of their own.
 */
export default async function engines(project: TestProject): Promise<() => Promise<void>> {
  const folder = await testFolder();
  const { KAFKA_BROKERS, NEO4J_URI, CLICKHOUSE_URL } = process.env;
  const told = steps(console.log);
  const config = { ...readConfig({ KAFKA_BROKERS, NEO4J_URI, CLICKHOUSE_URL, HELIXGRAPH_LOG_LEVEL: 'error' }), dataFolder: folder.path };
  const running = await startEngines(config, { log: told.say, onReady: (name, ms) => told.done(`${name} ready`, ms) });
  const stop = async () => {
    await running.stop();
    await folder.remove();
  };
  try {
    const located = { ...config, ...running.addresses };
    await prepare(located, told);
    const projector = await startRole(located, 'projector');
    const { kafka, neo4j, clickhouse } = located;
    project.provide('kafkaBrokers', [...kafka.brokers]);
    project.provide('neo4jUrl', neo4j.url);
    project.provide('clickhouseUrl', clickhouse.url);
    project.provide('positionKey', randomBytes(32).toString('hex'));
    return async () => {
      await projector.stop();
      await stop();
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
