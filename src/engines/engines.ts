import { join } from 'node:path';
import type { ClickHouseConfig, Config, KafkaConfig, Neo4jConfig } from '../config.ts';
import { startClickHouse } from './clickhouse.ts';
import type { Engine, EngineOptions } from './engine.ts';
import { startKafka } from './kafka.ts';
import { startNeo4j } from './neo4j.ts';

/** Where each engine answers: the configured one, or the one that was started. */
export interface EngineAddresses {
  readonly kafka: KafkaConfig;
  readonly neo4j: Neo4jConfig;
  readonly clickhouse: ClickHouseConfig;
}

export interface RunningEngines {
  readonly addresses: EngineAddresses;
  /** Those that were started here. */
  readonly engines: readonly Engine[];
  stop(): Promise<void>;
}

export interface StartEnginesOptions {
  readonly log: (line: string) => void;
  readonly onReady: (name: string, ms: number) => void;
  readonly size?: EngineOptions['size'];
}

const REVIVE_AFTER_MS = 500;

/**
 * Starts, side by side, each engine that the configuration gives no address for, and starts again one that dies.
 * @throws HelixError START_FAILED; what had been started is stopped then
 */
export async function startEngines(config: Pick<Config, 'dataFolder' | 'kafka' | 'neo4j' | 'clickhouse'>, options: StartEnginesOptions): Promise<RunningEngines> {
  const running = new Map<string, Engine>();
  let stopping = false;

  const start = async (name: string, launch: (options: EngineOptions) => Promise<Engine>): Promise<string> => {
    const began = performance.now();
    const engine = await launch({ folder: join(config.dataFolder, name), log: options.log, size: options.size });
    running.set(name, engine);
    options.onReady(engine.name, performance.now() - began);
    void engine.exited.then(() => revive(name, engine, launch));
    return engine.url;
  };
  const revive = async (name: string, dead: Engine, launch: (options: EngineOptions) => Promise<Engine>): Promise<void> => {
    running.delete(name);
    if (stopping) return;
    options.log(`! ${dead.name} ended; it is started again.`);
    await new Promise((resolve) => setTimeout(resolve, REVIVE_AFTER_MS));
    if (stopping) return;
    await start(name, launch).catch((error: Error) => options.log(`! ${error.message}`));
  };
  const stop = async () => {
    stopping = true;
    await Promise.all([...running.values()].map((engine) => engine.stop()));
  };

  const [kafka, neo4j, clickhouse] = await Promise.allSettled([
    config.kafka ?? start('kafka', startKafka).then((address): KafkaConfig => ({ brokers: [address], tls: false })),
    config.neo4j ?? start('neo4j', startNeo4j).then((url): Neo4jConfig => ({ url, database: 'neo4j' })),
    config.clickhouse ?? start('clickhouse', startClickHouse).then((url): ClickHouseConfig => ({ url, database: 'helixgraph' })),
  ]);
  if (kafka.status === 'rejected' || neo4j.status === 'rejected' || clickhouse.status === 'rejected') {
    await stop();
    throw [kafka, neo4j, clickhouse].find((one) => one.status === 'rejected')!.reason;
  }
  return {
    addresses: { kafka: kafka.value, neo4j: neo4j.value, clickhouse: clickhouse.value },
    engines: [...running.values()],
    stop,
  };
}
