import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { readConfig } from '../../src/config.ts';
import { startEngines } from '../../src/engines/engines.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    kafkaBrokers: string[];
    neo4jUrl: string;
    clickhouseUrl: string;
  }
}

/** The real engines, once for the whole run: those that the environment names, and the others in a folder of their own. */
export default async function engines(project: TestProject): Promise<() => Promise<void>> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'helixgraph-test-'));
  const { KAFKA_BROKERS, NEO4J_URI, CLICKHOUSE_URL } = process.env;
  const config = { ...readConfig({ KAFKA_BROKERS, NEO4J_URI, CLICKHOUSE_URL }), dataFolder };
  const running = await startEngines(config, { log: console.log, onReady: (name, ms) => console.log(`${name} ready (${(ms / 1000).toFixed(1)} s)`) });
  const { kafka, neo4j, clickhouse } = running.addresses;
  project.provide('kafkaBrokers', [...kafka.brokers]);
  project.provide('neo4jUrl', neo4j.url);
  project.provide('clickhouseUrl', clickhouse.url);
  return async () => {
    await running.stop();
    await rm(dataFolder, { recursive: true, force: true });
  };
}
