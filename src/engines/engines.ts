import { resolve } from 'node:path';
import type { ClickHouseConfig, Config, KafkaConfig, Neo4jConfig } from '../config.ts';
import { startClickHouse } from './clickhouse.ts';
import type { Engine, EngineOptions } from './engine.ts';
import { keepRunning, type KeptEngine } from './keep-running.ts';
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
  /** The processes of the moment of those that were started here. */
  engines(): readonly Engine[];
  stop(): Promise<void>;
}

export interface StartEnginesOptions {
  readonly log: (line: string) => void;
  readonly onReady: (name: string, ms: number) => void;
  readonly size?: EngineOptions['size'];
}

/**
 * Starts, side by side, each engine that the configuration gives no address for, and starts again one that dies.
 * @throws HelixError START_FAILED; what had been started is stopped then
 */
export async function startEngines(config: Pick<Config, 'dataFolder' | 'kafka' | 'neo4j' | 'clickhouse'>, options: StartEnginesOptions): Promise<RunningEngines> {
  const { log, onReady, size } = options;
  const running: KeptEngine[] = [];

  const own = async (name: string, launch: (options: EngineOptions) => Promise<Engine>): Promise<string> => {
    const kept = await keepRunning(async (again) => {
      const began = performance.now();
      const engine = await launch({ folder: resolve(config.dataFolder, name), log, size, again });
      onReady(engine.name, performance.now() - began);
      return engine;
    }, log);
    running.push(kept);
    return kept.current().url;
  };
  const stop = async () => void (await Promise.all(running.map((engine) => engine.stop())));

  const [kafka, neo4j, clickhouse] = await Promise.allSettled([
    config.kafka ?? own('kafka', startKafka).then((address): KafkaConfig => ({ brokers: [address], tls: false })),
    config.neo4j ?? own('neo4j', startNeo4j).then((url): Neo4jConfig => ({ url, database: 'neo4j' })),
    config.clickhouse ?? own('clickhouse', startClickHouse).then((url): ClickHouseConfig => ({ url, database: 'helixgraph' })),
  ]);
  if (kafka.status === 'rejected' || neo4j.status === 'rejected' || clickhouse.status === 'rejected') {
    await stop();
    throw [kafka, neo4j, clickhouse].find((one) => one.status === 'rejected')!.reason;
  }
  return {
    addresses: { kafka: kafka.value, neo4j: neo4j.value, clickhouse: clickhouse.value },
    engines: () => running.map((engine) => engine.current()),
    stop,
  };
}
