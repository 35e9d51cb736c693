import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepare, type Located } from '../../src/cli/prepare.ts';
import { steps } from '../../src/cli/steps.ts';
import { readConfig } from '../../src/config.ts';
import { startEngines } from '../../src/engines/engines.ts';
import type { EventLog } from '../../src/log/event-log.ts';
import { kafkaLog } from '../../src/log/kafka.ts';
import { startProgram, type Program } from './program.ts';

/** What benchmarks run on: engines of their own, migrated, with topics. They keep apart by tenants. */
export interface Lab {
  readonly config: Located;
  /** A log of this process; the lab closes it. */
  readonly log: EventLog;
  say(line: string): void;
  /** The whole program on these engines, one for all that ask; see `stopProgram`. */
  program(): Promise<Program>;
  /** Stops the program where it runs: for what must have the machine, or a projection, alone. */
  stopProgram(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts the engines that the environment gives no address for, of the size `large`, in a temporary folder. */
export async function openLab(env: Readonly<Record<string, string | undefined>>): Promise<Lab> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'helixgraph-bench-'));
  const told = steps((line) => process.stderr.write(`${line}\n`));
  const { KAFKA_BROKERS, NEO4J_URI, CLICKHOUSE_URL } = env;
  const given = { KAFKA_BROKERS, NEO4J_URI, CLICKHOUSE_URL, HELIXGRAPH_LOG_LEVEL: 'error', HELIXGRAPH_POSITION_KEY: randomBytes(32).toString('hex') };
  const wanted = { ...readConfig(given), dataFolder };
  const engines = await startEngines(wanted, { size: 'large', log: told.say, onReady: (name, ms) => told.done(`${name} ready`, ms) });
  const config: Located = { ...wanted, ...engines.addresses };
  const log = kafkaLog({ kafka: config.kafka, clientId: 'helixgraph-bench', epochs: new Map(), log: () => {} });
  let running: Promise<Program> | undefined;

  async function stopProgram(): Promise<void> {
    const program = running;
    running = undefined;
    await (await program)?.stop();
  }
  async function stop(): Promise<void> {
    await stopProgram();
    await log.close();
    await engines.stop();
    await rm(dataFolder, { recursive: true, force: true });
  }

  try {
    await prepare(config, told);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    config,
    log,
    say: told.say,
    program: () => (running ??= startProgram(['--no-sample'], {
      HELIXGRAPH_DATA: join(dataFolder, 'program'),
      HELIXGRAPH_POSITION_KEY: config.positionKey,
      KAFKA_BROKERS: config.kafka.brokers.join(','),
      NEO4J_URI: config.neo4j.url,
      CLICKHOUSE_URL: config.clickhouse.url,
    })),
    stopProgram,
    stop,
  };
}
